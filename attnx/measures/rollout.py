"""How much of each token has come through all layers, by their weights alone (Abnar & Zuidema 2020, section 3).

Each layer is taken as half its mean weights and half the token itself, for the residual stream; the layers are
multiplied up.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from attnx.errors import UsageError
from attnx.frozen import frozen
from attnx.measures.contributions import Contribution, Contributions, LensName, chosen_rows
from attnx.trace import Attention, Trace


@frozen(eq=False)
class Mixed:
    """One layer: the mean `weights` of its heads, and `half` of them with half the token itself, (query, key) each."""

    layer: int
    attention: Attention
    weights: np.ndarray
    half: np.ndarray


def mixed(trace: Trace, lens: LensName) -> tuple[Mixed, ...]:
    """Every layer from the first on, 0.5 · weights + 0.5 · I, each row summing to 1.

    Raises UsageError where there is cross-attention, or layers, heads or rows are missing.
    """
    layers = []
    for place, (layer, attention) in enumerate(trace.attentions()):
        if attention.kind != "self":
            raise UsageError("lens_cross", lens=lens)
        heads_missing = attention.heads != tuple(range(trace.model.n_heads))
        if layer != place or heads_missing or attention.queries or "weights" not in attention.arrays:
            raise UsageError("lens_whole", lens=lens)
        weights = attention.arrays["weights"].data.astype(np.float64)
        weights = weights if attention.averaged else weights.mean(axis=0)
        half = weights + np.eye(len(weights))
        layers.append(Mixed(layer, attention, weights, half / half.sum(axis=-1, keepdims=True)))
    return tuple(layers)


def rollout(
    trace: Trace, layers: Collection[int] | None = None, queries: Collection[int] | None = None
) -> Contributions:
    """Up to each of these layers (all where None), how much of each token there is in each query: (query, key).

    Raises UsageError where there is cross-attention, or where layers below, heads or rows were not recorded.
    """
    parts = []
    product = np.eye(len(trace.tokens))
    for step in mixed(trace, "rollout"):
        product = step.half @ product
        if layers is None or step.layer in layers:
            parts.append(part_of(trace, step, product, queries))
    return Contributions("rollout", tuple(parts))


def part_of(trace: Trace, step: Mixed, amounts: np.ndarray, queries: Collection[int] | None) -> Contribution:
    """The rows that were asked for, all where `queries` is None."""
    rows = chosen_rows(trace, step.attention, queries)  # which are all there: a row's place is its token
    return Contribution(step.layer, "self", None, tuple(rows), step.weights[rows], amounts[rows])
