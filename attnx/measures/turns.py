"""What becomes of each word's reading between the two sides of a comparison: in words, and not in pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from attnx.frozen import frozen
from attnx.measures.align import Pair, align
from attnx.measures.compare import SAID, Comparison, Place
from attnx.measures.readings import Reading, Readings, is_pronoun, readings, written
from attnx.trace import Token
from attnx.trace.sight import may_look

How = Literal["alike", "held", "turned", "otherwise"]


@frozen
class Turn:
    """One word on both sides: it reads `alike` where less than `SAID` of its weight is on other words; it `held` on to
    the one word that it reads from, more or less of it, or `turned` from one to another; or it reads `otherwise`.

    `moved` is the share of the weight that is on other words than before; `asked` is whether it was asked for.
    """

    before: Reading
    after: Reading
    how: How
    moved: float
    pronoun: bool
    asked: bool


@frozen(eq=False)
class Turns:
    """Every word that is on both sides, with what each side reads; `rows` are the words, those to be told first first:
    the one asked for, then pronouns, then those that moved most.
    """

    before: Readings
    after: Readings
    rows: tuple[Turn, ...]


def turns(part: Comparison, asked: Pair | None = None) -> Turns | None:
    """The words of a comparison of weights. None where there are no whole rows of weights, or no word on both sides."""
    places = part.before_place, part.after_place
    if part.moved is None or any("skipped" in place.attention.arrays for place in places):
        return None
    before, after = map(rows_of, places)
    keys = align(numbered(before.keys), numbered(after.keys))
    same = {pair.before.index: pair.after.index for pair in keys if pair.before and pair.after}
    first = None if asked is None else word_of(asked, before, after)
    rows = []
    for pair in align(numbered(before.queries), numbered(after.queries)):
        if pair.before is None or pair.after is None:
            continue
        old, new = pair.before.index, pair.after.index
        moved = distance(before.weights[old], after.weights[new], keys)
        how = compared(before.rows[old], after.rows[new], same, moved)
        pronoun = is_pronoun(pair.before) and is_pronoun(pair.after)
        chosen = first in (("before", old), ("after", new))
        rows.append(Turn(before.rows[old], after.rows[new], how, moved, pronoun, chosen))
    if not rows:
        return None

    def rank(turn: Turn) -> tuple[bool, bool, bool, float]:
        return (not turn.asked, not turn.pronoun, not written(before.queries[turn.before.word]), -turn.moved)

    return Turns(before, after, tuple(sorted(rows, key=rank)))


def rows_of(place: Place) -> Readings:
    return readings(place.trace, place.attention, place.head, may_look(place.attention, place.head))


def numbered(words: Sequence[Token]) -> list[Token]:
    """The words with numbers of their own, and not with those of their pieces."""
    return [replace(word, index=number) for number, word in enumerate(words)]


def word_of(asked: Pair, before: Readings, after: Readings) -> tuple[str, int]:
    """The word that a token is part of, by its side."""
    if asked.before is not None:
        return "before", before.word_with(asked.before.index)
    assert asked.after is not None
    return "after", after.word_with(asked.after.index)


def distance(before: np.ndarray, after: np.ndarray, keys: tuple[Pair, ...]) -> float:
    """½ Σ |after − before| of two rows (word,) over words that stand for one another or are on one side alone."""
    old, new = (
        np.array([0.0 if token is None else row[token.index] for token in side], dtype=np.float64)
        for row, side in ((before, [pair.before for pair in keys]), (after, [pair.after for pair in keys]))
    )
    return float(np.abs(new - old).sum()) / 2


def compared(before: Reading, after: Reading, same: dict[int, int], moved: float) -> How:
    """How two readings of a word differ; `same` says which word of the one side is which of the other."""
    if before.how == after.how == "sharp":
        return "held" if same.get(before.keys[0]) == after.keys[0] else "turned"
    return "alike" if moved < SAID else "otherwise"
