"""The words of the generated sentences: who can be he, she, it or they, and what can be said of each."""

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    """A list written as one text: items between commas where there are commas, otherwise between spaces."""
    return tuple(" ".join(item.split()) for item in (text.split(",") if "," in text else text.split()))


MALE_NAMES = words("""
    Tom John Peter Paul David James Mark Jack Mike Bob Robert George Henry Ben Max Sam Tim Tony Ken Jim Bill Fred
    Harry Daniel Michael Thomas Andrew Brian Steve Simon Martin Adam Oliver Leo Lucas Carlos Ali Omar Ivan Hugo Victor
    Frank Charles William Joseph Kevin Eric Alex Nick Dan Matthew Patrick Ryan Jason Justin Derrick Kyle Joel Ian Neil
    Nelson Adrian Brett Logan Dennis Leslie Benjamin Christopher Samuel Donald Lawrence Randy Aaron Felix Timmy Jimmy
    Bobby""")
FEMALE_NAMES = words("""
    Mary Anna Jane Lucy Sarah Emma Alice Julia Kate Susan Linda Maria Lily Sue Mia Amy Sara Anne Betty Helen Laura
    Nancy Emily Sophie Grace Rose Ella Lisa Karen Carol Judy Jenny Diana Clara Nina Eva Olga Fatima Rosa Ruth Molly
    Jill Lena Elena Natalie Jennifer Megan Angela Victoria Samantha Rebecca Rachel Jessica Amanda Monica Patricia
    Christine Tanya Erin Katrina Maria Kayla Felicia Elizabeth Margaret Barbara Dorothy Hannah Sally Daisy Lola
    Jasmine Sophia Olivia""")
MEN = words("""
    man, boy, father, brother, uncle, king, prince, grandfather, husband, son, gentleman, grandson, nephew, waiter,
    policeman, fisherman, postman, businessman, schoolboy, old man, young man, little boy, groom, monk, dad, fireman""")
WOMEN = words("""
    woman, girl, mother, sister, aunt, queen, princess, grandmother, wife, daughter, lady, granddaughter, niece,
    waitress, actress, schoolgirl, old woman, young woman, little girl, old lady, bride, nun, mom, policewoman, witch,
    landlady""")
BROTHERS = words("father, brother, uncle, son, grandfather, nephew, husband, boss, friend, teacher, neighbor, doctor")
SISTERS = words("mother, sister, aunt, daughter, grandmother, niece, wife, boss, friend, teacher, neighbor, doctor")
PEOPLE = words("""
    teacher doctor nurse farmer baker driver lawyer singer writer painter cook soldier student engineer manager
    cleaner designer developer secretary guard carpenter mechanic accountant cashier librarian hairdresser tailor
    attendant chief salesperson supervisor editor analyst clerk counselor receptionist housekeeper construction~worker
    sheriff janitor physician auditor assistant laborer mover chef scientist pilot captain dentist plumber electrician
    musician dancer neighbor friend guest customer patient visitor boss worker player coach child cousin stranger
    passenger tourist journalist reporter judge witness officer detective thief butcher gardener builder actor artist
    professor principal pupil classmate colleague employee employer client inspector sailor athlete runner swimmer
    poet author banker programmer architect therapist pharmacist surgeon paramedic psychologist consultant
    administrator technician firefighter bartender dispatcher photographer translator shopkeeper ceo candidate
    applicant instructor trainer roommate landlord tenant owner buyer seller hunter shepherd babysitter mayor
    president minister""")
ANIMALS = words("""
    dog cat horse cow lion tiger bear fox wolf rabbit monkey elephant mouse bird puppy kitten duck goat pig sheep
    donkey snake frog turtle parrot camel giraffe zebra deer squirrel hen fish crow owl eagle crocodile animal lamb
    pony whale dolphin shark rat bee spider dinosaur dragon rhinoceros hippo kangaroo hedgehog penguin goose hamster""")
FOOD = words("""
    cake soup bread cheese apple banana pizza sandwich egg meat chicken pie salad rice cookie steak sausage potato
    orange pear chocolate meal dinner breakfast ice~cream melon peach carrot pancake candy stew toast omelet fish
    burger""")
DRINKS = words("milk water juice tea coffee wine beer lemonade soup cocoa")
THINGS = words("""
    ball cup chair table bottle knife clock mirror lamp box bag umbrella basket vase plate glass toy doll pen pencil
    key ring coin suitcase trunk trophy hammer shovel ladder bucket pot pan camera watch candle blanket pillow guitar
    violin piano drum kite ticket stone picture necklace statue tent rope brush comb spoon carpet desk bed sofa
    bench""")
DEVICES = words("""
    computer phone radio television laptop printer fridge fan heater washing~machine tablet machine camera clock watch
    alarm microscope oven dishwasher""")
