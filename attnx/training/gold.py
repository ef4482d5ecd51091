"""Sentences in which we know what each pronoun stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

WORD = re.compile(r"\w+|[^\w\s]")  # where BERT's pre-tokenizer cuts
MARK = re.compile(r"([#@])(\d)")


@dataclass(frozen=True)
class Gold:
    """A text and its (pronoun, referent) pairs, both as numbers of words; 0 is [CLS]."""

    text: str
    links: tuple[tuple[int, int], ...]


def read_marks(marked: str) -> Gold:
    """From "The dog#1 ran because it@1 was afraid." the text without marks and the pair (it, dog)."""
    text, referents, pronouns = "", {}, []
    for piece in re.split(r"([#@]\d)", marked):
        mark = MARK.fullmatch(piece)
        if mark is None:
            text += piece
        elif mark[1] == "#":
            referents[mark[2]] = len(WORD.findall(text))
        else:
            pronouns.append((len(WORD.findall(text)), mark[2]))
    return Gold(text, tuple((place, referents[number]) for place, number in pronouns))


def targets(examples: Sequence[Gold]) -> np.ndarray:
    """(link, 3): the number of the example, of the pronoun and of the referent."""
    rows = [(i, *link) for i, example in enumerate(examples) for link in example.links]
    return np.array(rows, dtype=np.int64).reshape(-1, 3)
