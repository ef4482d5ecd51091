"""A part of a Trace: some layers, heads and arrays of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from attnx.errors import Phrase, UsageError
from attnx.trace import COMPANIONS, Array, Attention, Trace


def narrow(
    trace: Trace,
    layers: Collection[int] | None = None,
    heads: Collection[int] | None = None,
    arrays: Collection[str] | None = None,
) -> Trace:
    """The trace with only these layers, heads and arrays; None means all that it holds.

    Raises UsageError for a layer or head that the trace does not hold; of an average it holds no head or layer.
    """
    attentions = [attention for _, attention in trace.attentions()]
    means = any(attention.layers for attention in attentions)
    held_layers = ("mean",) if means else tuple(layer.layer for layer in trace.layers)
    held_heads = [head for attention in attentions for head in (("mean",) if attention.averaged else attention.heads)]
    for what, chosen, held in (("layer", layers, held_layers), ("head", heads, tuple(dict.fromkeys(held_heads)))):
        for number in chosen or ():
            if number not in held:
                raise UsageError("not_recorded", what=Phrase(what), name=number, there=", ".join(map(str, held)))
    return replace(
        trace,
        arrays=named(trace.arrays, arrays),
        encoder=named(trace.encoder, arrays),
        readout=trace.readout if arrays is None else None,
        layers=tuple(
            replace(
                layer,
                attention=tuple(narrow_heads(attention, heads, arrays) for attention in layer.attention),
                arrays=named(layer.arrays, arrays),
                encoder=named(layer.encoder, arrays),
            )
            for layer in trace.layers
            if layers is None or layer.layer in layers
        ),
    )


def aligned(trace: Trace) -> Trace:
    """Of a translation the one head that finds the word behind each word; other traces as they are."""
    aligner = trace.aligner
    if aligner is None or aligner.layer not in {layer.layer for layer in trace.layers}:
        return trace
    part = narrow(trace, (aligner.layer,), (aligner.head,))
    kept = tuple(
        replace(layer, attention=tuple(attention for attention in layer.attention if attention.kind == "cross"))
        for layer in part.layers
    )
    return replace(part, layers=kept)


def named(held: Mapping[str, Array], names: Collection[str] | None) -> dict[str, Array]:
    """The arrays of these names, all where it is None."""
    return {name: array for name, array in held.items() if names is None or COMPANIONS.get(name, name) in names}


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
        for name, array in named(attention.arrays, arrays).items()
    }
    return replace(attention, heads=chosen, kv_heads=kv_chosen, arrays=kept)
