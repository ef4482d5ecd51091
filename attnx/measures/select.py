"""A part of a Trace: some layers, heads and arrays of it, or the mean over heads or layers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from attnx.errors import Phrase, UsageError
from attnx.measures.sight import any_head, may_look
from attnx.trace import Array, Attention, Layer, Trace

COMPANIONS = {"skipped": "weights"}  # what is kept wherever another array is


def narrow(
    trace: Trace,
    layers: Collection[int] | None = None,
    heads: Collection[int] | None = None,
    arrays: Collection[str] | None = None,
) -> Trace:
    """The trace with only these layers, heads and arrays; None means all that it holds.

    Raises UsageError for a layer or head that the trace does not hold; of an average it holds no head or layer.
    """
    means = any(one.layers for _, one in trace.attentions())
    held_layers = ("mean",) if means else tuple(layer.layer for layer in trace.layers)
    held_heads = tuple(
        dict.fromkeys(head for _, one in trace.attentions() for head in (("mean",) if one.averaged else one.heads))
    )
    for what, chosen, held in (("layer", layers, held_layers), ("head", heads, held_heads)):
        for one in chosen or ():
            if one not in held:
                raise UsageError("not_recorded", what=Phrase(what), name=one, there=", ".join(map(str, held)))
    return replace(
        trace,
        embedding={name: array for name, array in trace.embedding.items() if arrays is None or name in arrays},
        layers=tuple(
            replace(
                layer,
                attention=tuple(narrow_heads(one, heads, arrays) for one in layer.attention),
                residual=layer.residual if arrays is None or "residual" in arrays else None,
                mlp_out=layer.mlp_out if arrays is None or "mlp_out" in arrays else None,
            )
            for layer in trace.layers
            if layers is None or layer.layer in layers
        ),
    )


def narrow_heads(attention: Attention, heads: Collection[int] | None, arrays: Collection[str] | None) -> Attention:
    """The attention with only these of its heads and arrays."""
    chosen = tuple(head for head in attention.heads if heads is None or head in heads)
    kv_chosen = tuple(dict.fromkeys(head // attention.group for head in chosen))
    places = {
        "head": [attention.heads.index(head) for head in chosen],
        "kv_head": [attention.kv_heads.index(head) for head in kv_chosen],
    }
    kept = {
        name: Array(array.axes, array.data[places[array.axes[0]]]) if array.axes[0] in places else array
        for name, array in attention.arrays.items()
        if arrays is None or COMPANIONS.get(name, name) in arrays
    }
    return replace(attention, heads=chosen, kv_heads=kv_chosen, arrays=kept)


def mean_of_heads(trace: Trace) -> Trace:
    """The trace with its weights averaged over the heads recorded.

    Scores, q, k, v and z belong to single heads and are left out: the softmax of a mean score is not the
    mean weight. A mask that differs from head to head becomes what any of them may see.
    """

    def average(attention: Attention) -> Attention:
        names = ("x", "mask", "weights", "skipped", "out")
        kept = {name: attention.arrays[name] for name in names if name in attention.arrays}
        for name in ("weights", "skipped"):
            if name in kept and "head" in kept[name].axes:
                mean = np.asarray(kept[name].data.mean(axis=0, dtype=np.float64), np.float32)
                kept[name] = Array(kept[name].axes[1:], mean)
        if "mask" in kept and "head" in kept["mask"].axes:
            mask = kept["mask"].data
            kept["mask"] = Array(("query", "key"), any_head(mask if mask.dtype == bool else np.isfinite(mask)))
        return replace(attention, arrays=kept)

    return replace(
        trace, layers=tuple(replace(one, attention=tuple(map(average, one.attention))) for one in trace.layers)
    )


def mean_of_layers(trace: Trace) -> Trace:
    """The trace with its weights averaged over the layers recorded, after the mean over heads: each kind once.

    What belongs to one layer (x, out, the residual stream) is left out too. A query may look where it may in any
    of the layers. The one layer of the result has the number of the first, and its attentions say of which
    `layers` they are the mean.
    """
    means = mean_of_heads(trace)
    found: dict[str, list[tuple[int, Attention]]] = {}
    for number, one in means.attentions():
        if "weights" in one.arrays and not one.layers:
            found.setdefault(one.kind, []).append((number, one))
    if not found:
        return means
    attention = tuple(mean_of_one_kind(layers) for layers in found.values())
    return replace(means, layers=(Layer(attention[0].layers[0], attention),))


def mean_of_one_kind(found: Sequence[tuple[int, Attention]]) -> Attention:
    """The mean of the same attention in several layers."""
    numbers = tuple(number for number, _ in found)
    attentions = [one for _, one in found]
    first = attentions[0]
    arrays = {}
    for name in ("weights", "skipped"):
        if name in first.arrays:
            mean = np.mean([one.arrays[name].data for one in attentions], axis=0, dtype=np.float64)
            arrays[name] = Array(first.arrays[name].axes, np.asarray(mean, np.float32))
    patterns = {one.pattern for one in attentions}
    shape = first.arrays["weights"].data.shape
    seen = np.any([np.ones(shape, bool) if (one := may_look(a)) is None else one for a in attentions], axis=0)
    pattern = first.pattern if len(patterns) == 1 else "bidirectional" if seen.all() else "mask"
    if pattern == "mask" or any("mask" in one.arrays for one in attentions):
        arrays = {"mask": Array(("query", "key"), seen), **arrays}
    return replace(first, pattern=pattern, arrays=arrays, layers=numbers)
