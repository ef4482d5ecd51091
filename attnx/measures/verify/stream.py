"""The residual stream of a layer: as it was recorded, or made of what its sublayers gave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from attnx.measures.verify.activations import ACTIVATIONS, units
from attnx.measures.verify.rounding import Bounded, given, projected
from attnx.measures.verify.stack import Numbers, Stack, stacks
from attnx.trace import Trace

SUBLAYERS = {"self": "attention", "encoder": "attention", "cross": "cross"}  # by the kind of attention


def chained(trace: Trace) -> Iterator[Stack]:
    """The stacks of a trace, each with what the one before it made for it to attend to."""
    source = None
    for stack in stacks(trace):
        yield replace(stack, source=source)
        source = made_by(stack) if stack.kind == "encoder" else None


def reads_normed(stack: Stack, number: int, part: str) -> bool:
    """Whether a sublayer reads the residual stream normalised."""
    return stack.block.norm_first and not (stack.block.first_bare and number == 0 and part == "attention")


def read_by(stack: Stack, number: int, held: Numbers, part: str) -> np.ndarray | None:
    """What enters a sublayer, where it was recorded."""
    if reads_normed(stack, number, part):
        return held.get(norm_of(stack, part))
    return stream_before(stack, held, part)


def norm_of(stack: Stack, part: str) -> str:
    """The norm that a sublayer has before or after it."""
    return "attention_norm" if part == "mlp" and stack.block.one_norm else f"{part}_norm"


def stream_of(stack: Stack, held: Numbers, part: str) -> str:
    """What the residual stream is called that a sublayer is added to."""
    if part == "attention" or stack.block.arrangement == "parallel":
        return "residual"
    before = "cross" if part == "mlp" and "cross_out" in held else "attention"
    return f"{before}_norm" if stack.block.arrangement == "post_norm" else f"{before}_add"


def stream_before(stack: Stack, held: Numbers, part: str) -> np.ndarray | None:
    """That stream, where it was recorded."""
    return held.get(stream_of(stack, held, part))


def entering(stack: Stack, number: int, part: str) -> Bounded | None:
    """What enters a sublayer: as it was recorded, or made of what was; None where too little was."""
    recorded = read_by(stack, number, stack.layers[number][0], part)
    if recorded is not None:
        return given(recorded)
    stream = stream_at(stack, number, part)
    if stream is None or not reads_normed(stack, number, part):
        return stream
    return stack.normed(stream, f"layers.{number}.{norm_of(stack, part)}")


def stream_at(stack: Stack, number: int, part: str) -> Bounded | None:
    """The residual stream where a sublayer is added to it."""
    held, attentions = stack.layers[number]
    recorded = stream_before(stack, held, part)
    if recorded is not None:
        return given(recorded)
    if part == "attention" or stack.block.arrangement == "parallel":
        return None
    crossed = part == "mlp" and any(attention.kind == "cross" for attention in attentions)
    return behind(stack, number, "cross" if crossed else "attention")


def behind(stack: Stack, number: int, part: str) -> Bounded | None:
    """The residual stream once a sublayer was added to it."""
    stream, added = stream_at(stack, number, part), addition(stack, number, part)
    if stream is None or added is None:
        return None
    if stack.block.arrangement != "post_norm":
        return stream + added
    return stack.normed(stream + added, f"layers.{number}.{part}_norm")


def addition(stack: Stack, number: int, part: str) -> Bounded | None:
    """What a sublayer adds to the residual stream."""
    gives = thought(stack, number) if part == "mlp" else attended(stack, number, part)
    if gives is not None and stack.block.norm_inside:
        gives = stack.normed(gives, f"layers.{number}.{part}_inner_norm")
    return None if gives is None else gives.times(stack.block.residual_scale)


def attended(stack: Stack, number: int, part: str) -> Bounded | None:
    """What an attention gave, where every row of it was recorded."""
    for attention in stack.layers[number][1]:
        if SUBLAYERS[attention.kind] == part and "out" in attention.arrays and not attention.queries:
            return given(attention.arrays["out"].data.astype(np.float64))
    return None


def thought(stack: Stack, number: int) -> Bounded | None:
    """What the feed-forward network gives; None of experts, who may be asked otherwise where two are nearly alike."""
    home, block = f"layers.{number}.mlp", stack.block
    up, gate, down = (stack.weight(home, f"W_{name}") for name in ("up", "gate", "down"))
    x = entering(stack, number, "mlp")
    known = block.activation in ACTIVATIONS and (gate is not None or not block.gated)
    if x is None or up is None or down is None or not known:
        return None
    entered = None if gate is None else projected(x, gate, stack.weight(home, "b_gate"))
    hidden = units(block, entered, projected(x, up, stack.weight(home, "b_up")))
    return projected(hidden, down, stack.weight(home, "b_down"))


def leaving(stack: Stack, number: int) -> Bounded | None:
    """What leaves a layer for the next one."""
    held, block = stack.layers[number][0], stack.block
    if block.left in held:
        return given(held[block.left])
    if block.arrangement != "parallel":
        return behind(stack, number, "mlp") if block.d_ff else stream_at(stack, number, "mlp")
    stream, attention, mlp = held.get("residual"), attended(stack, number, "attention"), thought(stack, number)
    return None if stream is None or attention is None or mlp is None else given(stream) + attention + mlp


def made_by(stack: Stack) -> Bounded | None:
    """What a stack makes of its text as a whole: its last stream, behind a norm where it has one."""
    if "final" in stack.arrays:
        return given(stack.arrays["final"])
    last = stack.n_layers - 1
    left = leaving(stack, last) if last in stack.layers and stack.parameters else None
    if left is None or stack.weight("final_norm", "gain") is None:
        return left
    return stack.normed(left, "final_norm")
