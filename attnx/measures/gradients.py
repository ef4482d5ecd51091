"""One step backwards through the attention of one head: what the loss of a sentence asks of each array."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from attnx.document import document, of_text
from attnx.frozen import frozen
from attnx.trace import Trace

# Of a head, in the order in which the backward pass makes them. The gradient of an array has its shape.
BACKWARDS = ("dz", "dweights", "dv", "dscaled", "dscores", "dq", "dk", "dw_q", "dw_k", "dw_v")
FORWARDS = ("x", "q", "k", "v", "weights", "z")  # what they are made of


@frozen(eq=False)
class Gradients:
    """At `step`: the `loss` of a sentence in nats, and arrays of one head by name.

    z, q, k, v are (token, d_head), weights and scores (query, key), x (token, d_model), W (d_model, d_head); d and a
    name is what the loss asks of it, ∂loss/∂…, against which a step goes.
    """

    step: int
    loss: float
    trace: Trace
    layer: int
    head: int
    query: int
    scale: float
    answer: str
    arrays: Mapping[str, np.ndarray]

    def document(self) -> dict[str, Any]:
        """The step as plain values."""
        facts = {"step": self.step, "loss": self.loss, "layer": self.layer, "head": self.head, "scale": self.scale}
        arrays = {name: self.arrays[name].tolist() for name in (*FORWARDS, *BACKWARDS)}
        return document("gradients") | of_text(self.trace) | facts | {"answer": self.answer, "arrays": arrays}

    def cell(self, query: int, key: int) -> CellBackwards:
        """The arithmetic of one weight and its score."""
        held = self.arrays
        return CellBackwards(
            held["dz"][query],
            held["v"][key],
            held["weights"][query],
            held["dweights"][query],
            key,
            self.scale,
            float(held["dscaled"][query, key]),
            float(held["dscores"][query, key]),
        )

    def of_cell(self, query: int, key: int) -> dict[str, Any]:
        """The same as plain values."""
        worked = self.cell(query, key)
        return (
            document("gradient_cell")
            | of_text(self.trace)
            | {
                "step": self.step,
                "layer": self.layer,
                "head": self.head,
                "query": query,
                "key": key,
                "dz": worked.dz.tolist(),
                "v": worked.v.tolist(),
                "dweight": float(worked.dweights[key]),
                "weight": float(worked.weights[key]),
                "of_all": worked.of_all,
                "dscaled": worked.dscaled,
                "scale": self.scale,
                "dscore": worked.dscore,
            }
        )


@frozen(eq=False)
class CellBackwards:
    """One query and one key: dz and v (d_head,), the row of weights and of what is asked of them (key,)."""

    dz: np.ndarray
    v: np.ndarray
    weights: np.ndarray
    dweights: np.ndarray
    key: int
    scale: float
    dscaled: float
    dscore: float

    @property
    def products(self) -> np.ndarray:
        """dz·v number by number, (d_head,): they add up to what is asked of the weight."""
        return np.asarray(self.dz * self.v)

    @property
    def of_all(self) -> float:
        """What is asked of all weights of the row alike: Σ dweights · weights."""
        return float((self.dweights * self.weights).sum())
