"""Of a row of weights the largest alone, and what the others have together."""

from __future__ import annotations

import numpy as np

from attnx.frozen import frozen


@frozen
class Top:
    """The `keys` with the largest weights, the largest first, and their `weights`; `rest` is what the others have."""

    keys: tuple[int, ...]
    weights: tuple[float, ...]
    rest: float

    def document(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {"keys": self.keys, "weights": self.weights, "rest": self.rest}


def top(weights: np.ndarray, count: int) -> Top:
    """At most `count` of a row of weights (key,), and none that is 0."""
    keys = largest(weights, count)
    rest = float(np.delete(weights, keys).sum(dtype=np.float64))
    return Top(tuple(keys), tuple(float(weights[key]) for key in keys), rest)


def largest(weights: np.ndarray, count: int) -> list[int]:
    """The keys with the largest weights (key,), at most `count` of them, the largest first."""
    return [int(key) for key in np.argsort(-weights, kind="stable")[:count] if weights[key] > 0]
