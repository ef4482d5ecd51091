"""A number of a trace and the place where it stands, with what is known of how it came about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite

import numpy as np

from attnx.errors import Phrase, UsageError
from attnx.frozen import frozen
from attnx.measures.verify.rounding import deviation_of, given, mean_of
from attnx.measures.verify.stack import Numbers, Stack
from attnx.trace import ATTENTION_AXES, LAYER_AXES, TEXT_AXES, Attention

AXES: Mapping[str, tuple[str, ...]] = {**TEXT_AXES, **LAYER_AXES, **ATTENTION_AXES}
HEADS = ("head", "kv_head")
Terms = Iterable[tuple[str, float]]


@frozen(eq=False)
class Number:
    """A number and what makes it: the products x·w that are summed, or the `terms` of its formula, by their names.

    `index` is its place in the vector, in the vocabulary, or among the keys; None where a token has one such number.
    `value` is as recorded, but for a unit of an expert.
    """

    name: str
    layer: int | None
    head: int | None
    token: int
    index: int | None
    value: float
    x: np.ndarray | None = None
    w: np.ndarray | None = None
    terms: tuple[tuple[str, float], ...] = ()
    formula: str = ""

    @property
    def products(self) -> np.ndarray:
        """What is summed, (in,)."""
        assert self.x is not None and self.w is not None
        return np.asarray(self.x * self.w)

    def document(self) -> dict[str, object]:
        """Plain values for JSON, in the order in which they come about; −∞ is null."""
        told: dict[str, object] = {"name": self.name, "layer": self.layer, "head": self.head}
        told |= {"token": self.token, "index": self.index, "formula": self.formula}
        if self.x is not None and self.w is not None:
            told |= {"x": self.x.tolist(), "w": self.w.tolist(), "products": self.products.tolist()}
        terms = [{"name": name, "value": finite(value)} for name, value in self.terms]
        return told | {"terms": terms, "value": finite(self.value)}


def finite(value: float) -> float | None:
    return value if isfinite(value) else None


def place_of(name: str) -> str | None:
    """What the place of a number of this array stands for, by its last axis; None where a token has one."""
    axes = [axis for axis in AXES[name] if axis not in HEADS]
    return axes[1] if len(axes) > 1 else None


@frozen(eq=False)
class Opened:
    """A place in a step of a stack: of the `token`, at `index`, in one `head` of one `attention` where it is of one.

    `held` is what was recorded of the layer, or of the text where there is none.
    """

    name: str
    stack: Stack
    layer: int
    held: Numbers
    attention: Attention
    head: int
    token: int
    index: int
    expert: int | None = None

    @property
    def numbers(self) -> np.ndarray:
        """The array as it was recorded, in this head where it is of heads."""
        if self.name in ATTENTION_AXES:
            return self.of_head(self.name)
        return (self.held if self.name in LAYER_AXES else self.stack.arrays)[self.name]

    def of_head(self, name: str) -> np.ndarray:
        head = self.head if any(axis in HEADS for axis in AXES[name]) else None
        return self.attention.of_head(name, head).data

    @property
    def row(self) -> int:
        """Where its row stands among those that were recorded. Raises UsageError where it was not."""
        rows = self.attention.queries
        if self.name not in ATTENTION_AXES or "query" not in AXES[self.name] or not rows:
            return self.token
        if self.token not in rows:
            there = ", ".join(map(str, rows))
            raise UsageError("not_recorded", what=Phrase("token"), name=self.token, there=there)
        return rows.index(self.token)

    @property
    def value(self) -> float:
        """The number, as it was recorded. Raises UsageError for a place that there is not."""
        found = self.numbers[self.row]
        return float(found) if place_of(self.name) is None else self.within(found)

    def within(self, row: np.ndarray) -> float:
        """The number of a row at the place. Raises UsageError where there is none."""
        if not 0 <= self.index < len(row):
            axis = place_of(self.name) or "d"
            axis = axis if axis in ("key", "vocabulary") else "d"
            raise UsageError("no_place", place=self.index, axis=axis, there=f"0–{len(row) - 1}")
        return float(row[self.index])

    def weight(self, *names: str) -> np.ndarray | None:
        """Of this layer."""
        return self.stack.weight(f"layers.{self.layer}", *names)

    def matrix(self, *names: str) -> np.ndarray:
        """The same, of one that it takes. Raises UsageError where the trace does not have its weights."""
        return needed(self.weight(*names))

    def told(self, terms: Terms, formula: str) -> Number:
        """The number by its formula."""
        return Number(*self.spot, self.value, terms=tuple(terms), formula=formula)

    def summed(self, x: np.ndarray, w: np.ndarray, formula: str, bias: np.ndarray | None = None) -> Number:
        """The number as a sum of products, and of what of a `bias` stands at its place where there is one."""
        x, w = x.astype(np.float64), w.astype(np.float64)
        terms = [("Σ", float(x @ w))]
        if bias is not None:
            terms, formula = [*terms, ("b", float(bias[self.index]))], f"{formula} + b"
        return Number(*self.spot, self.value, x, w, tuple(terms), formula)

    @property
    def spot(self) -> tuple[str, int | None, int | None, int, int | None]:
        """What the number is called, and where it stands."""
        of_head = any(axis in HEADS for axis in AXES[self.name])
        return (
            self.name,
            None if self.name in TEXT_AXES else self.layer,
            self.head if of_head else None,
            self.token,
            None if place_of(self.name) is None else self.index,
        )

    def mean(self, x: np.ndarray) -> Number:
        """The mean of a row of x."""
        row = x[self.row]
        return self.summed(row, np.full(len(row), 1 / len(row)), f"Σ x / {len(row)}")

    def deviation(self, x: np.ndarray) -> Number:
        """What a norm divides a row of x by."""
        row, eps = x[self.row], self.stack.block.eps
        layered = self.stack.block.norm == "layer_norm"
        apart = row - row.mean() if layered else row
        made = self.summed(apart, apart / len(row), f"√(Σ {'(x − mean)²' if layered else 'x²'} / {len(row)} + eps)")
        return Number(*self.spot, made.value, made.x, made.w, (*made.terms, ("eps", eps)), made.formula)

    def normed(self, x: np.ndarray, held: Numbers, norm: str, *home: str) -> tuple[list[tuple[str, float]], str]:
        """The terms of what a norm makes of one number of x, with the mean and the deviation `held` of its row.

        The norm is called `norm`, and its weights stand in `home`.
        """
        block, row = self.stack.block, given(x[self.token])
        mean = mean_of(row) if block.norm == "layer_norm" else None
        made = {"mean": mean, "deviation": deviation_of(row, mean, block.eps)}
        terms = [("x", self.within(row.exact))]
        for what, numbers in made.items():
            if numbers is not None:
                recorded = held.get(f"{norm}_{what}")
                terms.append((what, float(numbers.exact[0] if recorded is None else recorded[self.token])))
        weights = {what: self.stack.weight(*home, what) for what in ("gain", "shift")}
        needed(weights["gain"])
        terms += [(what, self.within(numbers)) for what, numbers in weights.items() if numbers is not None]
        formula = "x / deviation · gain" if mean is None else "(x − mean) / deviation · gain"
        return terms, formula + (" + shift" if weights["shift"] is not None else "")


def needed(weights: np.ndarray | None) -> np.ndarray:
    """Raises UsageError where a trace does not have them."""
    if weights is None:
        raise UsageError("weights_not_held")
    return weights
