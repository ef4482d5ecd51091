"""Which Chinese character an English word comes from, learned from the pairs alone.

IBM model 1 (Brown et al. 1993) with the diagonal of fast_align (Dyer et al. 2013), in both directions at
once: each direction's expectations are multiplied by the other's (Liang et al. 2006), so that only what
both believe remains.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

DIAGONAL = 2.0  # how strongly like places are preferred
NULL = 0.1  # the share of words that come from nowhere
ROUNDS, ALONE = 10, 4  # the first rounds without agreement
SURE = 0.25  # below this much agreement a word is left unaligned


@dataclass(frozen=True)
class Links:
    """Every (source, target) cell of every pair in one flat list, pair after pair, target by target."""

    pair: np.ndarray  # (cell,) number of the pair
    source: np.ndarray  # (cell,) vocabulary id
    target: np.ndarray
    row: np.ndarray  # (cell,) number of the target word, counted over the corpus
    column: np.ndarray  # (cell,) number of the source character, counted over the corpus
    near: np.ndarray  # (cell,) the preference for like places


def links(sources: list[np.ndarray], targets: list[np.ndarray]) -> Links:
    """The cells of all pairs; `sources` and `targets` are ids, pair by pair."""
    parts: list[list[np.ndarray]] = [[] for _ in range(6)]
    rows = columns = 0
    for number, (source, target) in enumerate(zip(sources, targets, strict=True)):
        m, n = len(target), len(source)
        i, j = np.divmod(np.arange(m * n), n)
        apart = np.abs((i + 0.5) / m - (j + 0.5) / n)
        cells = (np.full(m * n, number), source[j], target[i], rows + i, columns + j, np.exp(-DIAGONAL * apart))
        for part, cell in zip(parts, cells, strict=True):
            part.append(cell)
        rows, columns = rows + m, columns + n
    return Links(*(np.concatenate(part) for part in parts))


def align(sources: list[np.ndarray], targets: list[np.ndarray]) -> list[np.ndarray]:
    """For each pair (target, source): where each target word comes from. A row sums to 1, or is 0 where unsure."""
    cells = links(sources, targets)
    width = int(cells.target.max()) + 1
    _, kind = np.unique(cells.source.astype(np.int64) * width + cells.target, return_inverse=True)
    there = back = np.ones(len(kind))
    agreed = np.ones(len(kind))
    for number in range(ROUNDS):
        there, back = posterior(there, cells.row, cells.near), posterior(back, cells.column, cells.near)
        agreed = np.sqrt(there * back) if number < ALONE else there * back
        counts = (there, back) if number < ALONE else (agreed, agreed)
        there, back = (
            expected(count, kind, given) for count, given in zip(counts, (cells.source, cells.target), strict=True)
        )
    total = np.bincount(cells.row, agreed)[cells.row]
    agreed = np.where(total >= SURE, agreed / np.maximum(total, 1e-9), 0.0).astype(np.float32)
    ends = np.cumsum([len(s) * len(t) for s, t in zip(sources, targets, strict=True)])[:-1]
    pieces = np.split(agreed, ends)
    return [piece.reshape(len(t), len(s)) for piece, s, t in zip(pieces, sources, targets, strict=True)]


def posterior(probability: np.ndarray, group: np.ndarray, near: np.ndarray) -> np.ndarray:
    """How much of each group (a word to explain) each of its cells explains, (cell,); the rest is explained by NULL."""
    prior = near / np.bincount(group, near)[group]
    weight = probability * prior * (1 - NULL)
    nothing = NULL * np.bincount(group, probability * prior)[group]  # nowhere is as likely as the mean of the rest
    return np.asarray(weight / np.maximum(np.bincount(group, weight)[group] + nothing, 1e-30))


def expected(count: np.ndarray, kind: np.ndarray, given: np.ndarray) -> np.ndarray:
    """p(word | given) from expected counts, (cell,): the maximisation step, with a little smoothing."""
    joint = np.bincount(kind, count)[kind]
    return np.asarray((joint + 1e-6) / (np.bincount(given, count)[given] + 0.5))
