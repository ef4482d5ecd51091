"""What each key adds to what a query reads, beside how much weight it got.

A weight says how much of a value is taken, and not how long the value is: what is added is ‖αᵢⱼ · vⱼ·W_O‖
(Kobayashi et al. 2020, "Attention is not only a weight", equation 5).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Literal

import numpy as np

from attnx.errors import Phrase, UsageError
from attnx.frozen import frozen
from attnx.measures.lenses import LENSES
from attnx.trace import Array, Attention, Kind, Trace

LensName = Literal["norms", "rollout", "flow"]
APART = 0.1  # shares of a row that are no further apart than this agree
RESTS = 0.3  # the mean weight from which on rows may be said to rest on a key


@frozen(eq=False)
class Contribution:
    """What keys add to queries in one head, or in all heads of a layer together where `head` is None.

    `weights` and `amounts` are (query, key): lengths for norms, shares for rollout, flows for flow. The rows belong to
    the tokens `queries`. `lengths` (key,) are those of v·W_O, where the amounts are lengths.
    """

    layer: int
    kind: Kind
    head: int | None
    queries: tuple[int, ...]
    weights: np.ndarray
    amounts: np.ndarray
    lengths: np.ndarray | None = None

    @property
    def shares(self) -> np.ndarray:
        """The amounts of each row made to sum to 1, (query, key); zeros where nothing was added."""
        total = self.amounts.sum(axis=-1, keepdims=True)
        return np.asarray(np.divide(self.amounts, total, out=np.zeros_like(self.amounts), where=total > 0))


@frozen(eq=False)
class Contributions:
    """What one lens found in a trace."""

    lens: LensName
    parts: tuple[Contribution, ...]

    def document(self) -> dict[str, object]:
        """What was found, as plain values and float32 arrays."""
        parts: list[dict[str, object]] = []
        for part in self.parts:
            entry: dict[str, object] = {"layer": part.layer, "kind": part.kind}
            entry |= {} if part.head is None else {"head": part.head}
            entry |= {"queries": list(part.queries), "weights": plain(part.weights)}
            entry |= {"amounts": plain(part.amounts), "shares": plain(part.shares)}
            entry |= {} if part.lengths is None else {"lengths": plain(part.lengths)}
            parts.append(entry)
        return {"lens": self.lens, "parts": parts}


def as_weights(trace: Trace, contributions: Contributions) -> Trace:
    """The trace with the shares that were found in place of its weights, so that what reads weights reads them.

    Norms are there for each head. Rollout and flow are one map for each layer, of its heads together: that is head 0.
    """
    shares: dict[int, dict[int, np.ndarray]] = {}
    for part in contributions.parts:
        shares.setdefault(part.layer, {})[part.head or 0] = part.shares.astype(np.float32)
    kept = ("mask",)

    def changed(layer: int, attention: Attention) -> Attention:
        held = {name: attention.arrays[name] for name in kept if name in attention.arrays}
        held["weights"] = Array(("head", "query", "key"), np.stack(list(shares[layer].values())))
        heads = tuple(shares[layer])
        kv_heads = tuple(dict.fromkeys(head // attention.group for head in heads))
        return replace(attention, heads=heads, kv_heads=kv_heads, arrays=held)

    layers = [
        replace(layer, attention=tuple(changed(layer.layer, attention) for attention in layer.attention))
        for layer in trace.layers
        if layer.layer in shares
    ]
    together = any(part.head is None for part in contributions.parts)  # of which nothing was measured
    model = replace(trace.model, heads_known=()) if together else trace.model
    return replace(trace, model=model, layers=tuple(layers), notes=(*trace.notes, LENSES[contributions.lens].note))


def plain(numbers: np.ndarray) -> np.ndarray:
    """As they are written."""
    return np.ascontiguousarray(numbers, dtype=np.float32)


def norms(trace: Trace, queries: Collection[int] | None = None) -> Contributions:
    """‖αᵢⱼ · vⱼ·W_O‖ of every attention and head of the trace, (query, key) each; `queries` are the rows, or all.

    Raises UsageError where the weights of single heads or `v_out` were not recorded.
    """
    parts = []
    for layer, attention in trace.attentions():
        for name in ("weights", "v_out"):
            if name not in attention.arrays or attention.averaged:
                raise UsageError(
                    "not_recorded", what=Phrase("array"), name=name, there=", ".join(attention.arrays) or "0"
                )
        places = chosen_rows(trace, attention, queries)
        tokens = tuple(trace.queries_of(attention)[place].index for place in places)
        for head in attention.heads:
            weights = attention.of_head("weights", head).data[places].astype(np.float64)
            lengths = np.linalg.norm(attention.of_head("v_out", head).data.astype(np.float64), axis=-1)
            parts.append(Contribution(layer, attention.kind, head, tokens, weights, weights * lengths, lengths))
    return Contributions("norms", tuple(parts))


def chosen_rows(trace: Trace, attention: Attention, queries: Collection[int] | None) -> list[int]:
    """The places of these tokens among the rows of an attention, of all where `queries` is None."""
    tokens = trace.queries_of(attention)
    return [place for place, token in enumerate(tokens) if queries is None or token.index in queries]


@frozen
class Disagreement:
    """Where the share of a key and its weight are furthest apart."""

    query: int
    key: int
    weight: float
    share: float


def disagreement(part: Contribution) -> Disagreement | None:
    """The largest difference of share and weight; None where all are within `APART`."""
    shares = part.shares
    apart = np.abs(shares - part.weights) * (shares.sum(axis=-1, keepdims=True) > 0)  # not where nothing is read
    row, key = np.unravel_index(int(np.argmax(apart)), apart.shape)
    if apart[row, key] <= APART:
        return None
    return Disagreement(part.queries[row], int(key), float(part.weights[row, key]), float(shares[row, key]))


@frozen
class Sink:
    """A key on which rows rest without reading, usually the first: the means of its weight and share, and its length.

    `others` is the median length of the other keys.
    """

    key: int
    weight: float
    share: float
    length: float
    others: float


def sink(part: Contribution) -> Sink | None:
    """The key with most weight, where little is read from it: under half of its weight, with under half the length.

    Its own row is left out, which in a causal model may see nothing else. None where it is read from, where its weight
    is below `RESTS`, and where lengths are unknown.
    """
    if part.lengths is None or len(part.lengths) < 3:
        return None
    key = int(part.weights.mean(axis=0).argmax())
    rows = [row for row, query in enumerate(part.queries) if query != key or part.kind == "cross"]
    if len(rows) < 2:
        return None
    weight, share = float(part.weights[rows, key].mean()), float(part.shares[rows, key].mean())
    length, others = float(part.lengths[key]), float(np.median(np.delete(part.lengths, key)))
    if weight < RESTS or share > weight / 2 or length > others / 2:
        return None
    return Sink(key, weight, share, length, others)
