"""What rounding alone could change: every operation in float64, beside how far float32 may be from it.

A float32 sum of n products is within n·ε·Σ|products| of the exact one (Higham 2002, section 3.1). A mean is summed in
pairs, so that its error grows with the logarithm of n (the same, section 4.2).
"""

from __future__ import annotations

import numpy as np

from attnx.frozen import frozen
from attnx.trace import Kind

ULP = float(np.finfo(np.float32).eps)
TINY = 1e-36  # below it float32 loses digits, and some processors round to 0
PAIRS = 24  # roundings on the way of each number into a sum in pairs, of as many as a model is wide

Step = tuple[str, np.ndarray, np.ndarray, np.ndarray]  # name, as recorded, as recomputed, what rounding allows


@frozen
class Check:
    """One step: the largest difference found, and how large rounding alone could make it.

    `layer` is None where it belongs to the text as a whole, and `kind` where it belongs to no attention of the layer.
    """

    layer: int | None
    kind: Kind | None
    step: str
    error: float
    allowed: float

    @property
    def holds(self) -> bool:
        return self.error <= self.allowed


def worst(layer: int | None, kind: Kind | None, found: Step) -> Check:
    """The place of a step where the difference is largest beside its tolerance."""
    step, recorded, expected, tolerance = found
    same = recorded == expected  # −∞ equals −∞, and has no difference
    difference = np.abs(np.subtract(recorded, expected, out=np.zeros_like(expected), where=~same))
    difference[np.isnan(difference)] = np.inf
    ratio = np.divide(difference, tolerance, out=np.full_like(difference, np.inf), where=tolerance > 0)
    ratio[difference == 0] = 0.0
    place = np.unravel_index(int(np.argmax(ratio)), ratio.shape)
    return Check(layer, kind, step, float(difference[place]), float(tolerance[place]))


@frozen(eq=False)
class Bounded:
    """Numbers in float64, and how far float32 numbers may be from each of them."""

    exact: np.ndarray
    off: np.ndarray

    def __add__(self, other: Bounded) -> Bounded:
        exact = self.exact + other.exact
        return Bounded(exact, self.off + other.off + ULP * (np.abs(self.exact) + np.abs(other.exact)))

    def times(self, factor: float) -> Bounded:
        exact = self.exact * factor
        return Bounded(exact, self.off * abs(factor) + 2 * ULP * np.abs(exact))

    def step(self, name: str, recorded: np.ndarray) -> Step:
        return name, recorded, self.exact, self.off + TINY


def given(x: np.ndarray) -> Bounded:
    """Numbers as they were recorded: nothing has been rounded yet."""
    return Bounded(x, np.zeros_like(x))


def maybe(x: np.ndarray | None) -> Bounded | None:
    """The same of what may not have been recorded."""
    return None if x is None else given(x)


def projected(x: Bounded, matrix: np.ndarray, bias: np.ndarray | None = None) -> Bounded:
    """x·W + b."""
    exact, size = x.exact @ matrix, np.abs(x.exact) @ np.abs(matrix)
    if bias is not None:
        exact, size = exact + bias, size + np.abs(bias)
    return Bounded(exact, x.off @ np.abs(matrix) + ULP * (matrix.shape[0] + 1) * size)


def mean_of(x: Bounded) -> Bounded:
    """The mean of each row, (..., 1)."""
    off = x.off.mean(axis=-1, keepdims=True) + PAIRS * ULP * np.abs(x.exact).mean(axis=-1, keepdims=True)
    return Bounded(x.exact.mean(axis=-1, keepdims=True), off)


def deviation_of(x: Bounded, mean: Bounded | None, eps: float) -> Bounded:
    """What a norm divides each row by, (..., 1): √(variance + eps), or of the mean square where there is no mean."""
    apart, off = (x.exact, x.off) if mean is None else (x.exact - mean.exact, x.off + mean.off)
    exact = np.sqrt(np.mean(apart * apart, axis=-1, keepdims=True) + eps)
    moved = np.sqrt(np.mean(off * off, axis=-1, keepdims=True))
    return Bounded(exact, moved + PAIRS * ULP * exact)


def divided(
    x: Bounded, mean: Bounded | None, deviation: Bounded, gain: np.ndarray, shift: np.ndarray | None
) -> Bounded:
    """(x − mean) / deviation · gain + shift."""
    apart, off = (x.exact, x.off) if mean is None else (x.exact - mean.exact, x.off + mean.off)
    if mean is not None:
        off = off + ULP * np.abs(apart)
    exact = apart / deviation.exact * gain
    moved = off / deviation.exact * np.abs(gain) + np.abs(exact) * (deviation.off / deviation.exact + 4 * ULP)
    if shift is None:
        return Bounded(exact, moved)
    return Bounded(exact + shift, moved + 2 * ULP * (np.abs(exact) + np.abs(shift)))


def softmax(x: Bounded) -> Bounded:
    """Of each row, −∞ being 0; of its own, and not the model's."""
    largest = x.exact.max(axis=-1, keepdims=True)
    largest[np.isneginf(largest)] = 0.0
    distance = largest - x.exact  # ∞ where masked
    exp = np.exp(-distance)
    total = exp.sum(axis=-1, keepdims=True)
    exact = np.divide(exp, total, out=np.zeros_like(exp), where=total > 0)
    steps = np.where(np.isfinite(distance), distance, 0.0) + 8 + x.exact.shape[-1]
    moved = 2 * x.off.max(axis=-1, keepdims=True)
    return Bounded(exact, (ULP * steps + moved) * exact)
