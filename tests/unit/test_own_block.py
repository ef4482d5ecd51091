"""A whole block of one's own matrices: what it computes, how it may be written, and what of it is missing."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import attnx
from attnx import saved
from attnx.errors import InputError
from attnx.inputs.matrices import matrices_of
from attnx.measures.verify import unchecked, verify
from attnx.trace import Trace

D, FF, N, HEADS = 6, 5, 4, 2
RNG = np.random.default_rng(11)


def normal(*shape: int) -> np.ndarray:
    return RNG.normal(size=shape)


ATTENTION: dict[str, Any] = {
    "x": normal(N, D),
    **{f"w{letter}": normal(D, D) for letter in "qkvo"},
    **{f"b{letter}": normal(D) for letter in "qkvo"},
    "heads": HEADS,
}
MLP = {"W_up": normal(D, FF), "b_up": normal(FF), "W_down": normal(FF, D), "b_down": normal(D)}
NORMS: dict[str, Any] = {name: {"gain": normal(D), "shift": normal(D)} for name in ("attention_norm", "mlp_norm")}


def softmax(scores: np.ndarray) -> np.ndarray:
    exps = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(exps / exps.sum(axis=-1, keepdims=True))


def read(x: np.ndarray, added: Any = 0.0) -> np.ndarray:
    """What attention gives, by the book."""
    q, k, v = (x @ ATTENTION[f"w{letter}"] + ATTENTION[f"b{letter}"] for letter in "qkv")
    parts = [slice(head * D // HEADS, (head + 1) * D // HEADS) for head in range(HEADS)]
    heads = [softmax(q[:, p] @ k[:, p].T / math.sqrt(D // HEADS) + added) @ v[:, p] for p in parts]
    return np.asarray(np.concatenate(heads, axis=1) @ ATTENTION["wo"] + ATTENTION["bo"])


def layer_norm(x: np.ndarray, name: str) -> np.ndarray:
    return by_norm(x, NORMS[name])


def by_norm(x: np.ndarray, norm: dict[str, np.ndarray], eps: float = 1e-5) -> np.ndarray:
    apart = x - x.mean(axis=1, keepdims=True)
    deviation = np.sqrt(np.mean(apart**2, axis=1, keepdims=True) + eps)
    return np.asarray(apart / deviation * norm["gain"] + norm["shift"])


def think(x: np.ndarray) -> np.ndarray:
    return np.asarray(np.maximum(x @ MLP["W_up"] + MLP["b_up"], 0) @ MLP["W_down"] + MLP["b_down"])


def left(trace: Trace) -> np.ndarray:
    assert trace.block is not None
    return trace.array(trace.block.left)


def sound(trace: Trace, given: Sequence[str] = ("residual",)) -> None:
    """Every step follows from the one before it, but for what was given."""
    checks = verify(trace)
    assert [check for check in checks if not check.holds] == []
    assert [name for _, name in unchecked(trace, checks)] == list(given)


def test_post_norm_is_what_nobody_has_to_say() -> None:
    trace = attnx.attend(**ATTENTION, **NORMS, mlp=MLP)
    x = layer_norm(ATTENTION["x"] + read(ATTENTION["x"]), "attention_norm")
    np.testing.assert_allclose(left(trace), layer_norm(x + think(x), "mlp_norm"), rtol=2e-5, atol=2e-5)
    sound(trace)


def test_pre_norm_and_causal() -> None:
    trace = attnx.attend(**ATTENTION, **NORMS, mlp=MLP, arrangement="pre-norm", causal=True)
    hidden = np.where(np.tri(N, dtype=bool), 0.0, -math.inf)
    x = ATTENTION["x"] + read(layer_norm(ATTENTION["x"], "attention_norm"), hidden)
    np.testing.assert_allclose(left(trace), x + think(layer_norm(x, "mlp_norm")), rtol=2e-5, atol=2e-5)
    np.testing.assert_allclose(trace.array("x"), layer_norm(ATTENTION["x"], "attention_norm"), rtol=2e-5, atol=2e-5)
    sound(trace)


def test_a_gate_and_rms() -> None:
    gate: dict[str, Any] = {"W_gate": normal(D, FF), "b_gate": normal(FF), "activation": "SiLU"}
    gains: dict[str, Any] = {name: {"gain": NORMS[name]["gain"]} for name in NORMS}
    trace = attnx.attend(**ATTENTION, **gains, mlp=MLP | gate, norm="RMSNorm", eps=1e-6)
    stream = ATTENTION["x"] + read(ATTENTION["x"])
    x = stream / np.sqrt(np.mean(stream**2, axis=1, keepdims=True) + 1e-6) * gains["attention_norm"]["gain"]
    np.testing.assert_allclose(trace.array("attention_norm"), x, rtol=2e-5, atol=2e-5)
    entered = x @ gate["W_gate"] + gate["b_gate"]
    hidden = entered / (1 + np.exp(-entered)) * (x @ MLP["W_up"] + MLP["b_up"])
    np.testing.assert_allclose(trace.array("mlp_hidden"), hidden, rtol=2e-4, atol=2e-5)
    sound(trace)


INNER: dict[str, Any] = {
    name: {"gain": normal(D), "shift": normal(D)} for name in ("attention_inner_norm", "mlp_inner_norm")
}


def test_a_sandwich_normalises_twice_and_an_inner_norm_once() -> None:
    def inner(x: np.ndarray, name: str) -> np.ndarray:
        return by_norm(x, INNER[name])

    trace = attnx.attend(**ATTENTION, **NORMS, **INNER, mlp=MLP, arrangement="sandwich")
    x = ATTENTION["x"] + inner(read(layer_norm(ATTENTION["x"], "attention_norm")), "attention_inner_norm")
    x = x + inner(think(layer_norm(x, "mlp_norm")), "mlp_inner_norm")
    np.testing.assert_allclose(left(trace), x, rtol=2e-5, atol=2e-5)
    sound(trace)
    alone = attnx.attend(**ATTENTION, **INNER, mlp=MLP, arrangement="inner_norm")
    x = ATTENTION["x"] + inner(read(ATTENTION["x"]), "attention_inner_norm")
    np.testing.assert_allclose(left(alone), x + inner(think(x), "mlp_inner_norm"), rtol=2e-5, atol=2e-5)
    outer = {name.replace("_inner", ""): norm for name, norm in INNER.items()}
    np.testing.assert_array_equal(
        left(alone), left(attnx.attend(**ATTENTION, **outer, mlp=MLP, arrangement="inner_norm"))
    )
    sound(alone)


def test_parallel_sublayers_read_the_same_x() -> None:
    trace = attnx.attend(**ATTENTION, **NORMS, mlp=MLP, arrangement="parallel")
    first, second = (layer_norm(ATTENTION["x"], name) for name in NORMS)
    np.testing.assert_allclose(left(trace), ATTENTION["x"] + read(first) + think(second), rtol=2e-5, atol=2e-5)
    sound(trace)
    one = attnx.attend(**ATTENTION, attention_norm=NORMS["attention_norm"], mlp=MLP, arrangement="parallel")
    np.testing.assert_allclose(left(one), ATTENTION["x"] + read(first) + think(first), rtol=2e-5, atol=2e-5)
    sound(one)


def of_ones_own() -> dict[str, Any]:
    """q, k and v as they are made of x, beside the rest."""
    made = {letter: ATTENTION["x"] @ ATTENTION[f"w{letter}"] + ATTENTION[f"b{letter}"] for letter in "qkv"}
    return made | {name: ATTENTION[name] for name in ("wo", "bo", "heads")}


@pytest.mark.parametrize("arrangement", ["post_norm", "parallel"])
def test_q_k_and_v_that_are_given_make_the_same_block(arrangement: str) -> None:
    around: dict[str, Any] = {**NORMS, "mlp": MLP, "arrangement": arrangement, "causal": True}
    made = attnx.attend(**ATTENTION, **around)
    own = of_ones_own()
    if arrangement == "parallel":
        x = layer_norm(ATTENTION["x"], "attention_norm")  # what q, k and v are made of
        own |= {letter: x @ ATTENTION[f"w{letter}"] + ATTENTION[f"b{letter}"] for letter in "qkv"}
    given = attnx.attend(**own, x=ATTENTION["x"], **around)
    np.testing.assert_allclose(left(given), left(made), rtol=2e-5, atol=2e-5)
    sound(given, ["residual", "q", "k", "v"])


def test_behind_q_k_and_v_there_need_not_be_the_norm_before_them() -> None:
    trace = attnx.attend(**of_ones_own(), x=ATTENTION["x"], mlp_norm=NORMS["mlp_norm"], mlp=MLP, arrangement="pre_norm")
    x = ATTENTION["x"] + read(ATTENTION["x"])
    np.testing.assert_allclose(left(trace), x + think(layer_norm(x, "mlp_norm")), rtol=2e-5, atol=2e-5)
    assert trace.block is not None and ("norm", "attention") not in trace.block.order(0)
    sound(trace, ["residual", "q", "k", "v"])


def test_without_x_the_first_sum_is_what_attention_gives() -> None:
    trace = attnx.attend(**of_ones_own(), **NORMS, mlp=MLP)
    x = layer_norm(read(ATTENTION["x"]), "attention_norm")
    np.testing.assert_allclose(left(trace), layer_norm(x + think(x), "mlp_norm"), rtol=2e-5, atol=2e-5)
    assert trace.notes == ("no_stream",)
    sound(saved.from_json(saved.to_json(trace), "it"), ["residual", "q", "k", "v"])
    for arrangement in ("pre_norm", "parallel"):
        with pytest.raises(InputError, match="and no x"):
            attnx.attend(**of_ones_own(), **NORMS, mlp=MLP, arrangement=arrangement)


def test_without_norms_only_the_sums_are_there() -> None:
    trace = attnx.attend(**ATTENTION, arrangement="plain")
    np.testing.assert_allclose(left(trace), ATTENTION["x"] + read(ATTENTION["x"]), rtol=2e-5, atol=2e-5)
    sound(trace)
    ones = attnx.attend(**ATTENTION, mlp=MLP, norm="layer_norm")
    assert ones.parameters["layers.0.mlp_norm.gain"].data.tolist() == [1.0] * D
    sound(ones)


def test_a_mask_of_each_head_is_kept_to() -> None:
    mask = RNG.random((HEADS, N, N)) < 0.6
    mask[:, :, 0] = True
    trace = attnx.attend(**ATTENTION, **NORMS, mlp=MLP, mask=mask, causal=True)
    assert np.array_equal(np.isfinite(trace.array("masked")), mask & np.tri(N, dtype=bool))
    sound(trace)
    sound(attnx.attend(**ATTENTION, mlp=MLP, mask=normal(N, N)))


def test_it_is_the_attention_of_attend_alone() -> None:
    alone, whole = attnx.attend(**ATTENTION, causal=True), attnx.attend(**ATTENTION, **NORMS, mlp=MLP, causal=True)
    for name in ("q", "k", "v", "weights", "z", "out"):
        np.testing.assert_allclose(whole.array(name), alone.array(name), rtol=1e-5, atol=1e-6)


def test_what_was_saved_comes_back() -> None:
    trace = attnx.attend(**ATTENTION, **NORMS, mlp=MLP)
    assert saved.to_json(saved.from_json(saved.to_json(trace), "it")) == saved.to_json(trace)
    sound(saved.from_json(saved.to_json(trace), "it"))


SPELLINGS = {
    "a book": {"gamma1": "gain", "beta1": "shift", "W_1": "W_up", "b_1": "b_up", "W2": "W_down", "b2": "b_down"},
    "in parts": {"norm1.weight": "gain", "ln_1.bias": "shift", "ffn.W1": "W_up", "mlp.b1": "b_up", "FFN.W_2": "W_down"},
    "inside": {"inner_gain1": "gain", "inner_shift_1": "shift"},
    "as told": {"gain1": "gain", "shift_1": "shift", "W_up": "W_up", "b_up": "b_up", "wdown": "W_down"},
}


@pytest.mark.parametrize("how", SPELLINGS)
def test_names_are_as_a_book_a_library_or_attnx_has_them(how: str) -> None:
    numbers = NORMS["attention_norm"] | MLP
    file = {name: numbers[part].tolist() for name, part in SPELLINGS[how].items()}
    held = matrices_of(json.dumps(file | {"causal": True}).encode(), "it")
    assert held["causal"] is True
    norm = "attention_inner_norm" if how == "inside" else "attention_norm"
    found = held[norm] | held.get("mlp", {})
    assert all(np.array_equal(found[part], numbers[part]) for part in SPELLINGS[how].values())


def test_parts_may_be_objects() -> None:
    nested = {"attention": {"W_Q": [[1.0]]}, "mlp": {"W_up": [[2.0]], "activation": "gelu"}, "norm2": {"gain": [3.0]}}
    held = matrices_of(json.dumps(nested).encode(), "it")
    assert held["wq"].tolist() == [[1.0]]
    assert held["mlp"] == {"W_up": [[2.0]], "activation": "gelu"}
    assert held["mlp_norm"]["gain"].tolist() == [3.0]
    with pytest.raises(InputError, match=r"it has mlp\.W_up twice"):
        matrices_of(b'{"W_up": [[1]], "W1": [[1]]}', "it")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"wo": None, "bo": None}, "has mlp and no wo"),
        ({"wo": None}, "has bo and no wo"),
        ({"mlp": {"W_up": MLP["W_up"]}}, "has W_up and no W_down"),
        ({"mlp": MLP | {"W_down": MLP["W_up"]}}, r"mlp.W_down has shape \(6, 5\) where \(5, 6\)"),
        ({"mlp": MLP | {"b_up": MLP["b_down"]}}, r"mlp.b_up has shape \(6,\) where \(5,\)"),
        ({"mlp": MLP | {"b_gate": MLP["b_up"]}}, "has b_gate and no W_gate"),
        ({"mlp": MLP | {"activation": "step"}}, "activation must be gelu / .*, and step is not"),
        ({"mlp": MLP | {"W_in": MLP["W_up"]}}, "mlp.W_in is not something attend reads"),
        ({"mlp": [1.0]}, "mlp must be numbers or vectors by their names"),
        ({"attention_norm": {"gain": [1.0]}}, r"attention_norm.gain has shape \(1,\) where \(6,\)"),
        ({"attention_norm": NORMS["attention_norm"]}, "has gain1 and no gain2"),
        ({"mlp_norm": NORMS["mlp_norm"]}, "has gain2 and no gain1"),
        ({"mlp": None, "mlp_norm": NORMS["mlp_norm"]}, "has gain2 and no W_up"),
        ({"arrangement": "postnorms"}, "arrangement must be plain / post_norm / .*, and postnorms is not"),
        ({"arrangement": "plain", "norm": "rms_norm"}, "arrangement must be post_norm / .*, and plain is not"),
        ({"norm": "batch"}, "norm must be layer_norm / rms_norm"),
        ({"eps": -1.0}, "eps must be a number, 0 or more"),
        ({"key_labels": list("abcd")}, "as many keys as queries, and leave out key_labels"),
        ({"bq": [1.0]}, r"bq has shape \(1,\) where \(6,\)"),
        ({"causal": "yes"}, "causal must be bool"),
    ],
    ids=str,
)
def test_what_does_not_fit_is_answered_with_what_would(change: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        attnx.attend(**(ATTENTION | {"mlp": MLP} | change))
    with pytest.raises(InputError, match="as many keys as queries"):
        attnx.attend(normal(2, 2), normal(3, 2), normal(3, 2), mlp=MLP, wo=normal(2, D))


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    tokens=st.integers(1, 5),
    heads=st.integers(1, 3),
    groups=st.integers(1, 2),
    widths=st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(1, 6)),
    arrangement=st.sampled_from(["plain", "post_norm", "pre_norm", "sandwich", "inner_norm", "parallel"]),
    activation=st.sampled_from(["relu", "gelu", "silu", "tanh"]),
)
def test_whatever_block_is_attended_verifies(
    seed: int, tokens: int, heads: int, groups: int, widths: tuple[int, int, int], arrangement: str, activation: str
) -> None:
    rng, (d_k, d_v, units), d_model = np.random.default_rng(seed), widths, 5
    of_head = {"wq": (heads * groups, d_model, d_k), "wk": (heads, d_model, d_k), "wv": (heads, d_model, d_v)}
    given: dict[str, Any] = {name: rng.normal(size=size) for name, size in of_head.items()}
    given |= {"x": rng.normal(size=(tokens, d_model)), "wo": rng.normal(size=(heads * groups * d_v, d_model))}
    mlp = {"W_up": rng.normal(size=(d_model, units)), "W_down": rng.normal(size=(units, d_model))}
    sound(attnx.attend(**given, arrangement=arrangement, mlp=mlp | {"activation": activation}))
