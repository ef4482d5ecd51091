"""What one row of weights says: where a query looks most, and how sharply."""

from __future__ import annotations

import numpy as np

from attnx.frozen import frozen

SMALLEST = np.finfo(np.float64).tiny
ROUNDING = 1e-4  # a row that sums to less was left less


@frozen
class Row:
    """One query's weights in short. `tops` are the keys that share the largest weight, usually one.

    `entropy` is in bits, between 0 (one key) and `most_bits` (all of the `visible` keys alike).
    """

    query: int
    tops: tuple[int, ...]
    weight: float
    entropy: float
    visible: int

    @property
    def most_bits(self) -> float:
        return float(np.log2(self.visible)) if self.visible else 0.0

    @property
    def even(self) -> bool:
        """Whether the query looks at everything it may almost alike: within 2 % of the largest entropy."""
        return self.visible > 1 and self.entropy >= 0.98 * self.most_bits


def entropy(weights: np.ndarray) -> np.ndarray:
    """−Σ w·log₂ w over the last axis, in bits; 0·log₂ 0 is 0 (Shannon 1948). What a sink leaves counts as a whole."""
    w = weights.astype(np.float64)
    whole = w.sum(axis=-1, keepdims=True)
    less = (whole > 0) & (whole < 1 - ROUNDING)
    if less.any():
        np.divide(w, whole, out=w, where=less)
    logs = np.maximum(w, SMALLEST)  # which any number times 0 makes 0
    np.log2(logs, out=logs)
    bits = -np.einsum("...k,...k->...", w, logs)
    return np.asarray(np.maximum(bits, 0.0))


def rows_of(weights: np.ndarray, may_look: np.ndarray | None) -> tuple[Row, ...]:
    """A Row for every query of one head's weights (query, key); `may_look` is True where it may."""
    bits = entropy(weights)
    visible = np.full(len(weights), weights.shape[1]) if may_look is None else may_look.sum(axis=-1)
    rows = []
    for query, (row, row_bits, count) in enumerate(zip(weights, bits, visible, strict=True)):
        largest = float(row.max())
        # Weights closer than float32 can tell apart share the first place.
        tops = np.flatnonzero(row >= largest * (1 - 1e-6)) if largest > 0 else np.array([], dtype=int)
        rows.append(Row(query, tuple(tops.tolist()), largest, float(row_bits), int(count)))
    return tuple(rows)