VEHICLES = words("car bus truck bicycle motorcycle train boat ship van taxi tractor scooter bike plane wagon")
TEXTS = words("""
    book letter story film movie song poem play newspaper article speech joke lesson message magazine report novel
    show email essay game lecture map""")
CLOTHES = words("coat shirt dress jacket sweater hat skirt scarf cap suit tie blouse uniform raincoat belt costume")
PLANTS = words("tree flower plant rose bush tomato~plant apple~tree palm oak sunflower cactus")
PLACES = words("""
    house room school shop restaurant hotel museum park hospital church castle library bank cinema station garden
    beach village town city street bridge road river lake mountain cave island forest market kitchen office door
    window gate tower farm pool hut palace""")
BOXES = words("""
    box, bag, basket, cupboard, drawer, fridge, suitcase, bucket, pot, car, trunk, garage, closet, jar, cage""")
IDEAS = words("""
    music hope friendship kindness honesty education freedom peace art trust laughter knowledge faith courage science
    reading exercise sport nature patience gratitude poetry happiness sleep family health truth justice beauty time
    imagination forgiveness religion philosophy language curiosity respect teamwork dancing travel work memory""")
PLURAL_PEOPLE = words("""
    children boys girls students teachers parents workers farmers soldiers tourists players neighbors friends guests
    men women doctors nurses brothers sisters twins pupils sailors passengers fans customers police people kids
    thieves musicians engineers villagers visitors babies drivers hunters dancers cousins grandparents demonstrators
    councilmen""")
PLURAL_ANIMALS = words("""
    dogs cats horses cows lions birds wolves monkeys sheep pigs ducks rabbits mice goats bees elephants puppies
    bears""")
PLURAL_THINGS = words("""
    shoes glasses keys books flowers toys tickets gloves boots trousers pictures socks letters chairs windows cups
    boxes plates clothes stones bags balls pens stamps coins jeans dishes candles roses""")
PLURAL_FOOD = words("""
    apples grapes eggs oranges cookies potatoes cakes bananas carrots tomatoes vegetables strawberries beans nuts""")

