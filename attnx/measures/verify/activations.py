"""What passes a hidden unit: the activations once more, in float64, by their definitions."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from attnx.measures.verify.rounding import ULP, Bounded

STEEPEST = 1.2  # no activation here moves more than so much for one of what it reads
BENT = 8 * ULP  # what float32 may miss of x · a share between 0 and 1

normal = np.frompyfunc(lambda x: 0.5 * math.erfc(-x / math.sqrt(2.0)), 1, 1)


def sigmoid(x: np.ndarray) -> np.ndarray:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * x)))


def gelu(x: np.ndarray) -> np.ndarray:
    return np.asarray(x * np.asarray(normal(x), dtype=np.float64))


def gelu_by_tanh(x: np.ndarray) -> np.ndarray:
    return np.asarray(0.5 * x * (1.0 + np.tanh(math.sqrt(2.0 / math.pi) * (x + 0.044715 * x**3))))


def relu(x: np.ndarray) -> np.ndarray:
    return np.asarray(np.maximum(x, 0.0))


def silu(x: np.ndarray) -> np.ndarray:
    return np.asarray(x * sigmoid(x))


ACTIVATIONS: Mapping[str, Callable[[np.ndarray], np.ndarray]] = {
    "gelu": gelu,
    **dict.fromkeys(("gelu_new", "gelu_pytorch_tanh", "gelu_fast", "gelu_bloom"), gelu_by_tanh),
    "quick_gelu": lambda x: x * sigmoid(1.702 * x),
    "relu": relu,
    **dict.fromkeys(("silu", "swish"), silu),
}


def activated(x: Bounded, name: str) -> Bounded:
    """activation(x)."""
    return Bounded(ACTIVATIONS[name](x.exact), STEEPEST * x.off + BENT * np.abs(x.exact))


def gated(x: Bounded, up: np.ndarray) -> Bounded:
    """x · up."""
    exact = x.exact * up
    return Bounded(exact, x.off * np.abs(up) + ULP * np.abs(exact))
