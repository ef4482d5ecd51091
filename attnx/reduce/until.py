"""One step of writing, as the model saw it: what had been written until then, and nothing after."""

from __future__ import annotations

from dataclasses import replace

from attnx.trace import Array, Attention, Kind, Layer, Trace


def until(trace: Trace, tokens: int, kinds: tuple[Kind, ...]) -> Trace:
    """The trace of the first `tokens` tokens written, with the attentions of these kinds alone.

    Nothing in them changes when more is written: a token looks only back.
    """

    def cut(attention: Attention) -> Attention:
        axes = {"self": ("query", "key"), "cross": ("query",), "encoder": ()}[attention.kind]
        return replace(attention, arrays={name: first(array, axes, tokens) for name, array in attention.arrays.items()})

    return replace(
        trace,
        tokens=trace.tokens[:tokens],
        arrays={name: first(array, ("token",), tokens) for name, array in trace.arrays.items()},
        layers=tuple(
            Layer(layer.layer, tuple(cut(attention) for attention in layer.attention if attention.kind in kinds))
            for layer in trace.layers
        ),
        steps=trace.steps[:tokens],
    )


def first(array: Array, axes: tuple[str, ...], count: int) -> Array:
    """The first places along these axes."""
    return Array(array.axes, array.data[tuple(slice(count) if axis in axes else slice(None) for axis in array.axes)])
