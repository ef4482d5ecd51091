"""A part of a Trace: some layers, heads and arrays of it, or the mean over heads."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from attnx.errors import UsageError
from attnx.trace import Array, Attention, Trace


def narrow(
    trace: Trace,
    layers: Collection[int] | None = None,
    heads: Collection[int] | None = None,
    arrays: Collection[str] | None = None,
) -> Trace:
    """The trace with only these layers, heads and arrays; None means all that it holds.

    Raises UsageError for a layer or head that the trace does not hold; of an average it holds no head.
    """
    held_layers = tuple(layer.layer for layer in trace.layers)
    held_heads = tuple(
        dict.fromkeys(head for _, one in trace.attentions() for head in (("mean",) if one.averaged else one.heads))
    )
    for what, chosen, held in (("layer", layers, held_layers), ("head", heads, held_heads)):
        for one in chosen or ():
            if one not in held:
                raise UsageError("not_recorded", what=what, one=one, there=", ".join(map(str, held)))
    return replace(
        trace,
        embedding={name: array for name, array in trace.embedding.items() if arrays is None or name in arrays},
        layers=tuple(
            replace(
                layer,
                attention=tuple(narrow_heads(one, heads, arrays) for one in layer.attention),
                residual=layer.residual if arrays is None or "residual" in arrays else None,
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
        if arrays is None or name in arrays
    }
    return replace(attention, heads=chosen, kv_heads=kv_chosen, arrays=kept)


def mean_of_heads(trace: Trace) -> Trace:
    """The trace with its weights averaged over the heads recorded.

    Scores, q, k, v and z belong to single heads and are left out: the softmax of a mean score is not the
    mean weight. A mask that differs from head to head becomes what any of them may see.
    """

    def average(attention: Attention) -> Attention:
        kept = {name: attention.arrays[name] for name in ("x", "mask", "weights", "out") if name in attention.arrays}
        if "weights" in kept and not attention.averaged:
            mean = kept["weights"].data.mean(axis=0, dtype=np.float64)
            kept["weights"] = Array(("query", "key"), mean.astype(np.float32))
        if "mask" in kept and "head" in kept["mask"].axes:
            mask = kept["mask"].data
            seen = mask if mask.dtype == bool else np.isfinite(mask)
            kept["mask"] = Array(("query", "key"), np.asarray(seen.any(axis=0)))
        return replace(attention, arrays=kept)

    return replace(
        trace, layers=tuple(replace(one, attention=tuple(map(average, one.attention))) for one in trace.layers)
    )
