"""The steps of attention, by hand and by what must hold for any numbers."""

from __future__ import annotations

import math
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import ArrayLike

from attnx.arithmetic import softmax
from attnx.model.attention import attention, nearness
from attnx.model.heads import join, split
from attnx.model.masks import may_look
from attnx.model.spec import Bidirectional, Causal

# Two queries, two keys, one head.
Q = np.array([[[1.0, 0.0], [0.0, 2.0]]])
K = np.array([[[1.0, 1.0], [3.0, 0.0]]])
V = np.array([[[10.0, 0.0], [0.0, 10.0]]])
# q·kᵀ: 1·1 + 0·1 = 1 and 1·3 + 0·0 = 3; 0·1 + 2·1 = 2 and 0·3 + 2·0 = 0.
SCORES = [[1.0, 3.0], [2.0, 0.0]]


def first_of_two(a: float, b: float) -> float:
    """softmax of two scores: e^a / (e^a + e^b), the weight of the first; the second has the rest."""
    return math.exp(a) / (math.exp(a) + math.exp(b))


def steps(
    q: np.ndarray,
    k: np.ndarray,
    v: np.ndarray,
    *,
    scale: float = 1.0,
    mask: ArrayLike | None = None,
    soft_cap: float | None = None,
) -> dict[str, np.ndarray]:
    """Everything that attention records, by name."""
    recorded: dict[str, np.ndarray] = {}

    def record(name: str, array: np.ndarray) -> np.ndarray:
        recorded[name] = array.copy()
        return array

    where = None if mask is None else np.asarray(mask)
    z = attention(q, k, v, scale=scale, mask=where, soft_cap=soft_cap, touch=record)
    assert np.array_equal(z, recorded["z"])
    return recorded


def close(found: np.ndarray, expected: ArrayLike) -> None:
    np.testing.assert_allclose(found, np.asarray(expected), rtol=1e-12, atol=1e-12, equal_nan=False)


# By hand.


def test_every_step() -> None:
    recorded = steps(Q, K, V, scale=0.5)
    assert list(recorded) == ["scores", "scaled", "weights", "z"]
    one, two = first_of_two(0.5, 1.5), first_of_two(1.0, 0.0)
    close(recorded["scores"], [SCORES])
    close(recorded["scaled"], [[[0.5, 1.5], [1.0, 0.0]]])
    close(recorded["weights"], [[[one, 1 - one], [two, 1 - two]]])
    close(recorded["z"], [[[10 * one, 10 * (1 - one)], [10 * two, 10 * (1 - two)]]])


def test_causal_hides_what_comes_after() -> None:
    recorded = steps(Q, K, V, mask=may_look(Causal(), 2))
    assert list(recorded) == ["scores", "scaled", "masked", "weights", "z"]
    two = first_of_two(2.0, 0.0)
    assert recorded["masked"].tolist() == [[[1.0, -math.inf], [2.0, 0.0]]]
    assert recorded["weights"][0, 0].tolist() == [1.0, 0.0]
    close(recorded["weights"][0, 1], [two, 1 - two])
    assert recorded["z"][0, 0].tolist() == [10.0, 0.0]  # all of the first value


def test_each_pattern_says_where_a_query_may_look() -> None:
    assert may_look(Bidirectional(), 3) is None
    causal = may_look(Causal(), 3)
    assert causal is not None
    assert causal.tolist() == [[True, False, False], [True, True, False], [True, True, True]]


def test_an_additive_mask_is_added_after_the_scale() -> None:
    recorded = steps(Q, K, V, scale=0.5, mask=[[1.0, 0.0], [-1.0, -math.inf]])
    assert recorded["scaled"].tolist() == [[[0.5, 1.5], [1.0, 0.0]]]
    assert recorded["masked"].tolist() == [[[1.5, 1.5], [0.0, -math.inf]]]
    assert recorded["weights"].tolist() == [[[0.5, 0.5], [1.0, 0.0]]]


def test_a_mask_per_head() -> None:
    two = np.concatenate([Q, Q])
    mask = np.array([[[True, False], [True, True]], [[False, True], [True, True]]])
    recorded = steps(two, K, V, mask=mask)  # one kv head serves both heads
    assert recorded["weights"][:, 0].tolist() == [[1.0, 0.0], [0.0, 1.0]]
    assert recorded["z"][:, 0].tolist() == [[10.0, 0.0], [0.0, 10.0]]


