"""The way of one token through the layers: how long what each sublayer adds is, and where the sum points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

import numpy as np

from attnx.errors import Phrase, UsageError
from attnx.frozen import frozen
from attnx.measures.side import Side
from attnx.trace import Array

SUBLAYERS = ("attention", "cross", "mlp")


@frozen
class Stop:
    """One layer: the length of the residual stream that enters it, and of what each of its sublayers adds to it.

    Of the stream that leaves it, `left` is the length, and `turned`, `start` and `end` are the cosines with the one
    that enters, with the one that entered the first layer, and with the one that leaves the last.
    """

    layer: int
    entered: float
    added: Mapping[str, float]
    left: float
    turned: float
    start: float
    end: float

    @property
    def most(self) -> str:
        """The sublayer that adds most."""
        return max(self.added, key=lambda part: self.added[part])


@frozen
class Way:
    """One token's way through the layers that were recorded, in order."""

    token: int
    stops: tuple[Stop, ...]

    def document(self) -> dict[str, object]:
        """Plain values for JSON."""
        return asdict(self)


def way(side: Side, token: int) -> Way:
    """The way of a token. Raises UsageError where the block of a layer was not recorded."""

    def row(held: Mapping[str, Array], name: str) -> np.ndarray:
        if name not in held:
            raise UsageError("not_recorded", what=Phrase("array"), name=name, there=", ".join(held) or "0")
        return np.asarray(held[name].data[token], dtype=np.float64)

    held = list(side.layers.values())
    entered = [row(arrays, "residual") for arrays in held]
    left = [row(arrays, side.block.left) for arrays in held]
    return Way(
        token,
        tuple(
            Stop(
                layer,
                length(entered[at]),
                {part: length(row(arrays, f"{part}_out")) for part in SUBLAYERS if f"{part}_out" in arrays},
                length(left[at]),
                cosine(left[at], entered[at]),
                cosine(left[at], entered[0]),
                cosine(left[at], left[-1]),
            )
            for at, (layer, arrays) in enumerate(side.layers.items())
        ),
    )


def length(x: np.ndarray) -> float:
    return float(np.linalg.norm(x))


def cosine(a: np.ndarray, b: np.ndarray) -> float:
    """Of the angle between two vectors; 0 where one of them is 0."""
    size = length(a) * length(b)
    return float(a @ b / size) if size else 0.0
