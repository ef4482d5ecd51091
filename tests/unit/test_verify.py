"""What was computed verifies, and every kind of damage is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import attnx
from attnx.measures.verify import Check, verify
from attnx.reduce.mean import mean_of_heads
from attnx.reduce.narrow import narrow
from attnx.trace import Array, Layer, Trace
from tests.unit.test_measures import HIDDEN, attention, only, trace_of

RNG = np.random.default_rng(7)
Q, K, V = (RNG.normal(size=(2, 5, 4)).astype(np.float32) for _ in range(3))
HOLDING: dict[str, Callable[[], Trace]] = {
    "toy": lambda: attnx.explain("Love is powerful because it gives us hope to live.", "toy"),
    "toy, causal": lambda: attnx.explain("Love is 我爱你 👩‍🚀.", "toy", causal=True),
    "classic": lambda: attnx.explain("Thinking Machines", "classic"),
    "one token": lambda: attnx.explain("Love", "toy"),
    "one head of two": lambda: narrow(attnx.explain("Love is here", "toy"), heads=[1]),
    "mean": lambda: mean_of_heads(attnx.explain("Love is here", "toy")),
    "lookup": lambda: attnx.lookup(172.0, {"a": 165.0, "b": 170.0, "c": 195.0}, temperature=10.0),
    "lookup, vectors": lambda: attnx.lookup([1.0, 2.0], {"a": [1.0, 2.5], "b": [0.0, -1.0]}, {"a": 1.0, "b": 2.0}),
    "attend": lambda: attnx.attend(Q, K, V),
    "attend, causal": lambda: attnx.attend(Q, K, V, causal=True),
    "attend, boolean": lambda: attnx.attend(Q, K, V, mask=np.tri(5, k=-1, dtype=bool)),  # the first row sees nothing
    "attend, boolean by head": lambda: attnx.attend(Q, K, V, mask=RNG.random((2, 5, 5)) < 0.5),
    "attend, added": lambda: attnx.attend(Q, K, V, mask=RNG.normal(size=(5, 5))),
    "attend, added −∞": lambda: attnx.attend(Q, K, V, mask=np.where(np.tri(5), 0.25, HIDDEN)),
    "attend, added and causal": lambda: attnx.attend(Q, K, V, mask=RNG.normal(size=(2, 5, 5)), causal=True),
    "attend, grouped": lambda: attnx.attend(RNG.normal(size=(6, 5, 4)), K, V),
    "attend, rectangular": lambda: attnx.attend(Q, RNG.normal(size=(2, 9, 4)), RNG.normal(size=(2, 9, 7))),
    "attend, x": lambda: attnx.attend(x=Q[0], wq=K[0].T[:, :4], wk=Q[1].T[:, :4], wv=V[1].T[:, :4], heads=2),
    "attend, no scale": lambda: attnx.attend(Q, K, V, scale=0.0),
    "attend, large": lambda: attnx.attend(Q * 1e4, K * 1e4, V * 1e6),
    "attend, very large": lambda: attnx.attend(Q * 1e15, K * 1e15, V * 1e30),
    "attend, small": lambda: attnx.attend(Q * 1e-6, K * 1e-6, V * 1e-12),
}


def broken(trace: Trace) -> list[str]:
    return [check.step for check in verify(trace) if not check.holds]


@pytest.mark.parametrize("name", HOLDING)
def test_what_was_computed_holds(name: str) -> None:
    checks = verify(HOLDING[name]())
    assert checks
    assert [check for check in checks if not check.holds] == []
    assert all(check.allowed < 1e-3 for check in checks if "large" not in name and name != "classic")


@pytest.mark.minilm
def test_a_trained_model_holds() -> None:
    checks = verify(attnx.explain("Love is powerful because it gives us hope to live.", "minilm"))
    assert len(checks) == 6 * 6 + 1
    assert [check for check in checks if not check.holds] == []


def test_every_step_is_checked() -> None:
    assert [check.step for check in verify(HOLDING["attend, causal"]())] == [
        "scores",
        "scaled",
        "masked",
        "weights",
        "sums",
        "z",
    ]
    assert [check.step for check in verify(HOLDING["mean"]())] == ["embedded", "x", "sums", "residual"]
    assert verify(trace_of(attention(q=Q[:1]))) == ()  # too little to check


def damaged(trace: Trace, name: str, place: tuple[int, ...], change: Callable[[np.floating], float]) -> Trace:
    """The trace with one number changed."""
    (layer,), one = trace.layers, only(trace)
    data = one.arrays[name].data.copy()
    data[place] = change(data[place])
    arrays = {**one.arrays, name: Array(one.arrays[name].axes, data)}
    return replace(trace, layers=(replace(layer, attention=(replace(one, arrays=arrays),)),))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("q", ["scores"]),
        ("k", ["scores"]),
        ("v", ["z"]),
        ("scores", ["scores", "scaled"]),
        ("scaled", ["scaled", "masked"]),
        ("masked", ["masked", "weights"]),
        ("weights", ["weights", "sums", "z"]),
        ("z", ["z"]),
    ],
)
@pytest.mark.parametrize("size", [1e-3, 1.0, np.nan])
def test_every_kind_of_damage_is_found_where_it_is(name: str, found: list[str], size: float) -> None:
    trace = attnx.attend(Q + 1, K + 1, V + 1, causal=True)
    assert broken(trace) == []
    checks = verify(damaged(trace, name, (1, 3, 2), lambda number: float(number) * (1 + size)))
    assert [check.step for check in checks if not check.holds] == found
    assert not any(np.isnan(check.error) for check in checks)


@pytest.mark.parametrize("name", ["masked", "mask"])
def test_a_mask_that_was_not_kept_to_is_found(name: str) -> None:
    trace = attnx.attend(Q, K, V, mask=np.tri(5, dtype=bool))
    change: Callable[[np.floating], float] = (lambda _: 0.5) if name == "masked" else (lambda _: True)
    place = (0, 1, 4) if name == "masked" else (1, 4)
    assert "masked" in broken(damaged(trace, name, place, change))


def test_a_weight_where_a_query_may_not_look_is_found() -> None:
    trace = attnx.attend(Q, K, V, causal=True)
    assert broken(damaged(trace, "weights", (0, 1, 4), lambda _: 1e-5)) == ["weights", "sums", "z"]


def test_another_pattern_is_found() -> None:
    trace = attnx.explain("Love is here", "toy", heads=[0], causal=True)
    one = only(trace)
    rows = one.arrays["masked"].data.copy()
    rows[0, 0, 1] = one.arrays["scaled"].data[0, 0, 1]
    arrays = {**one.arrays, "masked": Array(one.arrays["masked"].axes, rows)}
    looked = replace(trace, layers=(Layer(0, (replace(one, arrays=arrays),)),))
    assert "masked" in broken(looked)


@pytest.mark.parametrize("field", ["scale", "soft_cap", "similarity"])
def test_another_formula_is_found(field: str) -> None:
    trace = attnx.attend(Q, K, V)
    other = {"scale": {"scale": 0.51}, "soft_cap": {"soft_cap": 5.0}, "similarity": {"similarity": "nearness"}}[field]
    layer = Layer(0, (replace(only(trace), **other),))  # type: ignore[arg-type]
    assert broken(replace(trace, layers=(layer,))) == ["scores" if field == "similarity" else "scaled"]


def test_a_soft_cap_holds() -> None:
    # 2·tanh(s / 2) for s = 0, 1, 4: 0, 0.924, 1.928; exp: 1, 2.520, 6.876
    scaled = 2 * np.tanh(np.array([0.0, 1.0, 4.0]) / 2)
    exp = np.exp(scaled)
    capped = attention(
        soft_cap=2.0, scale=0.5, scores=[[[0.0, 2.0, 8.0]]], scaled=[[scaled]], weights=[[exp / exp.sum()]]
    )
    assert broken(trace_of(capped)) == []
    assert broken(trace_of(replace(capped, soft_cap=2.1))) == ["scaled"]


@pytest.mark.parametrize("name", ["scores", "scaled", "weights", "z"])
def test_the_precision_of_float16_is_not_enough(name: str) -> None:
    trace = attnx.attend(Q, K, V)
    one = only(trace)
    coarse = one.arrays[name].data.astype(np.float16).astype(np.float32)
    arrays = {**one.arrays, name: Array(one.arrays[name].axes, coarse)}
    assert name in broken(replace(trace, layers=(Layer(0, (replace(one, arrays=arrays),)),)))


@pytest.mark.parametrize("size", [1e-9, 1.0, 1e9])
@pytest.mark.parametrize("name", ["scores", "z"])
def test_damage_is_found_whatever_the_size_of_the_numbers(name: str, size: float) -> None:
    trace = attnx.attend(Q * size, K, V * size)
    assert broken(trace) == []
    assert name in broken(damaged(trace, name, (0, 2, 1), lambda number: float(number) * 1.01))


def test_the_largest_error_is_reported_with_its_layer() -> None:
    fine, off = attnx.attend(Q, K, V), attnx.attend(Q, K, V)
    off = damaged(off, "z", (0, 0, 0), lambda number: float(number) + 0.5)
    both = replace(fine, layers=(fine.layers[0], Layer(3, off.layers[0].attention)))
    (worst,) = [check for check in verify(both) if not check.holds]
    assert (worst.layer, worst.kind, worst.step) == (3, "self", "z")
    assert worst.error == pytest.approx(0.5, abs=1e-6)
    assert worst.allowed < 1e-5


def test_a_check_holds_up_to_what_rounding_allows() -> None:
    assert Check(0, "self", "z", 1e-6, 1e-6).holds
    assert not Check(0, "self", "z", 1.1e-6, 1e-6).holds
    assert not Check(0, "self", "z", np.inf, 1e-6).holds


def test_rows_that_do_not_sum_to_one_are_found_by_themselves() -> None:
    assert broken(trace_of(attention(weights=[[[0.5, 0.25, 0.125]]]))) == ["sums"]
    assert broken(trace_of(attention(weights=[[[0.5, 0.25, 0.25]], [[0.0, 0.0, 0.0]]], heads=(0, 1)))) == []
    mean = mean_of_heads(trace_of(attention((0, 1), weights=[[[0.5, 0.5]], [[0.5, 0.4]]])))
    assert broken(mean) == ["sums"]


sizes = st.floats(0.01, 100.0)


@settings(max_examples=150, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    shape=st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 7), st.integers(1, 7), st.integers(1, 9)),
    scale=st.none() | st.floats(-3, 3),
    causal=st.booleans(),
    mask=st.sampled_from([None, "boolean", "numbers"]),
    size=sizes,
)
def test_whatever_is_attended_verifies(
    seed: int, shape: tuple[int, int, int, int, int], scale: float | None, causal: bool, mask: str | None, size: float
) -> None:
    kv_heads, group, queries, keys, width = shape
    rng = np.random.default_rng(seed)
    q = rng.normal(size=(kv_heads * group, queries, width)) * size
    k, v = rng.normal(size=(kv_heads, keys, width)) * size, rng.normal(size=(kv_heads, keys, 3)) * size
    masks = {"boolean": rng.random((queries, keys)) < 0.6, "numbers": rng.normal(size=(queries, keys)) * 5}
    given_mask = None if mask is None else masks[mask]
    checks = verify(attnx.attend(q, k, v, scale=scale, causal=causal, mask=given_mask))
    assert [check for check in checks if not check.holds] == []


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), queries=st.integers(1, 6), keys=st.integers(1, 40), size=sizes, data=st.data())
def test_a_thousandth_more_of_any_weight_is_found(
    seed: int, queries: int, keys: int, size: float, data: st.DataObject
) -> None:
    rng = np.random.default_rng(seed)
    trace = attnx.attend(rng.normal(size=(queries, 4)) * size, rng.normal(size=(keys, 4)), rng.normal(size=(keys, 2)))
    weights = trace.array("weights", head=0)
    # Below 1e-30 a float32 has no thousandths to lose.
    query, key = data.draw(st.sampled_from([tuple(place) for place in np.argwhere(weights > 1e-30).tolist()]))
    for change in (1.001, 0.999):
        assert "weights" in broken(damaged(trace, "weights", (0, query, key), lambda w, c=change: float(w) * c))  # type: ignore[misc]