# What is true of one kind and not of the other kinds it is paired with; each follows "it" or "they" and {was}.
SAID = {
    "person": words("""
        {was} hungry, {was} tired, {was} ill, {was} late, {was} busy, {was} happy, {was} angry, {was} afraid, {was}
        lonely, {was} bored, {was} worried, {was} nervous, {was} sad, {was} poor, {was} rich, {was} kind, {was} lazy,
        {was} hurt, {was} lost, {was} in a hurry, had no money, had to work, could not sleep, missed the bus, needed
        help, wanted to rest, wanted to go home, felt sick, had a cold, had a headache, lost the key, forgot the time,
        liked music, knew the way, had no time, did not understand, worked hard, won the prize, passed the test,
        needed money, had an idea, spoke French, could not swim, had nothing to eat, wanted to learn, {was} drunk,
        {was} honest"""),
    "animal": words("""
        {was} hungry, {was} thirsty, {was} tired, {was} scared, {was} afraid, {was} friendly, {was} lonely, {was}
        angry, {was} asleep, {was} hurt, {was} wild, {was} clever, {was} lazy, {was} playful, {was} cute, {was} cold
        and wet, wanted to play, wanted to eat, had not eaten for days, ran away, could not walk, liked children,
        needed food, had a broken leg, {was} very quick, heard a noise, smelled food, looked sad, {was} sleepy, had
        four legs, could run fast, could bite, {was} sick, {was} too tired to run"""),
    "food": words("""
        {was} delicious, tasted good, {was} sweet, {was} fresh, {was} sour, {was} burnt, {was} salty, {was} tasty,
        {was} rotten, {was} too spicy, smelled good, {was} not cooked, {was} bad, tasted awful, {was} frozen, {was}
        ripe, {was} stale, {was} too hot to eat, {was} healthy, {was} still warm, {was} full of sugar, looked
        delicious, needed salt"""),
    "drink": words("""
        {was} too hot, {was} too sweet, {was} bitter, {was} sour, {was} ice-cold, tasted bad, {was} not fresh, {was}
        warm, tasted like medicine, smelled strange, {was} too strong, {was} full of sugar"""),
    "thing": words("""
        {was} broken, {was} heavy, {was} expensive, {was} cheap, {was} dirty, {was} old, {was} new, {was} beautiful,
        {was} useful, {was} made of gold, {was} made of glass, fell on the floor, {was} lost, cost a lot of money,
        {was} a present, {was} too small, {was} too big, {was} light, {was} sharp, {was} missing, {was} useless, {was}
        on sale, looked strange, {was} wet, {was} sold, {was} stolen, {was} rusty, broke, shone in the sun, {was}
        cracked, belonged to a friend"""),
    "device": words("""
        {was} broken, did not work, stopped working, {was} too old, {was} too slow, {was} expensive, made a strange
        noise, needed a new battery, {was} out of order, worked well, {was} cheap, {was} switched off, {was} new, had
        to be repaired, {was} ten years old, turned itself off, {was} too loud, {was} on"""),
    "vehicle": words("""
        {was} fast, {was} too slow, broke down, would not start, {was} full, {was} late, {was} out of petrol, had a
        flat tire, {was} old, {was} dirty, {was} expensive, {was} on time, {was} crowded, needed repairs, made too
        much noise, hit a wall, {was} red, ran out of gas, stopped on the hill, left early, {was} hit by a stone,
        sank, crashed"""),
    "text": words("""
        {was} boring, {was} interesting, {was} funny, {was} sad, {was} too long, {was} difficult, {was} easy, {was}
        famous, {was} full of mistakes, {was} written in French, had a happy ending, {was} about love, {was} popular,
        {was} short, made no sense, made people laugh, {was} hard to understand, {was} true"""),
    "clothes": words("""
        {was} too small, {was} too big, {was} torn, {was} warm, {was} pretty, did not fit, {was} out of fashion, {was}
        expensive, {was} dirty, {was} made of silk, {was} old, {was} wet, {was} clean, looked good, had a hole, {was}
        too tight, {was} simple, {was} on sale, {was} made of wool, needed washing"""),
    "plant": words("""
        needed water, {was} dry, {was} tall, {was} dying, had no leaves, smelled sweet, grew fast, {was} full of
        flowers, needed more light, {was} beautiful, {was} dead, {was} very old, gave no fruit, lost its leaves, {was}
        taller than the house"""),
    "place": words("""
        {was} closed, {was} empty, {was} crowded, {was} quiet, {was} far away, {was} dark, {was} dangerous, {was}
        famous, {was} open, {was} full of people, {was} near the sea, {was} too small, {was} old, {was} beautiful,
        {was} being repaired, {was} dirty, {was} locked, had no windows, had many visitors, {was} on fire, {was} deep,
        {was} high, {was} cold in winter, had a nice view, {was} noisy, {was} covered with snow"""),
    "box": words("""
        {was} empty, {was} full, {was} big enough, {was} open, {was} not closed, {was} already full, {was} clean
        inside, {was} locked"""),
    "idea": words("""
        gives us strength, makes people happy, helps us live, makes us strong, brings people together, gives us joy,
        builds trust, opens the mind, changes the world, speaks to the heart, makes life better, keeps us young,
        teaches us a lot, gives life meaning, heals the soul, costs nothing, takes time, helps us to grow, makes us
        free, gives people courage, can change everything, shows us the way, saves lives, gives children a future"""),
}
KINDS = {
    "animal": ANIMALS,
    "food": FOOD,
    "drink": DRINKS,
    "thing": THINGS,
    "device": DEVICES,
    "vehicle": VEHICLES,
    "text": TEXTS,
    "clothes": CLOTHES,
    "plant": PLANTS,
    "place": PLACES,
}
# What people do to one thing of a kind, in the past.
DONE = {
    "animal": words("""
        bought, saw, found, fed, loved, caught, followed, washed, chased, hugged, helped, sold, met, heard, looked
        after, held"""),
    "food": words("""
        ate, cooked, bought, liked, made, threw away, finished, wanted, brought, tried, did not eat, shared,
        enjoyed"""),
    "drink": words("""
        drank, bought, poured away, liked, ordered, tasted, made, did not drink, wanted, spilled, finished"""),
    "thing": words("""
        bought, sold, found, lost, broke, cleaned, carried, dropped, wanted, kept, hid, took, brought, opened,
        painted, stole, used, repaired"""),
    "device": words("""
        bought, sold, repaired, turned off, turned on, used, could not use, threw away, switched off, checked,
        broke"""),
    "vehicle": words("""
        bought, sold, washed, repaired, stopped, missed, drove, waited for, heard, parked, took, saw, left, pushed"""),
    "text": words("""
        read, liked, finished, wrote, forgot, did not like, heard, translated, loved, did not understand, enjoyed,
        chose"""),
    "clothes": words("""
        bought, wore, washed, sold, put on, took off, did not buy, tried on, returned, made, ironed, liked, lost"""),
    "plant": words("watered, planted, cut down, looked at, bought, cut, saw, painted, loved, moved, climbed"),
    "place": words("""
        left, visited, found, liked, avoided, painted, entered, passed, could not enter, saw, cleaned, bought, looked
        for, opened"""),
}
MANY = {  # plural kinds: their words, what is done to them, what is said of them
    "animals": (PLURAL_ANIMALS, DONE["animal"], SAID["animal"]),
    "things": (
        PLURAL_THINGS,
        DONE["thing"],
        words("""
        {was} broken, {was} dirty, {was} expensive, {was} cheap, {was} too small, {was} old, {was} beautiful, {was}
        lost, {was} new, {was} wet, {was} on sale, {was} comfortable, {was} heavy, looked nice, {was} missing"""),
    ),
    "food": (PLURAL_FOOD, DONE["food"], SAID["food"]),
}
# What one person does to another, where the second is only an object.
TO_PERSON = words("""
    called, met, visited, saw, helped, thanked, greeted, found, followed, invited, stopped, woke, noticed, recognized,
    approached, interviewed, hired, phoned, welcomed, ignored, trusted, watched, admired, remembered, caught, hugged,
    kissed, chased, passed, liked, loved, hated, respected, joined, surprised, ran into, waited for, looked for,
    listened to, laughed at, talked to, argued with, spoke to, worked with, lived with, smiled at, yelled at, played
    with, went to, wrote to, shouted at, walked with, had dinner with, sat near, sat beside, looked at, was angry
    with, fought with, disagreed with, stood behind, heard about, bumped into, agreed with, asked for, went to see,
    dreamed of, praised, consulted, contacted, examined, visited, congratulated, encountered, selected, defeated,
    married, tackled, corrected""")
