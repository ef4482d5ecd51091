"""Does a trace hold? Every step recomputed in float64 from the step before it, as it was recorded.

A difference counts where float32 rounding cannot explain it. What needs the weights is checked where the trace has
them (`Trace.parameters`); `unchecked` says what was taken as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np

from attnx.measures.verify.attention import factors, steps_of
from attnx.measures.verify.layer import layer_steps, x_step
from attnx.measures.verify.projections import bias_step, out_steps, projection_steps
from attnx.measures.verify.rounding import Check, Step, maybe, worst
from attnx.measures.verify.stack import Stack
from attnx.measures.verify.stream import chained, leaving
from attnx.measures.verify.text import embedding_steps, last_steps
from attnx.trace import Attention, Place, Trace

__all__ = ["Check", "unchecked", "verify"]


def verify(trace: Trace) -> tuple[Check, ...]:
    """Every check that the recorded arrays allow, in the order in which the model computes."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):  # what overflows does not hold
        return tuple(checks(trace))


def checks(trace: Trace) -> Iterator[Check]:
    """Of every stack of layers; of attention alone where nobody said how its layers are built."""
    known = list(chained(trace))
    for stack in known:
        yield from of_stack(trace, stack)
    if not known:
        for layer, attention in trace.attentions():
            for step in steps_of(attention, factors(trace, layer, attention)):
                yield worst(layer, attention.kind, step)


def of_stack(trace: Trace, stack: Stack) -> Iterator[Check]:
    """The checks of one stack, from what its tokens are to what is said of them."""
    yield from (worst(None, stack.kind, step) for step in embedding_steps(stack))
    before, last = maybe(stack.arrays.get("embedded")), -1
    for layer, (_, attentions) in stack.layers.items():
        if layer != last + 1:
            before = None  # the layers between were not recorded
        for attention in attentions:
            for step in of_attention(trace, stack, layer, attention):
                yield worst(layer, attention.kind, step)
        yield from (worst(layer, stack.kind, step) for step in layer_steps(stack, layer, before))
        before, last = leaving(stack, layer), layer
    stream = before if last == stack.n_layers - 1 else None
    yield from (worst(None, stack.kind, step) for step in last_steps(stack, stream))


def of_attention(trace: Trace, stack: Stack, layer: int, attention: Attention) -> Iterator[Step]:
    """The steps of one attention, from what enters it to what it gives."""
    if attention.layers:  # a mean over several
        yield from steps_of(attention, factors(trace, layer, attention))
        return
    yield from x_step(stack, layer, attention)
    yield from projection_steps(stack, layer, attention)
    yield from bias_step(stack, layer, attention)
    yield from steps_of(attention, factors(trace, layer, attention))
    yield from out_steps(stack, layer, attention)


def unchecked(trace: Trace, found: Collection[Check]) -> tuple[tuple[Place, str], ...]:
    """The arrays that no check recomputes, which are taken as they are, in the order of the trace."""
    made = {(check.layer, check.kind, check.step) for check in found}
    return tuple(
        (place, name)
        for place, name, _ in trace.walk()
        if (place.layer, place.kind, name) not in made and name not in ("mask", "skipped")
    )
