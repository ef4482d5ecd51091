"""What the model computes with and what is measured of it alike: softmax, its logarithm, and the causal order."""

from __future__ import annotations

import numpy as np


def softmax(scores: np.ndarray, blind: np.ndarray | None = None, sink: np.ndarray | None = None) -> np.ndarray:
    """exp(s) / Σ exp(s) over the last axis, computed as exp(s − max) so that no exponential overflows.

    `sink` (..., 1) is one more score of each row, which takes its share and is not in the result.

    −∞ becomes exactly 0. A row that may look nowhere, where `blind` (..., 1) is True, becomes zeros, as in
    ONNX; any other row of nothing but −∞ has overflowed and becomes NaN. The memory of `scores` is reused.
    """
    largest = scores.max(axis=-1, keepdims=True)  # (..., 1)
    if blind is not None:
        largest = np.where(blind, 0.0, largest)
    if sink is not None:
        largest = np.maximum(largest, sink)
    np.subtract(scores, largest, out=scores)
    np.exp(scores, out=scores)
    total = scores.sum(axis=-1, keepdims=True)  # (..., 1)
    if sink is not None:
        total += np.exp(sink - largest)
    total[total == 0.0] = 1.0
    np.divide(scores, total, out=scores)
    return scores


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """Natural logarithms of the softmax over the last axis, in the dtype of `logits`."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))


def causal(queries: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """True where a key does not come after its query, (query, key), of the places of both."""
    return np.asarray(keys <= queries[:, None])
