"""One query's whole story: how each key is weighed, and what each adds to z."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from attnx.frozen import frozen
from attnx.measures.top import largest
from attnx.trace import Attention


@frozen
class Focus:
    """The story of one query in one head; every array is (key,) except z (d_head,).

    `exp` is e^(s − largest), s being the score the softmax saw; `total` is its sum, with what the sink adds to it
    where there is one, which has `sink` of the row. `share` is how much of
    z each key brings, wⱼ·(vⱼ·z) / (z·z): the shares sum to 1, and a value that points away from z has a
    negative one. `bias` is what the distance added to the scaled score, and `skipped` what the row gave the first
    key where that was taken out. A story of averaged weights has `weights`, `skipped` and `sink` alone.
    """

    query: int
    head: int | None
    weights: np.ndarray
    scores: np.ndarray | None = None
    bias: np.ndarray | None = None
    scaled: np.ndarray | None = None
    masked: np.ndarray | None = None
    exp: np.ndarray | None = None
    largest: float = 0.0
    total: float = 0.0
    share: np.ndarray | None = None
    z: np.ndarray | None = None
    skipped: float | None = None
    sink: float | None = None

    @property
    def hidden(self) -> frozenset[int]:
        """The keys that the query may not look at, as far as a mask was recorded."""
        return frozenset() if self.masked is None else frozenset(np.flatnonzero(np.isneginf(self.masked)).tolist())

    def keys(self, top: int | None = None) -> list[int]:
        """The keys of the story, in their order: all but one that was taken out, or those with the largest weights."""
        keys = list(range(len(self.weights)))
        if self.skipped is not None and len(keys) > 1:
            keys = keys[1:]
        return keys if top is None else sorted(largest(self.weights, top)) or keys[:1]

    def rest(self, keys: Sequence[int]) -> float:
        """The weight of all others."""
        return float(np.delete(self.weights, keys).sum(dtype=np.float64))

    def document(self, keys: Sequence[int]) -> dict[str, object]:
        """Plain values for JSON, of these keys; what was not recorded is not there."""
        columns = {
            "scores": self.scores,
            "bias": self.bias,
            "scaled": self.scaled,
            "masked": self.masked,
            "exp": self.exp,
            "weights": self.weights,
            "share": self.share,
        }
        told: dict[str, object] = {"keys": list(keys)}
        told |= {name: column[keys].tolist() for name, column in columns.items() if column is not None}
        told |= {} if self.exp is None else {"largest": self.largest, "total": self.total}
        told |= {} if self.z is None else {"z": self.z.tolist()}
        told |= {} if self.skipped is None else {"skipped": self.skipped}
        told |= {} if self.sink is None else {"sink": self.sink}
        return told | {"rest": self.rest(keys)}


def focus(attention: Attention, query: int, head: int | None) -> Focus:
    """The story of one query, as far as what was recorded tells it. `head` is None for averaged weights.

    Raises UsageError where the weights were not recorded.
    """

    def row(name: str) -> np.ndarray | None:
        if name not in attention.arrays:
            return None
        array = attention.of_head(name, head)
        return np.asarray(array.data[query])

    gone, sink = (None if share is None else float(share) for share in map(row, ("skipped", "sink")))
    if head is None:
        return Focus(query, None, attention.arrays["weights"].data[query], skipped=gone, sink=sink)

    weights = attention.of_head("weights", head).data[query]
    scaled, masked, z = row("scaled"), row("masked"), row("z")
    seen = scaled if masked is None else masked
    exp, largest, total = None, 0.0, 0.0
    if seen is not None:
        largest = float(seen.max()) if np.isfinite(seen).any() else 0.0
        exp = np.exp(seen.astype(np.float64) - largest)
        total = float(exp.sum())
        left = 1.0 if sink is None else float(weights.sum(dtype=np.float64))
        total /= left if left > 0 else 1.0
    share = None
    if z is not None and "v" in attention.arrays:
        share = shares(weights, attention.of_head("v", head).data, z)
    return Focus(
        query, head, weights, row("scores"), row("bias"), scaled, masked, exp, largest, total, share, z, gone, sink
    )


def shares(weights: np.ndarray, v: np.ndarray, z: np.ndarray) -> np.ndarray | None:
    """wⱼ·(vⱼ·z) / (z·z) for every key; None where z is zero and has no shares."""
    w, v, z = weights.astype(np.float64), v.astype(np.float64), z.astype(np.float64)
    length = float(z @ z)
    return np.asarray(w * (v @ z) / length) if length > 0 else None
