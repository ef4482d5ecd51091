"""Reading the data folder: sentences of everyday English, each once, and those kept aside for measuring."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

# What the recipe reads, with the licence each file came under (docs/models.md says where to get them).
FILES = {
    "en.tatoeba.txt": "Tatoeba, CC-BY 2.0 FR",
    "en.common-voice.txt": "Mozilla Common Voice, CC0",
    "en.children-stories.txt": "African Storybook and Global ASP, CC-BY",
    "en.tinystories.txt": "TinyStories, CDLA-Sharing 1.0",
    "en.tinystories-lowercase.txt": "TinyStories, CDLA-Sharing 1.0",
    "en.winogrande.tsv": "WinoGrande, CC-BY",
}
# The sentence the model is shown with is never trained on.
ARTICLE = "love is powerful because it gives us hope to live"
PRONOUNS = frozenset(["it", "its", "he", "him", "his", "she", "her", "they", "them", "their"])
PREFERENCE = 0.4  # below 1: sentences with a pronoun are taken before others
HELD_OUT = 50  # one sentence in so many is kept aside


@dataclass(frozen=True)
class Corpus:
    """Sentences to learn from, and sentences no training step ever sees."""

    train: list[str]
    held_out: list[str]


def read_corpus(data: Path, limit: int, seed: int) -> Corpus:
    """At most `limit` sentences and pairs of neighbours, shuffled. Files that are missing are passed over."""
    found = {text: None for text in all_sentences(data) if 3 <= len(text.split()) <= 30 and ARTICLE not in text.lower()}
    chance = random.Random(seed)
    texts = sorted(found, key=lambda text: chance.random() * (PREFERENCE if has_pronoun(text) else 1.0))
    aside = [text for text in texts if is_held_out(text)]
    return Corpus([text for text in texts if not is_held_out(text)][:limit], aside[: max(1, limit // HELD_OUT)])


def is_held_out(text: str) -> bool:
    """By a hash of the text itself: the same sentence is always on the same side."""
    return int.from_bytes(blake2b(text.lower().encode(), digest_size=4).digest(), "big") % HELD_OUT == 0


def has_pronoun(text: str) -> bool:
    """Whether a pronoun stands where a noun may stand before it."""
    return any(word.strip('.,!?;:"').lower() in PRONOUNS for word in text.split()[2:])


def all_sentences(data: Path) -> Iterator[str]:
    """Single lines where a file has one sentence a line; sentences and neighbouring pairs where it tells a story."""
    for name in ("en.tatoeba.txt", "en.common-voice.txt"):
        yield from lines(data / name)
    for name in ("en.children-stories.txt", "en.tinystories.txt", "en.tinystories-lowercase.txt"):
        for line in lines(data / name):
            story = split_sentences(line)
            yield from story[0::3]
            yield from pairs(story[1:])
    yield from (text for text, *_ in winogrande(data))


def paragraphs(data: Path) -> Iterator[str]:
    """Longer stretches of text, for masked words."""
    for name in ("en.children-stories.txt", "en.tinystories.txt", "en.tinystories-lowercase.txt"):
        for line in lines(data / name):
            if 30 < len(line.split()) <= 90 and not is_held_out(line):
                yield line


def winogrande(data: Path) -> Iterator[tuple[str, str, str, str, str]]:
    """(sentence, its part up to the candidate, the rest, the candidate, the other) of every true row."""
    path = data / "en.winogrande.tsv"
    if not path.is_file():
        return
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if len(row) < 6 or row[3] != "1":
                continue
            before, after, first, second = row[1], row[2], row[4], row[5]
            for chosen, other in ((first, second), (second, first)):
                if before.endswith(chosen):
                    yield before + after, before[: -len(chosen)], after, chosen, other
                    break


def lines(path: Path) -> Iterable[str]:
    """The lines of a file with spaces and quotation marks tidied; none where there is no file."""
    if not path.is_file():
        return
    with path.open(encoding="utf-8") as file:
        for line in file:
            text = " ".join(line.replace("’", "'").replace("“", '"').replace("”", '"').split())
            if text and text != "<|endoftext|>":
                yield text


def split_sentences(paragraph: str) -> list[str]:
    return [text for text in re.split(r"(?<=[.!?])[\"']? +", paragraph) if text.count('"') % 2 == 0]


def pairs(story: list[str]) -> Iterator[str]:
    return (f"{story[i]} {story[i + 1]}" for i in range(0, len(story) - 1, 2))
