"""A task as material: sentences drawn anew for every step, and some that are kept out of them all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from attnx.learning.rows import Rows
from attnx.learning.tasks import UNSEEN, Task, places


class Drawn:
    """A `Material`: `unseen` rows are drawn first, and a row like one of them, or like the example, is never learnt."""

    repeats = False

    def __init__(self, task: Task, seed: int) -> None:
        self.task = task
        self.words: Sequence[str] = task.words
        self.unseen = first(task.draw(2 * UNSEEN, np.random.default_rng([seed, 1])), UNSEEN)
        width = self.unseen.ids.shape[1]
        number = places(task.words)
        example = np.zeros(width, dtype=np.int64)
        said = [number[word] for word in task.example.split()]
        example[: len(said)] = said
        self.kept_out = {row.tobytes() for row in (*self.unseen.ids, example)}

    @property
    def longest(self) -> int:
        return self.task.longest

    def batch(self, count: int, chance: np.random.Generator) -> Rows:
        rows = self.task.draw(count, chance)
        seen = np.array([row.tobytes() not in self.kept_out for row in rows.ids])
        return rows.some(seen) if seen.any() else self.batch(count, chance)


def first(rows: Rows, count: int) -> Rows:
    """The first rows of a draw, each of them once."""
    _, at = np.unique(rows.ids, axis=0, return_index=True)
    return rows.some(np.sort(at)[:count])