@pytest.mark.parametrize("nowhere", [[False, False], [-math.inf, -math.inf]])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_query_that_may_look_nowhere_reads_zeros(nowhere: list[float], dtype: type[np.floating]) -> None:
    everywhere = [True, True] if nowhere[0] is False else [0.0, 0.0]
    q, k, v = Q.astype(dtype), K.astype(dtype), V.astype(dtype)
    masked, unmasked = steps(q, k, v, mask=[nowhere, everywhere]), steps(q, k, v)
    assert masked["weights"][0, 0].tolist() == [0.0, 0.0]
    assert masked["z"][0, 0].tolist() == [0.0, 0.0]
    assert masked["z"].dtype == dtype
    assert np.array_equal(masked["z"][0, 1], unmasked["z"][0, 1])  # the other query is as before


@pytest.mark.parametrize("scale", [1e3, -1e3])
def test_scores_far_from_zero_beside_a_hidden_key(scale: float) -> None:
    q, k, v = (array.astype(np.float32) for array in (Q, K, V))  # exp(1000) is past float32, exp(−1000) below it
    assert steps(q, k, v, scale=scale, mask=may_look(Causal(), 2))["weights"][0, 0].tolist() == [1.0, 0.0]


def test_soft_cap_bends_the_scaled_scores_before_the_mask() -> None:
    recorded = steps(Q, K, V, scale=0.5, soft_cap=2.0, mask=[[True, False], [True, True]])
    # 2·tanh(s / 2) of the scaled scores 0.5, 1.5, 1 and 0; a hidden score stays −∞.
    bent = [2 * math.tanh(s / 2) for s in (0.5, 1.5, 1.0, 0.0)]
    close(recorded["scaled"], [[bent[:2], bent[2:]]])
    assert recorded["masked"][0, 0, 1] == -math.inf
    two = first_of_two(bent[2], bent[3])
    close(recorded["weights"], [[[1.0, 0.0], [two, 1 - two]]])


def test_nearness_is_minus_half_the_squared_distance() -> None:
    # (1, 0) to (1, 1): 0² + 1² = 1, to (3, 0): 2² + 0² = 4; (0, 2) to (1, 1): 1 + 1 = 2, to (3, 0): 9 + 4 = 13.
    assert nearness(Q, K).tolist() == [[[-0.5, -2.0], [-1.0, -6.5]]]


def test_split_lays_out_head_by_head() -> None:
    x = np.arange(8).reshape(2, 4)  # two tokens, two heads of two numbers side by side
    assert split(x, 2).tolist() == [[[0, 1], [4, 5]], [[2, 3], [6, 7]]]
    assert split(x, 2).flags.c_contiguous


def test_each_kv_head_serves_the_next_heads_in_turn() -> None:
    q = np.zeros((4, 1, 2))
    k = np.zeros((2, 1, 2))
    v = np.array([[[1.0]], [[2.0]]])
    assert attention(q, k, v, scale=1.0).ravel().tolist() == [1.0, 1.0, 2.0, 2.0]


def test_what_is_given_is_left_alone() -> None:
    given = [Q.copy(), K.copy(), V.copy()]
    steps(*given, scale=0.5, soft_cap=2.0, mask=[[True, False], [True, True]])
    assert all(np.array_equal(before, after) for before, after in zip((Q, K, V), given, strict=True))


# For any numbers.

anything = settings(deadline=None, max_examples=60)
sizes = st.integers(1, 4)
numbers = st.floats(-4.0, 4.0, width=32)


