"""The steps of attention, checked by hand and by what must hold for any numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from attnx.model.attention import attention, dot_product, join, nearness, serve, split
from attnx.model.ops import softmax
from attnx.model.spec import Causal

# Two queries, two keys, one head.
Q = np.array([[[1.0, 0.0], [0.0, 2.0]]])
K = np.array([[[1.0, 1.0], [3.0, 0.0]]])
V = np.array([[[10.0, 0.0], [0.0, 10.0]]])
# q·kᵀ: 1·1 + 0·1 = 1, 1·3 + 0·0 = 3; 0·1 + 2·1 = 2, 0·3 + 2·0 = 0.
SCORES = [[[1.0, 3.0], [2.0, 0.0]]]


def sigmoid(x: float) -> float:
    """The weight of the first of two keys whose score is x above the other's: e^a / (e^a + e^b), x = a − b."""
    return 1.0 / (1.0 + math.exp(-x))


def steps(q: np.ndarray, k: np.ndarray, v: np.ndarray, **options: object) -> dict[str, np.ndarray]:
    """Everything that attention records, by name."""
    recorded: dict[str, np.ndarray] = {}

    def record(name: str, array: np.ndarray) -> np.ndarray:
        recorded[name] = array.copy()
        return array

    attention(q, k, v, record=record, **({"scale": 1.0} | options))  # type: ignore[arg-type]
    return recorded


def close(found: np.ndarray, expected: object) -> None:
    np.testing.assert_allclose(found, np.asarray(expected), rtol=1e-14, atol=1e-14, equal_nan=False)


def test_every_step_by_hand() -> None:
    recorded = steps(Q, K, V, scale=0.5)
    first, second = sigmoid(0.5 - 1.5), sigmoid(1.0 - 0.0)
    close(recorded["scores"], SCORES)
    close(recorded["scaled"], [[[0.5, 1.5], [1.0, 0.0]]])
    close(recorded["weights"], [[[first, 1 - first], [second, 1 - second]]])
    close(recorded["z"], [[[10 * first, 10 * (1 - first)], [10 * second, 10 * (1 - second)]]])
    assert list(recorded) == ["scores", "scaled", "weights", "z"]


def test_causal_hides_what_comes_after() -> None:
    mask = Causal_mask(2)
    recorded = steps(Q, K, V, mask=mask)
    second = sigmoid(2.0 - 0.0)
    assert recorded["masked"].tolist() == [[[1.0, -math.inf], [2.0, 0.0]]]
    assert recorded["weights"][0, 0].tolist() == [1.0, 0.0]
    close(recorded["weights"][0, 1], [second, 1 - second])
    assert recorded["z"][0, 0].tolist() == [10.0, 0.0]
