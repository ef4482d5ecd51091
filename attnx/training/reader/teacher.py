"""What the teacher, all-MiniLM-L6-v2, looks at: computed once for every sentence and kept on disk by words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from attnx.checkpoint.directory import read_spec, read_tensors
from attnx.model.families import bert
from attnx.training.export import fill
from attnx.training.network import Stack
from attnx.training.reader.pieces import Cut, cut

PIECES = 6_000  # in one batch, padding included


@dataclass(frozen=True, eq=False)
class Looks:
    """Word-level attention of some heads: that of sentence i lies flat from start[i], (head, word, word)."""

    flat: np.ndarray
    start: np.ndarray
    n_heads: int

    def batch(self, rows: np.ndarray, word_counts: np.ndarray) -> np.ndarray:
        """(row, head, source word, target word), padded with zeros."""
        width = int(word_counts.max())
        looks = np.zeros((len(rows), self.n_heads, width, width), dtype=np.float32)
        for i, (row, count) in enumerate(zip(rows, word_counts, strict=True)):
            here = self.flat[self.start[row] : self.start[row + 1]]
            looks[i, :, :count, :count] = here.reshape(self.n_heads, count, count)
        return looks


def teacher_looks(
    teacher: Path,
    texts: list[str],
    heads: Sequence[tuple[int, int]],
    store: Path,
    device: str,
    report: Callable[[int], None] = lambda done: None,
) -> tuple[Looks, np.ndarray]:
    """What the heads look at in each text, and how many words each text has. `store` is written once and read again."""
    tokenizer = Tokenizer.from_file(str(teacher / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    sentences = cut(tokenizer, texts)
    counts = sentences.word_counts.astype(np.int64)
    start = np.concatenate([[0], np.cumsum(len(heads) * counts**2)])
    if not store.exists():
        unfinished = store.with_suffix(".part.npy")
        flat = np.lib.format.open_memmap(unfinished, mode="w+", dtype=np.float16, shape=(int(start[-1]),))
        run(read_teacher(teacher, heads, device), sentences, heads, flat, start, report)
        flat.flush()
        unfinished.rename(store)
    return Looks(np.load(store, mmap_mode="r"), start, len(heads)), counts


def read_teacher(path: Path, heads: Sequence[tuple[int, int]], device: str) -> Stack:
    """The teacher's network, without the layers above the heads that teach."""
    spec = replace(read_spec(path), n_layers=1 + max(layer for layer, _ in heads))
    network = Stack(spec, dropout=0.0)
    fill(network, read_tensors(path), bert.FAMILY.table)
    network.eval()
    network.to(device)
    return network


def run(
    network: Stack,
    sentences: Cut,
    heads: Sequence[tuple[int, int]],
    flat: np.ndarray,
    start: np.ndarray,
    report: Callable[[int], None],
) -> None:
    """Fills `flat`, in batches of sentences of equal length."""
    device = network.position_embedding.device
    counts = sentences.word_counts.astype(np.int64)
    order = np.argsort(sentences.lengths, kind="stable")
    begin = 0
    while begin < len(order):
        rows = order[begin : begin + max(1, PIECES // int(sentences.lengths[order[min(begin + 500, len(order) - 1)]]))]
        ids, word = (torch.from_numpy(a).to(device) for a in sentences.batch(rows))
        with torch.no_grad():
            _, looked, _ = network(ids, word >= 0)
        chosen = torch.stack([looked[layer][:, head] for layer, head in heads], dim=1).exp()
        looks = by_words(chosen, word).half().cpu().numpy()
        for i, row in enumerate(rows):
            flat[start[row] : start[row + 1]] = looks[i, :, : counts[row], : counts[row]].ravel()
        begin += len(rows)
        report(begin)


def by_words(looks: Tensor, word: Tensor) -> Tensor:
    """(row, head, piece, piece) to (row, head, word, word): sum over a target word's pieces, mean over a source's."""
    belongs = (word[:, :, None] == torch.arange(int(word.max()) + 1, device=word.device)).to(looks.dtype)
    sizes = belongs.sum(dim=1, keepdim=True).clamp(min=1)  # (row, 1, word)
    to_words = looks @ belongs[:, None]  # (row, head, piece, word)
    return (belongs / sizes).mT[:, None] @ to_words
