"""One step of writing, as the model saw it: what had been written until then, and nothing after."""

from __future__ import annotations

from dataclasses import replace

from attnx.trace import Array, Attention, Kind, Trace


def until(trace: Trace, tokens: int, kinds: tuple[Kind, ...]) -> Trace:
    """The trace of the first `tokens` tokens written, with the attentions of these kinds alone.

    Nothing in them changes when more is written: a token looks only back.
    """

    def cut(attention: Attention) -> Attention:
        axes = {"self": ("query", "key"), "cross": ("query",), "encoder": ()}[attention.kind]
        return replace(attention, arrays={name: first(one, axes, tokens) for name, one in attention.arrays.items()})

    return replace(
        trace,
        tokens=trace.tokens[:tokens],
        embedding={name: first(one, ("token",), tokens) for name, one in trace.embedding.items()},
        layers=tuple(
            replace(
                layer,
                attention=tuple(cut(one) for one in layer.attention if one.kind in kinds),
                residual=None,
                mlp_out=None,
            )
            for layer in trace.layers
        ),
        steps=trace.steps[:tokens],
    )


def first(array: Array, axes: tuple[str, ...], count: int) -> Array:
    """The first places along these axes."""
    return Array(array.axes, array.data[tuple(slice(count) if axis in axes else slice(None) for axis in array.axes)])
