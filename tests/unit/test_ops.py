"""The small operations, against their formulas in float64."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from attnx.model import ops
from attnx.model.positions import position_vectors, sinusoids
from attnx.model.spec import Learned, NoPosition, Sinusoidal

GRID = np.linspace(-6.0, 6.0, 120_001)
EVERYWHERE = np.concatenate([GRID, [-1e4, -30.0, -0.0, 30.0, 1e4]])


def erf(x: float) -> float:
    return math.erf(x)


def gelu(x: float) -> float:
    return x * 0.5 * math.erfc(-x / math.sqrt(2.0))


def gelu_tanh(x: float) -> float:
    return 0.5 * x * (1.0 + math.tanh(math.sqrt(2.0 / math.pi) * (x + 0.044715 * x**3)))


def silu(x: float) -> float:
    return x / (1.0 + math.exp(-x)) if x > -700.0 else 0.0


def relu(x: float) -> float:
    return max(x, 0.0)


FORMULAS = [erf, gelu, gelu_tanh, silu, relu]


@pytest.mark.parametrize("formula", FORMULAS)
def test_formula_in_float64(formula: object) -> None:
    name = formula.__name__  # type: ignore[attr-defined]
    expected = [formula(x) for x in EVERYWHERE.tolist()]  # type: ignore[operator]
    found = getattr(ops, name)(EVERYWHERE.copy())
    assert found.dtype == np.float64
    np.testing.assert_allclose(found, expected, rtol=4e-15, atol=4e-15)
