"""A small grammar of sentences with pronouns whose referents are known, because the grammar put them there.

`#1` marks what can be referred to, `@1` a pronoun that refers to it, and "(a|b|c)" stands for one of the three.
Two candidates are told apart by gender, by number, by what can be said of things of a kind, or by syntax alone: in
"the baker met the singer and thanked him" the one who is thanked is not the one who thanks. No sentence of WinoBias
or Winogender is among the templates: both are kept for measuring.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from attnx.training.gold import Gold, read_marks
from attnx.training.reader import lexicon

CASES = {
    "he": ("he", "him", "his"),
    "she": ("she", "her", "her"),
    "they": ("they", "them", "their"),
    "it": ("it", "it", "its"),
}
KINDS = tuple(lexicon.KINDS)
BECAUSE = "(because|because|because|since|, because|as)"


@dataclass(frozen=True)
class Mention:
    """Someone or something named in a sentence: `text` carries its mark, the properties are its pronouns."""

    text: str
    number: int
    gender: str

    @property
    def subject(self) -> str:
        return f"{CASES[self.gender][0]}@{self.number}"

    @property
    def object(self) -> str:
        return f"{CASES[self.gender][1]}@{self.number}"

    @property
    def own(self) -> str:
        return f"{CASES[self.gender][2]}@{self.number}"

    @property
    def was(self) -> str:
        return "were" if self.gender == "they" else "was"

    def __str__(self) -> str:
        return self.text


class Grammar:
    """Draws sentences with one source of chance."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.shares = {
            self.one_thing: 10,
            self.two_kinds: 14,
            self.person_and_thing: 8,
            self.person_does: 8,
            self.person_met: 2,
            self.he_and_she: 12,
            self.one_and_many: 8,
            self.many_people: 3,
            self.many_things: 4,
            self.object_by_syntax: 26,
            self.relative_by_syntax: 5,
            self.thing_by_syntax: 10,
            self.only_subject: 5,
            self.pronoun_first: 5,
            self.two_sentences: 7,
            self.idea: 6,
            self.but: 6,
            self.told_that: 6,
        }

    def examples(self, count: int) -> list[Gold]:
        """So many different sentences."""
        found: dict[str, Gold] = {}
        while len(found) < count:
            template = self.random.choices(list(self.shares), list(self.shares.values()))[0]
            example = read_marks(self.written(template()))
            found[example.text] = example
        return list(found.values())

    def written(self, marked: str) -> str:
        """One sentence as people write it: choices made, a capital, single spaces, a full stop."""
        while "(" in marked:
            marked = re.sub(r"\(([^()]*)\)", lambda choice: self.one(choice[1].split("|")), marked)
        text = re.sub(r" ([,.])| ('s)", r"\1\2", " ".join(marked.split()))
        text = re.sub(r"\b([Aa]) (?=[aeio])", r"\1n ", text)
        return text[0].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")

    def one(self, choices: Sequence[str]) -> str:
        return self.random.choice(choices)

    def chance(self, of: float) -> bool:
        return self.random.random() < of

    # Who and what is spoken of.

    def person(self, number: int, gender: str | None = None, kinds: str = "nwp") -> Mention:
        """By name (n), by a word for man or woman (w), or as a person (p) whose gender only the pronoun tells."""
        gender = gender or self.one(("he", "she"))
        kind = self.one(kinds)
        if kind == "n":
            names = lexicon.MALE_NAMES if gender == "he" else lexicon.FEMALE_NAMES
            return Mention(f"{self.one(names)}#{number}", number, gender)
        nouns = lexicon.PEOPLE if kind == "p" else lexicon.MEN if gender == "he" else lexicon.WOMEN
        before = "(the|the|the|the|the|a|my|our|this)" if kind == "p" else "(the|the|the|my|a|our|her|his|their)"
        quality = "(young|tall|famous|new|kind|rich|angry|friendly)" if self.chance(0.1) else ""
        return Mention(f"{before} {quality} {spaced(self.one(nouns))}#{number}", number, gender)

    def somebody(self, number: int, gender: str, kind: str) -> Mention:
        """A person, half of the time one already known: with "the"."""
        who = self.person(number, gender, kind)
        known = who.text.startswith("(") and self.chance(0.5)
        return Mention("the " + who.text.split(") ", 1)[1], number, gender) if known else who

    def other(self, gender: str) -> str:
        return "she" if gender == "he" else "he"

    def thing(self, kind: str, number: int, before: str = "(the|the|the|a|my|this|his|her|our|that)") -> Mention:
        quality = self.one(lexicon.ADJECTIVES) if self.chance(0.15) else ""
        return Mention(f"{before} {quality} {spaced(self.one(lexicon.KINDS[kind]))}#{number}", number, "it")

    def group(self, number: int) -> Mention:
        noun = self.one(lexicon.PLURAL_PEOPLE)
        return Mention(f"(the|the|the|some|my|two|our|many|all the) {noun}#{number}", number, "they")

    # What is said of them.

    def said(self, kind: str, was: str = "was") -> str:
        return self.one(lexicon.SAID[kind]).format(was=was)

    def said_now(self, kind: str) -> str:
        """In the present, where that is only a change of the verb be."""
        return re.sub("^was ", "is ", self.said(kind))

    def done(self, kind: str) -> str:
        return self.one(lexicon.DONE[kind])

    def did(self) -> str:
        return self.one(lexicon.DID)

    def time(self, chance: float = 1.0) -> str:
        return self.one(lexicon.TIMES) if self.chance(chance) else ""

    def to_person(self) -> str:
        return self.one(lexicon.TO_PERSON)

    def deed(self, to: Mention) -> str:
        """What somebody does to another, who is only a pronoun."""
        return self.one(lexicon.TO_PRONOUN).format(him=to.object, his=to.own)

    def with_own(self, who: Mention) -> str:
        return f"{self.one(lexicon.WITH_HIS)} {who.own} {self.one(lexicon.HIS_THINGS)}"

    # The templates.

    def one_thing(self) -> str:
        """Tom sold the car because it was old."""
        kind = self.one(KINDS)
        who, what = self.person(1), self.thing(kind, 2)
        join = f"({BECAUSE}|{BECAUSE}|, but|, and|and said that|although|when|. )"
        if self.chance(0.3):
            verb = "(like|need|want|hate|cannot find|cannot use|will sell|would not buy|must clean|know|see)"
            return f"(I|we|you|they|people) {verb} {what} {join} {what.subject} {self.said_now(kind)}"
        subject = f"({who}|{who}|I|we|they|he|she|nobody|everybody|you)"
        return f"{subject} {self.done(kind)} {what} {self.time(0.3)} {join} {what.subject} {self.said(kind)}"

    def two_kinds(self) -> str:
        """The dog ate the cake because it was hungry, or because it was sweet: what is said decides."""
        form = self.one(("food", "box", "place", "road", "thing", "somewhere"))
        if form == "box":
            kind = self.one(("thing", "device", "clothes", "text", "food"))
            what, box = self.thing(kind, 1), Mention(f"the {self.one(lexicon.BOXES)}#2", 2, "it")
            verb = "(put|left|hid|found|kept|forgot|saw)"
            return self.either(f"({self.person(3)}|I|we|she|he) {verb}", what, "in", box, kind, "box")
        if form == "somewhere":
            kind = self.one(("text", "thing", "device", "clothes"))
            what, place = self.thing(kind, 1), self.thing("place", 2)
            verb = "(bought|found|saw|lost|left)"
            return self.either(f"({self.person(3)}|I|we) {verb}", what, "(in|near|outside)", place, kind, "place")
        if form == "road":
            verb = "(stopped near|passed|waited outside|could not reach|stood in front of|drove past|crashed into)"
            return self.either("", self.thing("vehicle", 1), verb, self.thing("place", 2), "vehicle", "place")
        kind, verb = {
            "food": ("food", "(ate|stole|smelled|found|took|wanted|licked|did not eat|swallowed)"),
            "place": (
                "place",
                "(ran out of|slept near|came into|did not enter|did not cross|went to|hid behind|left|could not leave"
                "|walked through|swam across|was afraid of)",
            ),
            "thing": (
                self.one(("thing", "clothes", "plant")),
                "(broke|bit|played with|destroyed|carried|slept on|jumped over|looked at|sat under|ran into)",
            ),
        }[form]
        return self.either("", self.thing("animal", 1), verb, self.thing(kind, 2), "animal", kind)

    def either(self, before: str, a: Mention, verb: str, b: Mention, kind_a: str, kind_b: str) -> str:
        """What is said fits only one of the two."""
        which, kind, other = self.random.choice([(a, kind_a, kind_b), (b, kind_b, kind_a)])
        said = self.one([said for said in lexicon.SAID[kind] if said not in lexicon.SAID[other]]).format(was="was")
        return f"{before} {a} {verb} {b} ({BECAUSE}|{BECAUSE}|, but) {which.subject} {said}"

    def person_and_thing(self) -> str:
        """Mary bought the dress because she was rich, or because it was pretty."""
        kind = self.one(KINDS)
        who, what = self.person(1), self.thing(kind, 2)
        if self.chance(0.5):
            return f"{who} {self.done(kind)} {what} {BECAUSE} {who.subject} {self.said('person')}"
        return f"{who} {self.done(kind)} {what} ({BECAUSE}|, but|when|. ) {what.subject} {self.said(kind)}"

    def person_does(self) -> str:
        """My brother lost his keys, so he waited outside."""
        who = self.group(1) if self.chance(0.15) else self.person(1)
        first = self.with_own(who) if self.chance(0.4) else self.did()
        state = self.said("person", who.was)
        every = "(every day|every morning|before dinner|again|for the first time|quickly)"
        one = self.person(1)
        verb = "(washes|feeds|loves|cleans|opens|sells|helps|visits|calls|misses|paints)"
        return self.one(
            (
                f"{who} {first} {BECAUSE} {who.subject} {state}",
                f"{who} {state} (, so|, but|, and|and then|before|when|after|although) {who.subject} {first}",
                f"(when|after|before|although|because|if|while|as soon as) {who} {self.did()}, {who.subject} {first}",
                f"{who} {self.with_own(who)} {self.time()}",
                f"{one} {verb} {one.own} {self.one(lexicon.HIS_THINGS)} {every}",
            )
        )

    def person_met(self) -> str:
        """I saw Paul yesterday, but nobody helped him."""
        who = self.group(1) if self.chance(0.15) else self.person(1)
        him = who.object
        then = self.one(
            (
                f"{who.subject} {self.said('person', who.was)}",
                f"(I did not speak to {him}|we gave {him} some money|nobody helped {him}|I want to see {him} again)",
            )
        )
        join = "(yesterday, but|, but|when|because|, and)"
        return f"(I|we|you) (saw|met|called|helped|know|like|visited) {who} {join} {then}"

    def he_and_she(self) -> str:
        """A man and a woman: the pronoun says which."""
        gender = self.one(("he", "she"))
        a, b = self.person(1, gender, "nw"), self.person(2, self.other(gender), "nwp" if self.chance(0.3) else "nw")
        which = self.random.choice([a, b])
        met, he, state = f"{a} {self.to_person()} {b}", which.subject, self.said("person")
        lost = f"{which.own} {self.one(lexicon.HIS_THINGS)}"
        favour = "(cooked dinner|cleaned the house|helped with the work|found the key|paid the bill|repaired the car)"
        asked = self.one(
            (
                f"asked {b} whether {he} had seen {lost}",
                f"told {b} that {he} had lost {lost}",
                f"told {b} that {he} {state}",
                f"asked {b} if {he} {state}",
                f"thanked {b} because {he} had {favour}",
                f"said to {b} that {he} could go home",
                f"told {b} that {he} must not be late",
                f"showed {b} what {he} had bought",
            )
        )
        others = (
            "(nobody else|the others|I|we|everybody) (liked|helped|forgot|laughed at|believed|listened to|waited for)"
        )
        gift = f"(gave|showed|brought|sent|bought) {b} (a present|a book|some flowers|a letter|a cake)"
        return self.one(
            (
                f"{met} {BECAUSE} {he} {state}",
                f"{met} (, and|, but|when|before|after|, so|while|. ) {he} {self.did()}",
                f"{met} and {self.with_own(which)}",
                f"{a} {asked}",
                f"{met} (, but|because|although) {others} {which.object}",
                f"{a} {gift} (when|because|before|after) {he} {state}",
            )
        )

    def one_and_many(self) -> str:
        """The boy and the dogs: he, or they."""
        many = self.group(2)
        kind = "person" if self.chance(0.7) else self.one(("animal", "thing", "vehicle", "place"))
        one = self.person(1) if kind == "person" else self.thing(kind, 1)
        which, said = self.random.choice([(one, self.said(kind)), (many, self.said("person", "were"))])
        verb = "(saw|met|called|found|waited for|looked at|stopped|ran to|visited|asked|heard|helped|brought|passed)"
        turned = kind in ("thing", "place") or self.chance(0.5)
        first = f"{many} {verb} {one}" if turned else f"{one} {verb} {many}"
        return self.one(
            (
                f"{first} {BECAUSE} {which.subject} {said}",
                f"{first}, but we did not see {which.object}",
                f"{first}. {which.subject} {said}",
                f"{first}, and I helped {which.object}",
            )
        )

    def many_people(self) -> str:
        """The girls were late because they missed the bus."""
        who = self.group(1)
        state = self.said("person", "were")
        return self.one(
            (
                f"{who} {self.did()} {BECAUSE} {who.subject} {state}",
                f"{who} were (happy|sad|angry|tired|lost|late|afraid|proud|poor) {BECAUSE} {who.subject} {state}",
                f"{who} {self.did()}, but (I|we|nobody|the police) (saw|helped|stopped|heard|thanked) {who.object}",
                f"{who} {self.with_own(who)}",
            )
        )

    def many_things(self) -> str:
        """I bought apples, but they were sour."""
        nouns, done, said = lexicon.MANY[self.one(tuple(lexicon.MANY))]
        what = Mention(f"(the|some|these|my|the|new|two|three) {self.one(nouns)}#1", 1, "they")
        state, before = (self.one(said).format(was="were") for _ in range(2))
        if self.chance(0.35):
            return f"{what} {before}, (and|but|so) ({what.subject} {state}|(I|we) {self.one(done)} {what.object})"
        return f"({self.person(2)}|I|we|I|we) {self.one(done)} {what} ({BECAUSE}|, but|, and|. ) {what.subject} {state}"

    def object_by_syntax(self) -> str:
        """The baker met the singer and thanked him: the doer of both is the first, so "him" is the second."""
        gender = self.one(("he", "she")) if self.chance(0.9) else "they"
        kind = self.one("pppnw") if gender != "they" else "p"
        # Among persons the first may be a man or a woman: only the second's pronoun is heard.
        first = self.somebody(1, self.one(("he", "she")) if kind == "p" else gender, kind)
        second = Mention(self.somebody(2, "he" if gender == "they" else gender, kind).text, 2, gender)
        met, deed = f"{first} {self.to_person()} {second}", self.deed(second)
        owned = "(house|shop|garden|work|room|car|voice|kitchen|new book|mistake|bag)"
        noticed = "(saw|noticed|admired|visited|found|looked at|heard about|read about|broke into)"
        doing = (
            "(working|singing|dancing|sleeping|reading|come home|leave|cry|waiting outside|cook|talking|sitting alone)"
        )
        went = "(went to|called|visited|wrote to|came to|stopped|looked for)"
        purpose = "(thank|help|ask|see|pay|warn|invite|interview|tell)"
        detail = "(|again|about the plan|for the money|before dinner|in the morning)"
        ing = "(thanking|asking|paying|helping|following|seeing) {him}|giving {him} a gift|telling {him} the news"
        joined = f"{met} {self.time(0.2)} (and|and|and|and then|, then|and later|but|and immediately|but never) {deed}"
        return self.one(
            (
                *[joined] * 5,
                f"{first} {noticed} {second} 's {owned} and {deed}",
                f"{first} (saw|heard|watched|found|noticed) {second} {doing} and {deed}",
                f"{first} {went} {second} to {purpose} {second.object} {detail}",
                f"{met} (before|after|without|, then left without) ({ing.format(him=second.object)})",
                f"{met} , {deed} and {self.deed(second)}",
            )
        )

    def relative_by_syntax(self) -> str:
        """Anna visited her sister and gave her a cake: the first "her" is Anna's, the second is the sister."""
        gender = self.one(("he", "she"))
        who = self.person(1, gender)
        relative = self.one(lexicon.BROTHERS if gender == "he" else lexicon.SISTERS)
        other = Mention(f"{who.own} {relative}#2", 2, gender)
        return f"{who} {self.to_person()} {other} (and|and|and then|but) {self.deed(other)}"

    def thing_by_syntax(self) -> str:
        """The cook found an egg and dropped it: the doer of both is the first, so "it" is the second."""
        kind = self.one(KINDS)
        what = self.thing(kind, 2)
        it = what.object
        join = "(and|and|and then|but never|, then)"
        if self.chance(0.4):
            verb = "(found|saw|followed|took|pushed|smelled|touched|came to|caught|liked)"
            deed = (
                f"(carried {it} home|sniffed at {it}|looked at {it}|sat down near {it}|ran away with {it}|hid {it}"
                f"|did not leave {it}|pulled {it} down|watched {it}|jumped over {it})"
            )
            return f"{self.thing('animal', 1)} {verb} {what} {join} {deed}"
        simple = [done for done in lexicon.DONE[kind] if not done.endswith((" away", " on", " off", " down"))]
        return f"{self.person(1)} {self.done(kind)} {what} {join} {self.one(simple)} {it} {self.time(0.3)}"

    def only_subject(self) -> str:
        """The cook cut his finger while the guests waited: only the cook is one person."""
        who, many = self.person(1), self.group(2)
        would = "(come tomorrow|help us|be late|write a book|win|never smoke again|buy a house)"
        cannot = "(cannot come|is at home|is happy|did not answer|will be late|must go)"
        reason = "(has to work|is ill|has a cold|is busy|missed the train|has no money|lost the key)"
        return self.one(
            (
                f"{who} {self.with_own(who)} while {many} (waited|slept|were eating|laughed|played)",
                f"{who} {self.one(lexicon.THAT)} that {who.subject} {self.said('person')}",
                f"{who} , who {self.did()} , {self.with_own(who)}",
                f"{many} (waited|stayed|sang|played) while {who} {self.with_own(who)}",
                f"{who} {self.one(lexicon.THAT)} that {who.subject} would {would}",
                f"{who} {cannot} because {who.subject} {reason}",
            )
        )

    def pronoun_first(self) -> str:
        """When he came home, Tom was tired."""
        if self.chance(0.3):
            kind = self.one(KINDS)
            what = self.thing(kind, 1, "the")
            first = f"(because|although|since) {what.subject} {self.said(kind)}"
            return f"{first}, (I|we|nobody|he|she) {self.done(kind)} {what}"
        who = self.person(1)
        first = self.one((self.did(), self.said("person")))
        return f"(when|because|before|after|although|while|as soon as) {who.subject} {first}, {who} {self.did()}"

    def two_sentences(self) -> str:
        """Sue has a cat. It is black."""
        kind = self.one(KINDS)
        who, what = self.person(1), self.thing(kind, 2, "(a|a|the|one)")
        second = self.one(
            (
                f"{what.subject} {self.said(kind)}",
                f"{who.subject} {self.said('person')}",
                f"{who.subject} likes {what.object} very much",
                f"(I|we|everyone|the children) liked {what.object}",
                f"{what.own} colour was (red|blue|green|white)",
            )
        )
        opening = "(but|now|yesterday|then)" if self.chance(0.2) else ""
        return f"{who} (has|had|saw|found|bought|wanted|got|made|drew|lost|likes) {what} . {opening} {second}"

    def idea(self) -> str:
        """Music is important because it brings people together."""
        what = Mention(f"{self.one(lexicon.IDEAS)}#1", 1, "it")
        quality = self.one(lexicon.QUALITIES)
        does = f"{what.subject} {self.said('idea')}"
        return self.one(
            (
                f"{what} is {quality} because {does}",
                f"{what} {self.said('idea')} because {does}",
                f"(I|we|people|children|many people) (need|love|like|want|believe in|value) {what} because {does}",
                f"{what} is {quality}, and {does}",
                f"without {what} life is empty, because {does}",
                f"(my teacher|my mother|he|she) says that {what} is {quality} because {does}",
            )
        )

    def but(self) -> str:
        """The phone rang, but nobody answered it: one thing is the subject, then the object."""
        kind = self.one(KINDS)
        what = self.thing(kind, 1)
        join = "(, but|, so|, and|, and then|. )"
        if self.chance(0.4):
            return f"{what} {self.said(kind)} {join} {what.subject} {self.said(kind)}"
        now = "(can|cannot|must|will) (see|sell|find|use|buy|clean|keep|take|leave)"
        done = now if self.chance(0.3) else self.done(kind)
        who = f"(I|we|nobody|you|they|{self.person(2)}|{self.group(3)})"
        return f"{what} ({self.said(kind)}|{self.said_now(kind)}) {join} {who} {done} {what.object} {self.time(0.3)}"

    def told_that(self) -> str:
        """The doctor told the men that they should rest: what is told is about the one who hears it."""
        gender = self.one(("he", "she"))
        teller = self.person(1, gender, "p")
        hearer = self.group(2) if self.chance(0.3) else self.person(2, gender, "wn")
        if self.chance(0.4):
            return (
                f"{teller} gave {hearer} {hearer.own} (medicine|ticket|keys|bill|prize|drinks|dinner|money|papers|coat)"
            )
        should = (
            "(should rest|should stay in bed|must pay at once|could go home|had to wait|should eat more|must not smoke"
            "|had passed the test|had won|could come in|must go to bed|needed a new key)"
        )
        return f"{teller} (told|advised|informed|reminded) {hearer} that {hearer.subject} {should}"


def spaced(noun: str) -> str:
    return noun.replace("~", " ")
