"""What passes a hidden unit: the activations once more, in float64, by their definitions."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from attnx.measures.verify.rounding import ULP, Bounded
from attnx.trace import Block

STEEPEST = 1.2  # so much an activation moves at most for one of what it reads, but for a square
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


def relu6(x: np.ndarray) -> np.ndarray:
    return np.asarray(np.clip(x, 0.0, 6.0))


def silu(x: np.ndarray) -> np.ndarray:
    return np.asarray(x * sigmoid(x))


ACTIVATIONS: Mapping[str, Callable[[np.ndarray], np.ndarray]] = {
    **dict.fromkeys(("gelu", "gelu_python"), gelu),
    **dict.fromkeys(
        ("gelu_new", "gelu_pytorch_tanh", "gelu_python_tanh", "gelu_accurate", "gelu_fast", "gelu_bloom"), gelu_by_tanh
    ),
    "gelu_10": lambda x: np.clip(gelu(x), -10.0, 10.0),
    "quick_gelu": lambda x: x * sigmoid(1.702 * x),
    "relu": relu,
    "relu2": lambda x: np.square(relu(x)),
    "relu6": relu6,
    "leaky_relu": lambda x: np.where(x < 0.0, 0.01 * x, x),
    **dict.fromkeys(("silu", "swish"), silu),
    "hardswish": lambda x: x * relu6(x + 3.0) / 6.0,
    "mish": lambda x: x * np.tanh(np.logaddexp(x, 0.0)),
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "linear": lambda x: x,
}


def activated(x: Bounded, name: str) -> Bounded:
    """activation(x)."""
    made = ACTIVATIONS[name](x.exact)
    steepest = STEEPEST + (2.0 * np.abs(x.exact) if name == "relu2" else 0.0)
    return Bounded(made, steepest * x.off + BENT * (np.abs(x.exact) + np.abs(made)))


def clamped(gate: Bounded, up: Bounded, slope: float, limit: float) -> Bounded:
    """g · sigmoid(slope · g) · (u + 1), gate g up to the limit and u within it."""
    g, u = np.minimum(gate.exact, limit), np.clip(up.exact, -limit, limit) + 1.0
    share = sigmoid(slope * g)
    exact = g * share * u
    off = STEEPEST * gate.off * np.abs(u) + up.off * np.abs(g * share)
    return Bounded(exact, off + BENT * np.abs(g) * (1.0 + np.abs(slope * g)) * (np.abs(u) + 1.0))


def gated(x: Bounded, up: Bounded) -> Bounded:
    """x · up."""
    exact = x.exact * up.exact
    off = x.off * np.abs(up.exact) + up.off * np.abs(x.exact) + x.off * up.off
    return Bounded(exact, off + ULP * np.abs(exact))


def units(block: Block, gate: Bounded | None, up: Bounded) -> Bounded:
    """The hidden units of a feed-forward network, of what it reads projected up and to its gate."""
    if gate is None:
        return activated(up, block.activation)
    if block.limit is not None and block.slope is not None:
        return clamped(gate, up, block.slope, block.limit)
    return gated(activated(gate, block.activation), up)