@st.composite
def matrices(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """q (head, query, d), k (kv_head, key, d), v (kv_head, key, d_v), in float64."""
    n_kv_heads, group, n_queries, n_keys, d, d_v = (draw(sizes) for _ in range(6))
    q = draw(hnp.arrays(np.float64, (n_kv_heads * group, n_queries, d), elements=numbers))
    k = draw(hnp.arrays(np.float64, (n_kv_heads, n_keys, d), elements=numbers))
    v = draw(hnp.arrays(np.float64, (n_kv_heads, n_keys, d_v), elements=numbers))
    return q, k, v


@st.composite
def masks(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The same with a boolean mask (query, key)."""
    q, k, v = draw(matrices())
    return q, k, v, draw(hnp.arrays(bool, (q.shape[1], k.shape[1])))


# Scores in steps of 1/64, so that neither a difference nor an added whole number is lost in rounding.
rows = hnp.arrays(np.float64, st.tuples(sizes, st.integers(1, 6)), elements=st.integers(-64 * 10**4, 64 * 10**4)).map(
    lambda scores: scores / 64
)


@anything
@given(matrices(), st.sampled_from([np.float32, np.float64]))
def test_weights_of_a_query_sum_to_one(qkv: tuple[np.ndarray, ...], dtype: type[np.floating]) -> None:
    q, k, v = (array.astype(dtype) for array in qkv)
    recorded = steps(q, k, v, scale=q.shape[2] ** -0.5)
    assert {array.dtype.type for array in recorded.values()} == {dtype}
    assert (recorded["weights"] >= 0).all()
    assert (abs(recorded["weights"].sum(axis=-1) - 1.0) <= 4 * np.finfo(dtype).eps).all()


@anything
@given(masks(), st.randoms(use_true_random=False))
def test_the_order_of_the_keys_changes_nothing(qkvm: tuple[np.ndarray, ...], random: Random) -> None:
    q, k, v, mask = qkvm
    order = list(range(k.shape[1]))
    random.shuffle(order)
    here = attention(q, k, v, scale=0.5, mask=mask)
    there = attention(q, k[:, order], v[:, order], scale=0.5, mask=mask[:, order])
    close(there, here)


@anything
@given(masks())
def test_a_hidden_key_weighs_exactly_nothing(qkvm: tuple[np.ndarray, ...]) -> None:
    q, k, v, mask = qkvm
    weights = steps(q, k, v, mask=mask)["weights"]
    assert (weights[:, ~mask] == 0.0).all()
    added = steps(q, k, v, mask=np.where(mask, 0.0, -np.inf))["weights"]
    assert np.array_equal(weights, added)  # a boolean mask and a mask of 0 and −∞ say the same


@anything
@given(masks())
def test_a_hidden_key_might_as_well_not_be_there(qkvm: tuple[np.ndarray, ...]) -> None:
    q, k, v, mask = qkvm
    z = attention(q, k, v, scale=0.5, mask=mask)
    for query in range(q.shape[1]):
        seen = mask[query]
        if seen.any():
            alone = attention(q[:, [query]], k[:, seen], v[:, seen], scale=0.5)
            close(z[:, [query]], alone)
        else:
            assert (z[:, query] == 0.0).all()


@anything
@given(matrices())
def test_grouped_heads_are_repeated_heads(qkv: tuple[np.ndarray, ...]) -> None:
    q, k, v = qkv
    serving = [head // (len(q) // len(k)) for head in range(len(q))]
    assert np.array_equal(attention(q, k, v, scale=0.5), attention(q, k[serving], v[serving], scale=0.5))


@anything
@given(matrices())
def test_nearness_weighs_keys_of_one_length_as_the_dot_product_does(qkv: tuple[np.ndarray, ...]) -> None:
    q, k, v = qkv
    k[..., 0] += 5.0  # none is zero
    k *= 3.0 / np.linalg.norm(k, axis=-1, keepdims=True)
    close(attention(q, k, v, scale=0.5, similarity=nearness), attention(q, k, v, scale=0.5))


@anything
@given(matrices(), st.floats(0.5, 50.0))
def test_a_soft_cap_keeps_order_and_bounds(qkv: tuple[np.ndarray, ...], cap: float) -> None:
    q, k, v = qkv
    plain, capped = steps(q, k, v)["scaled"], steps(q, k, v, soft_cap=cap)["scaled"]
    assert (np.abs(capped) <= np.minimum(np.abs(plain), cap) * (1 + 1e-14)).all()
    assert (np.sign(capped) == np.sign(plain)).all()
    order = np.argsort(plain, axis=-1)
    assert (np.diff(np.take_along_axis(capped, order, axis=-1), axis=-1) >= -1e-14).all()


@anything
@given(hnp.arrays(np.float32, st.tuples(sizes, sizes, sizes), elements=numbers))
def test_join_undoes_split(z: np.ndarray) -> None:
    assert np.array_equal(split(join(z), len(z)), z)
    x = z.reshape(len(z), -1)  # (token, head · d_head)
    assert np.array_equal(join(split(x, z.shape[2])), x)


@anything
@given(rows)
def test_softmax_keeps_order_and_stays_finite(scores: np.ndarray) -> None:
    weights = softmax(scores.copy())
    assert np.isfinite(weights).all()
    close(weights.sum(axis=-1), np.ones(len(scores)))
    order = np.argsort(scores, axis=-1)
    assert (np.diff(np.take_along_axis(weights, order, axis=-1), axis=-1) >= 0).all()


@anything
@given(rows, st.integers(-(10**4), 10**4))
def test_softmax_sees_only_differences(scores: np.ndarray, constant: int) -> None:
    assert np.array_equal(softmax(scores + constant), softmax(scores.copy()))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_softmax_of_extremes(dtype: type[np.floating]) -> None:
    assert softmax(np.array([1e4, -1e4, 1e4], dtype)).tolist() == [0.5, 0.0, 0.5]
    assert softmax(np.array([-1e4, -1e4], dtype)).tolist() == [0.5, 0.5]
    assert softmax(np.array([-np.inf, 7.0], dtype)).tolist() == [0.0, 1.0]
