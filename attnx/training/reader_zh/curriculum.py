"""What `reader-zh` learns from, in characters, and the batches that are drawn from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from attnx.training.reader.pieces import PAD
from attnx.training.reader_zh.marks import Labelled, Link

Spans = Sequence[tuple[int, int]]
JOINED = 0.15  # of the generated sentences are followed by another
TOGETHER = (1, 1, 2, 3)  # real sentences in one row


@dataclass(frozen=True, eq=False)
class Lesson:
    """A sentence as tokens: `ids`, the number of each token's word (marks are words of their own), and its links."""

    ids: np.ndarray
    word: np.ndarray
    links: tuple[tuple[Link, np.ndarray, np.ndarray], ...] = ()  # the tokens that look, the tokens looked at

    def __add__(self, other: Lesson) -> Lesson:
        """Both in one row, between one pair of marks."""
        shift = len(self.ids) - 2
        moved = tuple((link, here + shift, there + shift) for link, here, there in other.links)
        ids = np.concatenate([self.ids[:-1], other.ids[1:]])
        return Lesson(ids, np.concatenate([self.word[:-1], other.word[1:] + self.word[-2]]), self.links + moved)


def lesson(tokenizer: Tokenizer, text: str, words: Callable[[str], Spans], labelled: Labelled | None = None) -> Lesson:
    """A text in tokens, with the words that `words` finds and the links of its marks."""
    encoding = tokenizer.encode(text)
    starts = np.array([start for start, _ in encoding.offsets])
    spans = words(text)
    begins = np.array([start for start, _ in spans])
    word = np.searchsorted(begins, starts, side="right")
    word[0], word[-1] = 0, len(spans) + 1

    def tokens(span: tuple[int, int]) -> np.ndarray:
        inside = (starts >= span[0]) & (starts < span[1])
        inside[[0, -1]] = False
        return np.flatnonzero(inside)

    links = () if labelled is None else labelled.links
    return Lesson(
        np.array(encoding.ids), word, tuple((link, tokens(here), tokens(there)) for link, here, there in links)
    )


@dataclass(frozen=True)
class Batch:
    """ids and word, each (row, token); `word` is −1 where there is only padding."""

    ids: Tensor
    word: Tensor

    @property
    def seen(self) -> Tensor:
        return self.word >= 0

    @property
    def inner(self) -> Tensor:
        """(row, token): whether it is a token of the text, no mark and no padding."""
        last = self.seen.sum(dim=1, keepdim=True) - 1
        place = torch.arange(self.word.shape[1])
        return (place > 0) & (place < last)


def own_word(batch: Batch) -> Tensor:
    """(row, token, token): for each token the other tokens of its word in equal shares; itself where there is none."""
    same = (batch.word[:, :, None] == batch.word[:, None, :]).float()
    others = same - torch.eye(same.shape[1])
    alone = others.sum(dim=-1, keepdim=True) <= 0
    target = torch.where(alone, torch.eye(same.shape[1]).expand_as(same), others)
    return target / target.sum(dim=-1, keepdim=True)


def stack(lessons: Sequence[Lesson]) -> Batch:
    width = max(len(one.ids) for one in lessons)
    ids = np.full((len(lessons), width), PAD, dtype=np.int64)
    word = np.full((len(lessons), width), -1, dtype=np.int64)
    for i, one in enumerate(lessons):
        ids[i, : len(one.ids)], word[i, : len(one.ids)] = one.ids, one.word
    return Batch(torch.from_numpy(ids), torch.from_numpy(word))


class Sampler:
    """Draws batches of about `tokens` tokens, of generated sentences and of real ones."""

    def __init__(self, generated: Sequence[Lesson], real: Sequence[Lesson], tokens: int) -> None:
        self.generated = sorted(generated, key=lambda one: len(one.ids))
        self.real, self.tokens = real, tokens

    def labelled(self, chance: np.random.Generator) -> tuple[Batch, dict[Link, Tensor]]:
        """Generated sentences, and for each kind of link (link, 1 + 2 · token): its row, who looks, who is looked at.

        Those two are masks over the tokens of the row.
        """
        middle = int(chance.integers(len(self.generated)))
        size = max(2, self.tokens // len(self.generated[middle].ids))
        low, high = max(0, middle - 8 * size), min(len(self.generated), middle + 8 * size)
        lessons = [self.generated[i] for i in chance.integers(low, high, size)]
        if chance.random() < JOINED:
            lessons = [a + b for a, b in zip(lessons[::2], lessons[1::2], strict=False)]
        batch = stack(lessons)
        width = batch.ids.shape[1]
        rows: dict[Link, list[np.ndarray]] = {}
        for i, one in enumerate(lessons):
            for link, here, there in one.links:
                for query in here:
                    row = np.zeros(2 + width, dtype=np.int64)
                    row[:2], row[2 + there] = (i, query), 1
                    rows.setdefault(link, []).append(row)
        return batch, {link: torch.from_numpy(np.array(found)) for link, found in rows.items()}

    def masked(self, chance: np.random.Generator) -> Batch:
        """Real sentences, some of them several in a row."""
        together = int(chance.choice(TOGETHER))
        size = max(2, self.tokens // (14 * together))
        drawn = [self.real[i] for i in chance.integers(0, len(self.real), size * together)]
        rows = []
        for begin in range(0, len(drawn), together):
            row, *rest = drawn[begin : begin + together]
            for other in rest:
                row = row + other
            rows.append(Lesson(row.ids[:96], row.word[:96]))
        return stack(rows)
