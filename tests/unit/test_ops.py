"""The small operations and the positions, against their formulas in float64."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from safetensors.numpy import load_file

from attnx.model import ops
from attnx.model.places import Learned, LearnedBesidePads, NoPosition, Sinusoidal
from attnx.model.positions import position_vectors, sinusoids


def normal(x: float) -> float:
    return 0.5 * math.erfc(-x / math.sqrt(2.0))


def gelu(x: float) -> float:
    return x * normal(x)


def gelu_tanh(x: float) -> float:
    return 0.5 * x * (1.0 + math.tanh(math.sqrt(2.0 / math.pi) * (x + 0.044715 * x**3)))


def silu(x: float) -> float:
    return x / (1.0 + math.exp(-x)) if x > -700.0 else 0.0


def relu(x: float) -> float:
    return max(x, 0.0)


def quick_gelu(x: float) -> float:
    return x / (1.0 + math.exp(-1.702 * x)) if x > -400.0 else 0.0


FORMULAS: dict[str, Callable[[float], float]] = {
    "sigmoid": lambda x: 1.0 / (1.0 + math.exp(-x)) if x > -700.0 else 0.0,
    "gelu": gelu,
    "gelu_tanh": gelu_tanh,
    "quick_gelu": quick_gelu,
    "silu": silu,
    "relu": relu,
}
GRID = np.concatenate([np.linspace(-6.0, 6.0, 120_001), [-1e4, -30.0, -0.0, 30.0, 1e4]])


@pytest.mark.parametrize("name", FORMULAS)
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float32, 2e-7), (np.float64, 5e-16)])
def test_formula(name: str, dtype: type[np.floating], tolerance: float) -> None:
    x = GRID.astype(dtype)
    before = x.copy()
    found = getattr(ops, name)(x)
    expected = np.array([FORMULAS[name](number) for number in before.tolist()])
    assert found.dtype == dtype
    assert (np.abs(found - expected) <= tolerance * np.maximum(1.0, np.abs(before))).all()
    # Those that go over long texts in strips reuse the memory they are given; the others leave it alone.
    assert np.array_equal(x, found if name in ("gelu", "gelu_tanh", "silu") else before)


@pytest.mark.parametrize("gate", [ops.gelu, ops.gelu_tanh, ops.silu])
def test_what_a_gate_holds_back_it_lets_through_of_minus_x(gate: Callable[[np.ndarray], np.ndarray]) -> None:
    largest = np.finfo(np.float32).max if gate is not ops.gelu_tanh else 1e12  # which is cubed
    x = np.concatenate([GRID, [-largest, -1e11, -3e3, 3e3, 1e11, largest]]).astype(np.float32)
    np.testing.assert_allclose(gate(x.copy()) - gate(-x), x, rtol=3e-7)
    assert np.isnan(gate(np.array([np.nan], np.float32))).all()
    assert ops.sigmoid(x).min() == 0.0 and ops.sigmoid(x).max() == 1.0


GOLDEN = load_file(Path(__file__).parent.parent / "fixtures" / "goldens" / "activations.safetensors")


@pytest.mark.parametrize("name", sorted(GOLDEN.keys() - {"x"}))
def test_every_activation_of_the_reference_is_here_by_its_name(name: str) -> None:
    for dtype, tolerance in ((np.float64, 1e-9), (np.float32, 5e-7)):
        x: np.ndarray = GOLDEN["x"].astype(dtype)
        found = ops.ACTIVATIONS[name](x.copy())
        assert found.dtype == dtype
        assert (np.abs(found - GOLDEN[name]) <= tolerance * np.maximum(1.0, np.square(x))).all()
    assert ops.ACTIVATIONS.keys() == GOLDEN.keys() - {"x"} | {"gelu_bloom"}


def test_layer_norm_by_hand() -> None:
    # 1, 3, 5, 7: mean 4, differences −3, −1, 1, 3, variance (9 + 1 + 1 + 9) / 4 = 5; with eps 4 the root is 3.
    x = np.array([[1.0, 3.0, 5.0, 7.0]])
    weight, bias = np.array([1.0, 3.0, 6.0, 1.0]), np.array([0.0, 10.0, 0.0, -1.0])
    expected = [[-1.0, -1.0 / 3.0 * 3.0 + 10.0, 1.0 / 3.0 * 6.0, 0.0]]
    np.testing.assert_allclose(ops.layer_norm(x.copy(), weight, bias, eps=4.0), expected, rtol=1e-15)
    np.testing.assert_allclose(ops.layer_norm(x.copy(), weight, None, eps=4.0), expected - bias, rtol=1e-15)


@settings(deadline=None, max_examples=60)
@given(hnp.arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(2, 9)), elements=st.floats(-100, 100)))
def test_layer_norm_has_mean_zero_and_variance_one(x: np.ndarray) -> None:
    x[:, 0] = 200.0  # no row is constant
    normal = ops.layer_norm(x.copy(), np.ones(x.shape[1]), None, eps=0.0)
    np.testing.assert_allclose(normal.mean(axis=-1), 0.0, atol=1e-13)
    np.testing.assert_allclose(normal.var(axis=-1), 1.0, rtol=1e-13)
    # Neither a shift nor a stretch of the row is seen.
    moved = ops.layer_norm(x * 4.0 + 8.0, np.ones(x.shape[1]), None, eps=0.0)
    np.testing.assert_allclose(moved, normal, rtol=1e-11, atol=1e-11)


def test_layer_norm_of_a_constant_row_is_its_bias() -> None:
    x = np.full((1, 3), 7.0, dtype=np.float32)
    bias = np.array([1.0, 2.0, 3.0], dtype=np.float32)
    assert ops.layer_norm(x, np.ones(3, dtype=np.float32), bias, eps=1e-12).tolist() == [[1.0, 2.0, 3.0]]


def test_sinusoids_by_hand() -> None:
    # PE(pos, 2i) = sin(pos / 10000^(2i/d)) and PE(pos, 2i+1) = cos of the same; with d = 4 the two wavelengths
    # divide pos by 10000^0 = 1 and by 10000^(2/4) = 100.
    expected = [
        [0.0, 1.0, 0.0, 1.0],
        [math.sin(1.0), math.cos(1.0), math.sin(0.01), math.cos(0.01)],
        [math.sin(2.0), math.cos(2.0), math.sin(0.02), math.cos(0.02)],
    ]
    waves = sinusoids(3, 4)
    assert waves.dtype == np.float32
    np.testing.assert_allclose(waves, expected, rtol=1e-7)


@pytest.mark.parametrize(("count", "d_model"), [(1, 1), (5, 7), (512, 384)])
def test_sinusoids_of_any_size(count: int, d_model: int) -> None:
    waves = sinusoids(count, d_model)
    assert waves.shape == (count, d_model)
    for place in (0, count // 2, count - 1):
        for column in (0, d_model // 2, d_model - 1):
            angle = place / 10_000 ** ((column - column % 2) / d_model)
            expected = math.cos(angle) if column % 2 else math.sin(angle)
            assert waves[place, column] == pytest.approx(expected, abs=1e-7)


def test_each_kind_of_position() -> None:
    table = np.arange(12.0).reshape(4, 3)
    learned = position_vectors(Learned(4), table, np.array([8, 8]), 0, 3)
    assert learned is not None
    assert learned.tolist() == [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]
    waves = position_vectors(Sinusoidal(), None, np.array([8, 8]), 0, 6)
    assert waves is not None
    assert np.array_equal(waves, sinusoids(2, 6))
    assert position_vectors(NoPosition(), None, np.array([8, 8]), 0, 3) is None
    beside = position_vectors(LearnedBesidePads(3, 0), table, np.array([0, 5, 0, 5]), 0, 3)
    assert beside is not None
    assert np.array_equal(beside, table[[0, 1, 0, 2]])
