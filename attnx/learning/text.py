"""A text as material: what comes next, learnt from most of its lines and measured on the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from attnx.errors import InputError
from attnx.learning.rows import NOTHING, Rows
from attnx.learning.tasks import UNKNOWN

EDGE = "<s>"  # stands before each line and after it
KEPT_OUT = 10  # every tenth line, or so, is not learnt from
FEWEST = 20  # lines to learn from
MOST_WORDS = 4000  # in the vocabulary: the most frequent ones
LONGEST = 64  # tokens of a row; a longer line goes on in the next

Cut = Callable[[str], Sequence[str]]


class Text:
    """A `Material`: lines that repeat, so that they can be learnt by heart, and a tenth that is never learnt from.

    `cut` makes words of a line; `kept_out` are the lines of that tenth that have a word of the others,
    each with its number of words. Raises InputError for fewer than FEWEST lines with a word in them, and where no word
    comes again.
    """

    repeats = True

    def __init__(self, lines: Sequence[str], cut: Cut, name: str, seed: int) -> None:
        written = {tuple(cut(line)): line for line in lines}  # each line once
        said = [words for words in written if words]
        if len(said) < FEWEST:
            raise InputError("too_few_lines", path=name, found=len(said), least=FEWEST)
        order = np.random.default_rng([seed, 2]).permutation(len(said))
        kept_out = max(len(said) // KEPT_OUT, 2)
        learnt, unseen = ([said[at] for at in part] for part in (order[kept_out:], order[:kept_out]))
        frequent = Counter(word for words in learnt for word in words).most_common(MOST_WORDS)
        self.words: Sequence[str] = (UNKNOWN, EDGE, *(word for word, _ in frequent))
        self.number = {word: place for place, word in enumerate(self.words)}
        self.longest = min(max(map(len, said)) + 1, LONGEST)
        self.seen, self.unseen = self.rows(learnt), self.rows(unseen)
        self.lines = len(learnt), len(unseen)
        known = [words for words in unseen if any(word in self.number for word in words)]
        if not known:
            raise InputError("nothing_again", path=name)
        self.kept_out = [(written[words], len(words)) for words in known]

    def rows(self, lines: Sequence[Sequence[str]]) -> Rows:
        """Each line between two edges; what follows each word is asked for."""
        numbers = [[1, *(self.number.get(word, 0) for word in words), 1] for words in lines]
        pieces = [ids[at : at + self.longest + 1] for ids in numbers for at in range(0, len(ids) - 1, self.longest)]
        ids = np.zeros((len(pieces), self.longest), dtype=np.int64)
        targets = np.full(ids.shape, NOTHING)
        for row, piece in enumerate(pieces):
            ids[row, : len(piece) - 1], targets[row, : len(piece) - 1] = piece[:-1], piece[1:]
        return Rows(ids, targets)

    def batch(self, count: int, chance: np.random.Generator) -> Rows:
        """Lines drawn by lot, no wider than the longest of them."""
        rows = self.seen.some(chance.integers(0, len(self.seen.ids), count))
        width = int((rows.targets != NOTHING).sum(axis=1).max())
        return Rows(rows.ids[:, :width], rows.targets[:, :width])


def counted(text: Text) -> float:
    """The loss on the unseen lines, in nats, of counting which word follows which (a bigram model).

    p(b | a) = (count(a b) + s · p(b)) / (count(a) + s), with p(b) from counts plus one. The strength s is the one that
    serves the unseen lines best, so nothing that counting could do is held back from it.
    """
    entries = len(text.words)
    before, after = pairs(text.seen)
    follows = Counter(zip(before.tolist(), after.tolist(), strict=True))
    often = np.bincount(before, minlength=entries)  # (entry,)
    alone = (np.bincount(after, minlength=entries) + 1) / (len(after) + entries)  # (entry,)
    asked, right = pairs(text.unseen)
    together = np.array([follows[pair] for pair in zip(asked.tolist(), right.tolist(), strict=True)])
    strengths = 2.0 ** np.arange(-4, 12)
    losses = [-np.log((together + s * alone[right]) / (often[asked] + s)).mean() for s in strengths]
    return float(min(losses))


def pairs(rows: Rows) -> tuple[np.ndarray, np.ndarray]:
    """Each word, and the one that follows it."""
    return rows.ids.ravel()[rows.asked], rows.answers
