"""Questions to which the answer is known: sentences with a pronoun, the words it may stand for, and the right one."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from attnx.training.gold import WORD

ARTICLE = "Love is powerful because it gives us hope to live."
PRONOUNS = frozenset(["he", "she", "him", "her", "his", "they", "them", "their"])
COMPOUNDS = {("construction", "worker")}  # occupations of two words
Place = tuple[int, ...]  # the words of one candidate


@dataclass(frozen=True)
class Question:
    """A text, the number of the word that is a pronoun, the candidates, and which of them is right."""

    text: str
    pronoun: int
    candidates: tuple[Place, ...]
    right: Place


def everyday(path: Path) -> Iterator[Question]:
    """Rows of text, pronoun (its last occurrence) and the word it stands for; every other word is a candidate."""
    for text, pronoun, referent in rows(path):
        words = WORD.findall(text)
        place = len(words) - 1 - words[::-1].index(pronoun)
        yield Question(text, place, tuple((i,) for i in range(len(words))), (words.index(referent),))


def winobias(path: Path) -> Iterator[Question]:
    """Lines as "12 [The guard] met the cook … [he] …" (Zhao et al. 2018): candidates are the nouns after "the".

    The pronoun's group comes last; a line whose marks cannot be read raises ValueError.
    """
    for line in path.read_text(encoding="utf-8").splitlines():
        marked = " ".join(line.split(" ", 1)[1].split())
        text, groups = "", []
        for piece in re.split(r"(\[[^]]+\])", marked):
            first = len(WORD.findall(text))
            text += piece.strip("[]").strip() if piece.startswith("[") else piece
            if piece.startswith("["):
                groups.append(range(first, len(WORD.findall(text))))
        words = [word.lower() for word in WORD.findall(text)]
        pronoun = next(group[0] for group in groups if len(group) == 1 and words[group[0]] in PRONOUNS)
        named = next(group for group in groups if pronoun not in group)
        places = after_the(words)
        right = next((place for place in places if place[0] in named), tuple(named))
        yield Question(text, pronoun, tuple(dict.fromkeys((*places, right))), right)


def after_the(words: list[str]) -> list[Place]:
    """The word after each "the"; two words where they make one occupation."""
    places: list[Place] = []
    for i, (article, noun) in enumerate(pairwise(words), start=1):
        if article == "the":
            places.append((i, i + 1) if (noun, *words[i + 1 : i + 2]) in COMPOUNDS else (i,))
    return places


def winogender(sentences: Path, templates: Path) -> Iterator[Question]:
    """Sentences with an occupation and a participant (Rudinger et al. 2018); names say which is right."""
    participants = {(row[0], row[1]) for row in rows(templates)[1:]}
    for name, text in rows(sentences)[1:]:
        occupation, participant, answer, _, _ = name.split(".")
        assert (occupation, participant) in participants or participant == "someone"
        words = [word.lower() for word in WORD.findall(text)]
        pair = tuple(find(words, WORD.findall(noun.lower())) for noun in (occupation, participant))
        first = next(i for i, word in enumerate(words) if word in PRONOUNS)
        yield Question(text, first, pair, pair[int(answer)])


def find(words: list[str], noun: list[str]) -> Place:
    """Where a noun of one or more words stands."""
    first = next(i for i in range(len(words)) if words[i : i + len(noun)] == noun)
    return tuple(range(first, first + len(noun)))


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
