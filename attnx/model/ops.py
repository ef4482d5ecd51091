"""The small operations around attention: layer norm, activations.

They may reuse the memory of the array they are given where their docstring says so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import wraps

import numpy as np

from attnx.model.touch import Touch, forget

Floats = np.ndarray


def layer_norm(x: Floats, weight: Floats, bias: Floats | None, eps: float, touch: Touch = forget) -> Floats:
    """(x − mean) / √(variance + eps) · weight + bias, over the last axis (Ba et al. 2016).

    The memory of `x` is reused.
    """
    x -= touch("mean", x.mean(axis=-1, keepdims=True))
    variance = np.mean(x * x, axis=-1, keepdims=True)  # (..., 1)
    x /= touch("deviation", np.sqrt(variance + eps))
    x *= weight
    if bias is not None:
        x += bias
    return x


def rms_norm(x: Floats, weight: Floats, eps: float, touch: Touch = forget) -> Floats:
    """x / √(mean square + eps) · weight, over the last axis (Zhang & Sennrich 2019). The memory of `x` is reused."""
    square = np.mean(x * x, axis=-1, keepdims=True)  # (..., 1)
    x /= touch("deviation", np.sqrt(square + eps))
    x *= weight
    return x


# Φ(x) = 1 / (1 + exp(x · P(x²))): the coefficients of P, highest first, fitted to 4·10⁻⁸ of Φ on [−5.6, 5.6].
_NORMAL = (
    -5.98972953e-11,
    -6.09537841e-10,
    2.11897301e-07,
    -7.47738651e-06,
    1.08689229e-04,
    6.90444591e-05,
    -7.26692677e-02,
    -1.59576924e00,
)
_exact_erf = np.frompyfunc(math.erf, 1, 1)


def gated(x: Floats, minus: Floats) -> Floats:
    """x / (1 + exp(minus)), whose memory is reused: 0 where the exponential is past all numbers."""
    with np.errstate(over="ignore"):
        np.exp(minus, out=minus)
    minus += 1.0
    return np.asarray(np.divide(x, minus, out=minus))


def normal_exponent(x: Floats) -> Floats:
    """ln(1 / Φ(x) − 1), to the precision of float32: NumPy has no error function of its own."""
    with np.errstate(over="ignore"):  # the largest power has the last word
        square = x * x
        bent: Floats = square * np.float32(_NORMAL[0])
        for coefficient in _NORMAL[1:-1]:
            bent += np.float32(coefficient)
            bent *= square
        bent += np.float32(_NORMAL[-1])
        bent *= x
    return bent


STRIP = 32_768  # numbers: as many as stay in a processor's cache while an activation goes over them again and again


def in_strips(f: Callable[[Floats], Floats]) -> Callable[[Floats], Floats]:
    """f, which treats each number by itself, on some rows at a time; the memory of `x` is reused."""

    @wraps(f)
    def strips(x: Floats) -> Floats:
        step = max(STRIP // max(x.shape[-1], 1), 1)
        for begin in range(0, len(x), step):
            x[begin : begin + step] = f(x[begin : begin + step])
        return x

    return strips


@in_strips
def gelu(x: Floats) -> Floats:
    """x · Φ(x), exact (Hendrycks & Gimpel 2016)."""
    if x.dtype != np.float32:
        return np.asarray(x * (0.5 + 0.5 * np.asarray(_exact_erf(x * math.sqrt(0.5)), dtype=x.dtype)))
    return gated(x, normal_exponent(x))


def with_tanh(x: Floats, slope: float) -> Floats:
    """½x · (1 + tanh(slope · (x + 0.044715 x³))), in which ½(1 + tanh y) is 1 / (1 + exp(−2y))."""
    gate: Floats = x * x  # not x**3, which NumPy computes a hundred times slower
    gate *= 0.044715
    gate += 1.0
    gate *= x
    gate *= -2.0 * slope
    return gated(x, gate)


@in_strips
def gelu_tanh(x: Floats) -> Floats:
    """The tanh approximation of gelu (Hendrycks & Gimpel 2016), called gelu_new in GPT-2."""
    return with_tanh(x, math.sqrt(2.0 / math.pi))


@in_strips
def gelu_bloom(x: Floats) -> Floats:
    """The same with √(2 / π) as BLOOM has it, to eight digits."""
    return with_tanh(x, 0.79788456)


def gelu_10(x: Floats) -> Floats:
    """gelu, held between −10 and 10 so that it can be quantised (Wu et al. 2020). The memory of `x` is reused."""
    return np.asarray(np.clip(gelu(x), -10.0, 10.0))


def relu(x: Floats) -> Floats:
    """max(x, 0)."""
    return np.asarray(np.maximum(x, 0.0))


def relu2(x: Floats) -> Floats:
    """max(x, 0)² (So et al. 2021)."""
    return np.asarray(np.square(relu(x)))


def relu6(x: Floats) -> Floats:
    """x, held between 0 and 6 (Howard et al. 2017)."""
    return np.asarray(np.clip(x, 0.0, 6.0))


def leaky_relu(x: Floats) -> Floats:
    """x, and a hundredth of it below 0 (Maas et al. 2013)."""
    return np.where(x < 0.0, x * x.dtype.type(0.01), x)


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + exp(−x)), as ½(1 + tanh ½x), in which nothing overflows."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * x)))


def tanh(x: Floats) -> Floats:
    """tanh x."""
    return np.asarray(np.tanh(x))


def mish(x: Floats) -> Floats:
    """x · tanh(ln(1 + exp x)) (Misra 2019)."""
    return np.asarray(x * np.tanh(np.logaddexp(x, x.dtype.type(0.0))))


def hardswish(x: Floats) -> Floats:
    """x · max(min(x + 3, 6), 0) / 6 (Howard et al. 2019)."""
    return np.asarray(x * relu6(x + 3.0) / 6.0)


def linear(x: Floats) -> Floats:
    """x itself."""
    return x


@in_strips
def silu(x: Floats) -> Floats:
    """x · sigmoid(x), by the hyperbolic tangent, which NumPy has more exactly than the exponential."""
    half = np.asarray(x * 0.5)
    gate: Floats = np.tanh(half)
    gate += 1.0
    gate *= half
    return gate


def quick_gelu(x: Floats) -> Floats:
    """x · sigmoid(1.702 x) (Hendrycks & Gimpel 2016)."""
    return np.asarray(x * (0.5 * (1.0 + np.tanh(x * (1.702 / 2)))))


# By the names that configs have for them: those of the reference's table (ACT2FN), and BLOOM's own.
ACTIVATIONS: Mapping[str, Callable[[Floats], Floats]] = {
    "gelu": gelu,
    "gelu_python": gelu,
    "gelu_new": gelu_tanh,
    "gelu_pytorch_tanh": gelu_tanh,
    "gelu_python_tanh": gelu_tanh,
    "gelu_accurate": gelu_tanh,
    "gelu_fast": gelu_tanh,
    "gelu_bloom": gelu_bloom,
    "gelu_10": gelu_10,
    "quick_gelu": quick_gelu,
    "relu": relu,
    "relu2": relu2,
    "relu6": relu6,
    "leaky_relu": leaky_relu,
    "silu": silu,
    "swish": silu,
    "hardswish": hardswish,
    "mish": mish,
    "sigmoid": sigmoid,
    "tanh": tanh,
    "linear": linear,
}
