"""Pronouns in real sentences whose referent is known: WinoGrande's answers, and sentences with one candidate only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from attnx.training.gold import WORD, Gold, read_marks
from attnx.training.reader import lexicon
from attnx.training.sentences import winogrande

HE, SHE, THEY = ({"he", "him", "his"}, {"she", "her"}, {"they", "them", "their"})
MALE = {name.lower() for name in lexicon.MALE_NAMES} | {noun.split()[-1] for noun in lexicon.MEN} | {"daddy", "grandpa"}
FEMALE = (
    {name.lower() for name in lexicon.FEMALE_NAMES}
    | {noun.split()[-1] for noun in lexicon.WOMEN}
    | {"mommy", "grandma"}
)
PEOPLE = {noun.split()[-1] for noun in lexicon.PEOPLE}
MANY = set(lexicon.PLURAL_PEOPLE) | set(lexicon.PLURAL_ANIMALS)
AFTER_THEY = set(lexicon.words("were are had have did do could can would will might should must don't didn't weren't"))


def from_winogrande(data: Path) -> Iterator[Gold]:
    """The candidate put into the gap becomes the pronoun; a pronoun of people where it is a name."""
    for _, before, after, chosen, other in winogrande(data):
        if not chosen.isalpha() or not after.split() or before.count(chosen) != 1 or (after + " ").startswith("'s"):
            continue
        if before.rstrip().lower().endswith((" the", " a", " an", " my", " his", " her", " their")):
            before = before.rstrip().rsplit(" ", 1)[0] + " "
        if chosen.lower() in MALE or chosen.lower() in FEMALE:
            pronoun = "he" if chosen.lower() in MALE else "she"
        elif chosen[0].isupper() or other[:1].isupper():
            continue
        else:
            many = chosen.endswith("s") and not chosen.endswith("ss")
            pronoun = "it" if not many else "they" if after.split()[0] in AFTER_THEY else "them"
        yield read_marks(before.replace(chosen, f"{chosen}#1", 1) + f"{pronoun}@1" + after)


def only_candidate(texts: Iterable[str]) -> Iterator[Gold]:
    """Sentences with one man, one woman or one group named before the pronoun, and nobody else it could be."""
    for text in texts:
        words = [word.lower() for word in WORD.findall(text)]
        if "'" in words and words.count("'") > 2:
            continue
        links = []
        for pronouns, nouns in ((HE, MALE), (SHE, FEMALE), (THEY, MANY)):
            places = [i for i, word in enumerate(words) if word in nouns]
            named = {words[i] for i in places}
            rivals = {word for word in words if word in PEOPLE} if pronouns is not THEY else set()
            if len(named) != 1 or rivals or any(word in pronouns for word in words[: places[0]]):
                continue
            for i, word in enumerate(words):
                before = [j for j in places if j < i]
                if word in pronouns and before and i + 1 not in places:
                    links.append((i + 1, before[-1] + 1))
        if links:
            yield Gold(text, tuple(links))