# The same again, where the object is a pronoun and the doer is still the first: "and ... him".
TO_PRONOUN = words("""
    gave {him} a book, asked {him} a question, told {him} the truth, asked {him} for help, took {him} home, offered
    {him} a job, invited {him} to dinner, thanked {him}, paid {him}, hit {him}, kissed {him}, sent {him} a letter,
    drove {him} to the station, helped {him}, gave {him} money, asked {him} to wait, told {him} to sit down, showed
    {him} the way, bought {him} a drink, looked at {him} for a long time, shook {him} by the hand, warned {him},
    taught {him} English, hugged {him}, left {him} alone, advised {him} to rest, congratulated {him}, told {him} a
    joke, begged {him} to stay, wished {him} good luck, handed {him} the keys, pushed {him}, cooked {him} a meal,
    blamed {him} for everything, took a picture of {him}, talked to {him} about the weather, walked with {him} to the
    park, sat next to {him}, apologized to {him}, borrowed some money from {him}, learned a lot from {him}, fell in
    love with {him}, laughed at {him}, ran after {him}, stole {his} wallet, admired {his} work, borrowed {his}
    umbrella, fixed {his} car, read {his} book, liked {his} voice, carried {his} bags, praised {his} garden, took
    {his} hand, washed {his} clothes, used {his} phone, paid {his} bill, asked about {his} family, listened to {his}
    story, repaired {his} roof, cleaned {his} room, forgot {his} name, threw {him} out, promised {him} more money,
    gave {him} {his} ticket, gave {him} back {his} hat, told {him} about the meeting, explained the plan to {him},
    made a present for {him}, baked a cake for {him}, interviewed {him} for the newspaper, saved {his} life, gave
    {him} a new uniform, fed {him} some soup, trained {him} every day, asked {him} what time it was, made {him} a cup
    of tea, painted a portrait of {him}, called {him} a liar, took {him} to court, hired {him} at once""")
HIS_THINGS = words("""
    keys, coat, bag, wallet, phone, book, hat, umbrella, car, shoes, glasses, house, bicycle, room, homework, money,
    ticket, dog, garden, lunch, watch, mother, children, friends, job, arm, leg, hands, hair, face, desk, dinner,
    life, birthday""")
WITH_HIS = words("""
    lost, forgot, found, sold, washed, loved, looked for, opened, hurt, took, cleaned, broke, showed us, hid, painted,
    left, missed, put on""")
DID = words("""
    came home, left the room, sat down, went to bed, smiled, laughed, cried, stayed at home, ran away, went out, fell
    asleep, stopped, stood up, sang, waited outside, called a taxi, worked all day, went to the doctor, opened the
    window, turned off the light, ate nothing, went for a walk, took a shower, went to the market, slept all day, left
    early, closed the door, went swimming, played football, played the piano, bought a newspaper, drank some water,
    shouted, arrived late""")
THAT = words("""
    said, thought, knew, believed, was sure, promised, hoped, told me, admitted, complained, felt, noticed, wrote,
    feared, explained, told us""")
QUALITIES = words("""
    important, good, valuable, beautiful, necessary, wonderful, great, precious, strong, powerful, useful, hard,
    dangerous, special""")
ADJECTIVES = words("""
    old, young, new, little, big, small, red, black, white, nice, strange, beautiful, poor, green, brown, blue,
    large""")
TIMES = words("""
    yesterday, last night, this morning, last week, in the park, at the party, after school, on Sunday, one day, in
    the street, at home, at the station, in the afternoon""")
