"""A Trace with its weights averaged, over the heads or over the layers too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from attnx.trace import Array, Attention, Layer, Trace
from attnx.trace.sight import any_head, may_look


def mean_of_heads(trace: Trace) -> Trace:
    """The trace with its weights averaged over the heads recorded.

    Scores, q, k, v and z belong to single heads and are left out: the softmax of a mean score is not the
    mean weight. A mask that differs from head to head becomes what any of them may see.
    """

    def average(attention: Attention) -> Attention:
        names = ("x", "mask", "weights", "sink", "skipped", "out")
        kept = {name: attention.arrays[name] for name in names if name in attention.arrays}
        for name in ("weights", "sink", "skipped"):
            if name in kept and "head" in kept[name].axes:
                mean = np.asarray(kept[name].data.mean(axis=0, dtype=np.float64), np.float32)
                kept[name] = Array(kept[name].axes[1:], mean)
        if "mask" in kept and "head" in kept["mask"].axes:
            mask = kept["mask"].data
            kept["mask"] = Array(("query", "key"), any_head(mask if mask.dtype == bool else np.isfinite(mask)))
        return replace(attention, arrays=kept)

    return replace(
        trace, layers=tuple(replace(layer, attention=tuple(map(average, layer.attention))) for layer in trace.layers)
    )


def mean_of_layers(trace: Trace) -> Trace:
    """The trace with its weights averaged over the layers recorded, after the mean over heads: each kind once.

    What belongs to one layer (x, out, the residual stream) is left out too. A query may look where it may in any
    of the layers. The one layer of the result has the number of the first, and its attentions say of which
    `layers` they are the mean.
    """
    means = mean_of_heads(trace)
    kinds: dict[str, list[tuple[int, Attention]]] = {}
    for number, attention in means.attentions():
        if "weights" in attention.arrays and not attention.layers:
            kinds.setdefault(attention.kind, []).append((number, attention))
    if not kinds:
        return means
    averaged = tuple(mean_of_one_kind(layers) for layers in kinds.values())
    return replace(means, layers=(Layer(averaged[0].layers[0], averaged),))


def mean_of_one_kind(layers: Sequence[tuple[int, Attention]]) -> Attention:
    """The mean of the same attention in several layers."""
    numbers, attentions = tuple(number for number, _ in layers), [attention for _, attention in layers]
    first = attentions[0]
    arrays = {}
    for name in ("weights", "sink", "skipped"):
        if name in first.arrays:
            mean = np.mean([attention.arrays[name].data for attention in attentions], axis=0, dtype=np.float64)
            arrays[name] = Array(first.arrays[name].axes, np.asarray(mean, np.float32))
    patterns = {attention.pattern for attention in attentions}
    everything = np.ones(first.arrays["weights"].data.shape, bool)  # (query, key)
    sights = [may_look(attention) for attention in attentions]
    seen = np.any([everything if sight is None else sight for sight in sights], axis=0)
    pattern = first.pattern if len(patterns) == 1 else "bidirectional" if seen.all() else "mask"
    if pattern == "mask" or any("mask" in attention.arrays for attention in attentions):
        arrays = {"mask": Array(("query", "key"), seen), **arrays}
    return replace(first, pattern=pattern, arrays=arrays, layers=numbers)
