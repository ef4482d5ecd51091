"""attnx.attend: attention over matrices of one's own, and every way in which they may not fit."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import attnx
from attnx.errors import InputError

rng = np.random.default_rng(7)
Q, K, V = rng.normal(size=(3, 4)), rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
NONE = -math.inf


def softmax(scores: np.ndarray) -> np.ndarray:
    """In float64 and by the book, so that attnx has something to be compared with."""
    exps = np.exp(scores)
    return np.asarray(exps / exps.sum(axis=-1, keepdims=True))


def by_the_book(q: np.ndarray, k: np.ndarray, v: np.ndarray, added: Any = 0.0) -> np.ndarray:
    """softmax(q·kᵀ / √d + mask)·v of one head."""
    return np.asarray(softmax(q @ k.T / math.sqrt(q.shape[1]) + added) @ v)


def close(found: np.ndarray, expected: np.ndarray) -> None:
    np.testing.assert_allclose(found, expected, rtol=2e-6, atol=2e-6, equal_nan=False)


def pieces(tokens: Any) -> list[str]:
    return [token.text for token in tokens]


def refused(key: str, **given: Any) -> str:
    """The words of the InputError that attend raises."""
    with pytest.raises(InputError) as error:
        attnx.attend(**given)
    assert error.value.key == key
    return str(error.value)


# What it computes.


def test_by_hand() -> None:
    # q·kᵀ is 2·0 + 0·1 = 0 and 2·1 + 0·1 = 2; over √4 = 2 that is 0 and 1.
    trace = attnx.attend([[2, 0, 0, 0]], [[0, 1, 0, 0], [1, 1, 0, 0]], [[1], [0]])
    one = 1 / (1 + math.e)  # e⁰ / (e⁰ + e¹)
    assert trace.array("scores").tolist() == [[[0.0, 2.0]]]
    assert trace.array("scaled").tolist() == [[[0.0, 1.0]]]
    assert trace.array("weights")[0, 0].tolist() == pytest.approx([one, 1 - one], rel=1e-7)
    assert trace.array("z").ravel().tolist() == pytest.approx([one], rel=1e-7)
    assert all(array.data.dtype == np.float32 for _, a in trace.attentions() for array in a.arrays.values())


def test_one_head() -> None:
    trace = attnx.attend(Q, K, V)
    close(trace.array("z", head=0), by_the_book(Q, K, V))
    assert (trace.model.n_heads, trace.model.d_head, trace.model.d_model) == (1, 4, 4)
    assert trace.model.provenance == "given"


def test_heads_side_by_side_are_heads_apart() -> None:
    flat = attnx.attend(Q, K, V, heads=2)
    apart = attnx.attend(*([m[:, :2], m[:, 2:]] for m in (Q, K, V)))
    for head, columns in enumerate((slice(0, 2), slice(2, 4))):
        close(flat.array("z", head=head), by_the_book(Q[:, columns], K[:, columns], V[:, columns]))
    assert np.array_equal(flat.array("z"), apart.array("z"))
    assert flat.model == apart.model
    assert (flat.model.n_heads, flat.model.d_head, flat.model.d_model) == (2, 2, 4)


def test_rectangular_with_values_of_another_width() -> None:
    k, v = rng.normal(size=(5, 4)), rng.normal(size=(5, 7))
    trace = attnx.attend(Q, k, v)
    close(trace.array("z", head=0), by_the_book(Q, k, v))
    assert trace.array("weights").shape == (1, 3, 5)
    assert (pieces(trace.tokens), pieces(trace.source)) == (["q0", "q1", "q2"], ["k0", "k1", "k2", "k3", "k4"])
    assert trace.layers[0].attention[0].kind == "cross"


def test_grouped_heads_share_keys_and_values() -> None:
    q, k, v = rng.normal(size=(4, 3, 2)), rng.normal(size=(2, 3, 2)), rng.normal(size=(2, 3, 2))
    trace = attnx.attend(q, k, v)
    for head in range(4):
        close(trace.array("z", head=head), by_the_book(q[head], k[head // 2], v[head // 2]))
        assert np.array_equal(trace.array("k", head=head), k[head // 2].astype(np.float32))
    assert (trace.model.n_heads, trace.model.n_kv_heads, trace.layers[0].attention[0].group) == (4, 2, 2)


def test_a_flat_key_matrix_serves_every_head() -> None:
    q = rng.normal(size=(2, 3, 4))
    trace = attnx.attend(q, K, V)
    for head in range(2):
        close(trace.array("z", head=head), by_the_book(q[head], K, V))


def test_projections_of_x() -> None:
    x, wq, wk, wv = rng.normal(size=(3, 5)), rng.normal(size=(5, 4)), rng.normal(size=(5, 4)), rng.normal(size=(5, 6))
    trace = attnx.attend(x=x, wq=wq, wk=wk, wv=wv)
    close(trace.array("x"), x)
    close(trace.array("q", head=0), x @ wq)
    close(trace.array("z", head=0), by_the_book(x @ wq, x @ wk, x @ wv))
    assert (trace.model.d_model, trace.model.d_head) == (5, 4)
    assert pieces(trace.tokens) == ["x0", "x1", "x2"]


def test_projections_by_head_and_grouped() -> None:
    x = rng.normal(size=(3, 5))
    wq, wk, wv = rng.normal(size=(4, 5, 2)), rng.normal(size=(2, 5, 2)), rng.normal(size=(2, 5, 3))
    trace = attnx.attend(x=x, wq=wq, wk=wk, wv=wv)
    for head in range(4):
        close(trace.array("z", head=head), by_the_book(x @ wq[head], x @ wk[head // 2], x @ wv[head // 2]))
    flat = attnx.attend(x=x, wq=np.concatenate(wq, axis=1), wk=wk[[0, 0, 1, 1]], wv=wv[[0, 0, 1, 1]], heads=4)
    assert np.array_equal(flat.array("z"), trace.array("z"))


def test_heads_are_joined() -> None:
    x, wq, wk = rng.normal(size=(3, 5)), rng.normal(size=(5, 4)), rng.normal(size=(5, 4))
    wv, wo = rng.normal(size=(5, 6)), rng.normal(size=(6, 5))
    trace = attnx.attend(x=x, wq=wq, wk=wk, wv=wv, wo=wo, heads=2)
    by_head = [
        by_the_book(
            *(
                x @ w[:, half]
                for w, half in (
                    (wq, slice(2 * head, 2 * head + 2)),
                    (wk, slice(2 * head, 2 * head + 2)),
                    (wv, slice(3 * head, 3 * head + 3)),
                )
            )
        )
        for head in range(2)
    ]
    close(trace.array("out"), np.concatenate(by_head, axis=1) @ wo)
    split = attnx.attend(x=x, wq=wq, wk=wk, wv=wv, wo=wo.reshape(2, 3, 5), heads=2)
    assert np.array_equal(split.array("out"), trace.array("out"))
    assert attnx.attend(Q, K, V, wo=rng.normal(size=(V.shape[1], 7))).model.d_model == 7
    assert "out" not in attnx.attend(Q, K, V).layers[0].attention[0].arrays


def test_scale() -> None:
    trace = attnx.attend(Q, K, V, scale=2)
    close(trace.array("scaled", head=0), Q @ K.T * 2)
    assert trace.layers[0].attention[0].scale == 2.0
    whole: Any = np.int64(2)
    assert attnx.attend(Q, K, V, scale=whole).layers[0].attention[0].scale == 2.0
    assert attnx.attend(Q, K, V).layers[0].attention[0].scale == 0.5  # 1/√4


def test_causal() -> None:
    trace = attnx.attend(Q, K, V, causal=True)
    close(trace.array("z", head=0), by_the_book(Q, K, V, [[0, NONE, NONE], [0, 0, NONE], [0, 0, 0]]))
    assert trace.layers[0].attention[0].pattern == "causal"


@pytest.mark.parametrize(
    ("mask", "causal", "added"),
    [
        # True where a query may look.
        ([[True, False, True]] * 3, False, [[0, NONE, 0]] * 3),
        # Numbers to add.
        ([[0.5, NONE, -2.0]] * 3, False, [[0.5, NONE, -2.0]] * 3),
        ([[0, 2, 3]] * 3, False, [[0, 2, 3]] * 3),
        ([[0, 0, 0]] * 3, False, [[0, 0, 0]] * 3),
        # What float32 cannot hold hides as −∞ does.
        ([[0.0, -1e300, 0.0]] * 3, False, [[0, NONE, 0]] * 3),
        # With causal, both must allow it.
        ([[True, False, True]] * 3, True, [[0, NONE, NONE], [0, NONE, NONE], [0, NONE, 0]]),
        ([[0.5, 2.0, -1.0]] * 3, True, [[0.5, NONE, NONE], [0.5, 2.0, NONE], [0.5, 2.0, -1.0]]),
    ],
)
def test_masks(mask: Any, causal: bool, added: Any) -> None:
    trace = attnx.attend(Q, K, V, mask=mask, causal=causal)
    close(trace.array("z", head=0), by_the_book(Q, K, V, added))
    close(trace.array("masked", head=0), Q @ K.T / 2 + added)
    assert trace.layers[0].attention[0].pattern == "mask"


def test_a_mask_for_each_head() -> None:
    mask = np.array([np.tri(3), np.tri(3).T]).astype(bool)
    trace = attnx.attend(Q, K, V, heads=2, mask=mask)
    for head, columns in enumerate((slice(0, 2), slice(2, 4))):
        added = np.where(mask[head], 0.0, NONE)
        close(trace.array("z", head=head), by_the_book(Q[:, columns], K[:, columns], V[:, columns], added))
    assert np.array_equal(trace.array("mask"), mask)


def test_a_query_that_may_look_nowhere() -> None:
    trace = attnx.attend(Q, K, V, mask=[[False] * 3, [True] * 3, [True] * 3])
    assert trace.array("z")[0, 0].tolist() == [0.0] * 4


def test_labels() -> None:
    trace = attnx.attend(Q, K, V, labels=["the", "big", "cat"], name="homework")
    assert (pieces(trace.tokens), trace.source, trace.text) == (["the", "big", "cat"], (), "the big cat")
    assert [trace.text[token.start : token.end] for token in trace.tokens] == ["the", "big", "cat"]
    assert trace.model.name == "homework"
    across = attnx.attend(Q, K, V, key_labels=["le", "grand", "chat"])
    assert (pieces(across.tokens), pieces(across.source)) == (["q0", "q1", "q2"], ["le", "grand", "chat"])
    assert across.keys_of(across.layers[0].attention[0]) == across.source


def test_what_is_given_is_left_alone() -> None:
    q, k, v, mask = (np.ones((2, 2), np.float32) * n for n in (1, 2, 3, 4))
    attnx.attend(q, k, v, mask=mask, causal=True)
    assert [m[0, 0] for m in (q, k, v, mask)] == [1, 2, 3, 4]


# What it refuses.


@pytest.mark.parametrize(
    ("given", "key", "words"),
    [
        ({}, "matrices_missing", "matrices has no q: give x, wq, wk and wv, or q, k and v"),
        ({"q": Q, "k": K}, "matrices_missing", "matrices has no v: give x, wq, wk and wv, or q, k and v"),
        ({"x": Q, "wq": Q.T, "wv": Q.T}, "matrices_missing", "matrices has no wk:"),
        ({"wq": Q}, "matrices_missing", "matrices has no x:"),
        ({"q": Q, "k": K, "v": V, "wk": K}, "matrices_missing", "matrices has no x:"),
        ({"x": Q, "wq": Q.T, "wk": Q.T, "wv": Q.T, "q": Q}, "matrices_both", "matrices has both x and q:"),
    ],
)
def test_the_wrong_matrices(given: dict[str, Any], key: str, words: str) -> None:
    assert refused(key, **given).startswith(words)
    assert refused(key, **given, name="a.json").startswith(words.replace("matrices", "a.json", 1))


ONES = np.ones
QKV = {"q": Q, "k": K, "v": V}
XW = {"x": ONES((3, 5)), "wq": ONES((5, 4)), "wk": ONES((5, 4)), "wv": ONES((5, 4))}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        # Each shape is said as it was given, and as it should have been given.
        (QKV | {"k": ONES((3, 5))}, "k has shape (3, 5) where (3, 4) was expected"),
        (QKV | {"v": ONES((2, 4))}, "v has shape (2, 4) where (3, 4) was expected"),
        (QKV | {"k": ONES((3, 6)), "heads": 2}, "k has shape (3, 6) where (3, 4) was expected"),
        (QKV | {"v": ONES((2, 6)), "heads": 2}, "v has shape (2, 6) where (3, 6) was expected"),
        (QKV | {"wo": ONES((3, 5))}, f"wo has shape (3, 5) where ({V.shape[1]}, 5) was expected"),
        (QKV | {"wo": 1.0}, f"wo has shape () where ({V.shape[1]}, 1) was expected"),
        (XW | {"wo": ONES((4, 4))}, "wo has shape (4, 4) where (4, 5) was expected"),
        (XW | {"wo": ONES((2, 2, 4)), "heads": 2}, "wo has shape (2, 2, 4) where (2, 2, 5) was expected"),
        (QKV | {"q": ONES(4)}, "q has shape (4,) where (rows, d) or (head, rows, d) was expected"),
        (QKV | {"q": 3.0}, "q has shape () where (rows, d) or (head, rows, d) was expected"),
        (
            QKV | {"k": ONES((3, 3, 2)), "heads": 2},
            "k has shape (3, 3, 2) where (rows, d) or (2, rows, d) was expected",
        ),
        (QKV | {"k": ONES((1, 2, 3, 4))}, "k has shape (1, 2, 3, 4) where (rows, d) or (head, rows, d) was expected"),
        (
            {"q": ONES((4, 3, 2)), "k": ONES((3, 5, 2)), "v": ONES((3, 5, 2))},
            "k has shape (3, 5, 2) where (4, 5, 2) was expected",
        ),
        (
            {"q": ONES((4, 3, 2)), "k": ONES((2, 5, 2)), "v": ONES((4, 5, 2))},
            "v has shape (4, 5, 2) where (2, 5, 2) was expected",
        ),
        (
            {"q": ONES((4, 3, 2)), "k": ONES((2, 5, 2)), "v": ONES((5, 2))},
            "v has shape (5, 2) where (2, 5, 2) was expected",
        ),
        (XW | {"x": ONES((1, 3, 5))}, "x has shape (1, 3, 5) where (token, d_model) was expected"),
        (XW | {"wq": ONES((4, 4))}, "wq has shape (4, 4) where (5, 4) was expected"),
        (XW | {"wk": ONES((5, 3))}, "wk has shape (5, 3) where (5, 4) was expected"),
        (XW | {"wv": ONES((3, 4))}, "wv has shape (3, 4) where (5, 4) was expected"),
        (XW | {"wk": ONES((5, 6)), "heads": 2}, "wk has shape (5, 6) where (5, 4) was expected"),
        (QKV | {"mask": ONES((3, 2), bool)}, "mask has shape (3, 2) where (3, 3) or (1, 3, 3) was expected"),
        (QKV | {"mask": True}, "mask has shape () where (3, 3) or (1, 3, 3) was expected"),
        (
            QKV | {"mask": ONES((3, 3, 3), bool), "heads": 2},
            "mask has shape (3, 3, 3) where (3, 3) or (2, 3, 3) was expected",
        ),
    ],
)
def test_shapes_that_do_not_fit(given: dict[str, Any], words: str) -> None:
    assert refused("matrix_shape", **given) == words


@pytest.mark.parametrize("name", ["q", "k", "v", "x", "wq", "wk", "wv"])
@pytest.mark.parametrize(
    "bad",
    [
        [[1.0, math.nan]],
        [[1.0, math.inf]],
        [[1.0, NONE]],
        [[1.0, 1e300]],  # infinity in float32
        [[1.0, 2.0], [3.0]],
        [[1.0, None]],
        [["1", "2"]],
        [[True, False]],
        [[1j, 2]],
        [[10**30, 1]],
        [[]],
        [],
        np.empty((0, 4)),
        "text",
        {"a": 1},
    ],
    ids=str,
)
def test_numbers_that_are_none(name: str, bad: Any) -> None:
    given = (XW if name in XW else QKV) | {name: bad}
    assert refused("matrix_numbers", **given) == f"{name} is not a rectangular array of finite numbers"


@pytest.mark.parametrize(
    "bad",
    [
        [[0.0, math.nan, 0.0]] * 3,
        [[0.0, math.inf, 0.0]] * 3,
        [[0.0, 1e300, 0.0]] * 3,  # infinity in float32
        [[0.0, None, 0.0]] * 3,
        [["a", "b", "c"]] * 3,
        [[1j, 0, 0]] * 3,
        [[0.0, 0.0, 0.0], [0.0]],
    ],
    ids=str,
)
def test_a_mask_that_is_none(bad: Any) -> None:
    assert refused("matrix_numbers", **QKV, mask=bad) == "mask is not a rectangular array of finite numbers"


@pytest.mark.parametrize("dtype", [int, float, np.uint8])
def test_a_mask_with_two_meanings(dtype: type) -> None:
    words = refused("mask_meaning", **QKV, mask=np.tri(3, dtype=dtype))
    assert words == "mask has only 0 and 1, which has two meanings: give true for may look, or numbers to add"
    refused("mask_meaning", **QKV, mask=np.ones((3, 3), dtype=dtype))


@pytest.mark.parametrize("bad", [0, -1, 2.0, True, "2", [2]], ids=str)
def test_heads_that_are_no_count(bad: Any) -> None:
    words = refused("matrix_scalar", **QKV, heads=bad)
    assert words == f"heads must be a whole number above 0, and {bad} is not"


def test_heads_that_do_not_divide() -> None:
    words = refused("heads_divide", **QKV, heads=3)
    assert words == "q is 4 wide, which 3 heads do not divide: choose a divisor of 4"


@pytest.mark.parametrize("bad", [math.nan, math.inf, NONE, True, "0.5", [0.5], 1j], ids=str)
def test_a_scale_that_is_no_number(bad: Any) -> None:
    assert refused("matrix_scalar", **QKV, scale=bad) == f"scale must be a number, and {bad} is not"


@pytest.mark.parametrize("name", ["labels", "key_labels"])
@pytest.mark.parametrize("bad", ["abc", [1, 2, 3], 3, [None] * 3], ids=str)
def test_labels_that_are_no_texts(name: str, bad: Any) -> None:
    assert refused("matrix_scalar", **QKV, **{name: bad}) == f"{name} must be a list of texts, and {bad} is not"


@pytest.mark.parametrize("name", ["labels", "key_labels"])
def test_too_few_labels(name: str) -> None:
    words = refused("labels_count", **QKV, **{name: ["a", "b"]})
    assert words == f"there are 2 {name} for 3 rows: give one for each"


@pytest.mark.parametrize(
    "big",
    [
        {"q": Q * 1e30, "k": K * 1e30},
        {"q": Q * 0 - 1e30, "k": K * 0 + 1e30},  # every score is −∞, and yet no mask hides a key
        {"q": Q * 0 - 1e30, "k": K * 0 + 1e30, "causal": True},
        {"scale": 1e300},
    ],
    ids=["some", "all", "causal", "scale"],
)
def test_numbers_too_large_for_float32(big: dict[str, Any]) -> None:
    words = refused("overflow", **QKV | big)
    assert words == "the numbers grew past what float32 holds: matrices cannot be run on this input"
