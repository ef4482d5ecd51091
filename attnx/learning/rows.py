"""Texts to learn from, as numbers: what is read, what is to be said at which word, and where that stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from attnx.frozen import frozen

NOTHING = -1  # at a word that is asked for nothing


@frozen(eq=False)
class Rows:
    """`ids` (row, token); `targets` (row, token) are what is to be said at each, NOTHING where nothing is asked.

    `sources` (row, token) are the places to read the answers from, where that is known.
    """

    ids: np.ndarray
    targets: np.ndarray
    sources: np.ndarray | None = None

    @property
    def asked(self) -> np.ndarray:
        """The words that are asked, as places in row · token."""
        return np.flatnonzero(self.targets != NOTHING)

    @property
    def answers(self) -> np.ndarray:
        """What they are to say, (asked,)."""
        return np.asarray(self.targets.ravel()[self.asked])

    def some(self, chosen: np.ndarray | slice) -> Rows:
        return Rows(self.ids[chosen], self.targets[chosen], None if self.sources is None else self.sources[chosen])


class Material(Protocol):
    """What a model can learn: a vocabulary, rows to learn from, and rows that it never learns from."""

    words: Sequence[str]
    unseen: Rows
    repeats: bool  # whether the same rows come again, so that they can be learnt by heart

    @property
    def longest(self) -> int:
        """How many tokens a row has at most."""

    def batch(self, count: int, chance: np.random.Generator) -> Rows:
        """Rows drawn by lot, none of which is in `unseen`."""
