"""One layer: how norms, attentions and the feed-forward network join the residual stream."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from attnx.measures.verify.activations import ACTIVATIONS, units
from attnx.measures.verify.rounding import TINY, ULP, Bounded, Step, given, maybe, projected, softmax
from attnx.measures.verify.stack import Numbers, Stack
from attnx.measures.verify.stream import SUBLAYERS, entering, read_by, reads_normed, stream_before
from attnx.trace import Attention


def x_step(stack: Stack, number: int, attention: Attention) -> Iterator[Step]:
    """What enters an attention: the stream itself, or as its norm makes it."""
    read = entering(stack, number, SUBLAYERS[attention.kind])
    if "x" in attention.arrays and read is not None:
        rows = list(attention.queries) or slice(None)
        yield Bounded(read.exact[rows], read.off[rows]).step("x", attention.arrays["x"].data.astype(np.float64))


def layer_steps(stack: Stack, number: int, before: Bounded | None) -> Iterator[Step]:
    """Every step of a layer around its attentions; `before` is what left the layer before it, or what entered all."""
    held, attentions = stack.layers[number]
    block = stack.block
    if before is not None and "residual" in held:
        yield before.step("residual", held["residual"])
    for attention in attentions:
        out = attention.arrays["out"].data.astype(np.float64) if "out" in attention.arrays else None
        rows = list(attention.queries) or slice(None)
        yield from sublayer_steps(stack, number, held, SUBLAYERS[attention.kind], out, rows)
    yield from mlp_steps(stack, number, held)
    yield from sublayer_steps(stack, number, held, "mlp", held.get("mlp_down"), slice(None))
    parts = [held.get(name) for name in ("residual", "attention_out", "mlp_out")]
    if block.arrangement == "parallel" and "mlp_add" in held and all(part is not None for part in parts):
        residual, attended, thought = (given(part) for part in parts if part is not None)
        yield (residual + attended + thought).step("mlp_add", held["mlp_add"])


def sublayer_steps(
    stack: Stack, number: int, held: Numbers, part: str, out: np.ndarray | None, rows: list[int] | slice
) -> Iterator[Step]:
    """The norm before a sublayer, what becomes of what it gives, the sum, and the norm after it."""
    block, home = stack.block, f"layers.{number}"
    stream = stream_before(stack, held, part)
    if reads_normed(stack, number, part):
        yield from stack.norm_steps(maybe(stream), held, f"{part}_norm", f"{home}.{part}_norm")
    whole = rows == slice(None)
    if block.norm_inside and whole:
        yield from stack.norm_steps(maybe(out), held, f"{part}_inner_norm", f"{home}.{part}_inner_norm")
    gives = held.get(f"{part}_inner_norm") if block.norm_inside else out
    if gives is not None and f"{part}_out" in held:
        gives = gives[rows] if block.norm_inside else gives
        yield given(gives).times(block.residual_scale).step(f"{part}_out", held[f"{part}_out"][rows])
    if block.arrangement == "parallel":
        return
    if stream is not None and {f"{part}_add", f"{part}_out"} <= held.keys():
        yield (given(stream) + given(held[f"{part}_out"])).step(f"{part}_add", held[f"{part}_add"])
    if block.arrangement == "post_norm":
        yield from stack.norm_steps(maybe(held.get(f"{part}_add")), held, f"{part}_norm", f"{home}.{part}_norm")


def mlp_steps(stack: Stack, number: int, held: Numbers) -> Iterator[Step]:
    """The feed-forward network: up, gate, activation, down; or the experts whom a router asks."""
    x, home, block = read_by(stack, number, held, "mlp"), f"layers.{number}.mlp", stack.block
    router = stack.weight(home, "W_router")
    if router is not None and x is not None and block.activation in ACTIVATIONS:
        yield from expert_steps(stack, held, x, home, router)
        return
    for name in ("up", "gate"):
        matrix = stack.weight(home, f"W_{name}")
        if x is not None and matrix is not None and f"mlp_{name}" in held:
            yield projected(given(x), matrix, stack.weight(home, f"b_{name}")).step(f"mlp_{name}", held[f"mlp_{name}"])
    gate = given(held["mlp_gate"]) if block.gated and "mlp_gate" in held else None
    known = block.activation in ACTIVATIONS and (gate is not None or not block.gated)
    if known and {"mlp_up", "mlp_hidden"} <= held.keys():
        yield units(block, gate, given(held["mlp_up"])).step("mlp_hidden", held["mlp_hidden"])
    down = stack.weight(home, "W_down")
    if down is not None and {"mlp_hidden", "mlp_down"} <= held.keys():
        made = projected(given(held["mlp_hidden"]), down, stack.weight(home, "b_down"))
        yield made.step("mlp_down", held["mlp_down"])


def expert_steps(stack: Stack, held: Numbers, x: np.ndarray, home: str, router: np.ndarray) -> Iterator[Step]:
    """Which experts each token asks, and what these make of it."""
    block = stack.block
    if "experts" in held:
        shares = softmax(projected(given(x), router, stack.weight(home, "b_router")))
        best = np.argsort(-shares.exact, axis=-1, kind="stable")[:, : block.chosen]
        kept = np.zeros_like(shares.exact)
        np.put_along_axis(kept, best, np.take_along_axis(shares.exact, best, axis=-1), axis=-1)
        off = np.where(kept > 0, shares.off, 0.0)
        if block.shares_normed:
            total = kept.sum(axis=-1, keepdims=True)
            off = off / total + kept / total * (off.sum(axis=-1, keepdims=True) / total + block.chosen * ULP)
            kept = kept / total
        yield Bounded(kept, off).step("experts", held["experts"])
    if "experts" not in held or "mlp_down" not in held:
        return
    exact, off = np.zeros_like(x), np.zeros_like(x)
    for number in np.flatnonzero(held["experts"].any(axis=0)).tolist():
        made = one_expert(stack, f"{home}.expert.{number}", x)
        share = held["experts"][:, number, None]
        exact, off = exact + share * made.exact, off + share * made.off + 3 * ULP * np.abs(share * made.exact)
    yield "mlp_down", held["mlp_down"], exact, off + TINY


def one_expert(stack: Stack, home: str, x: np.ndarray) -> Bounded:
    """What one network makes of every token."""
    up, gate, down = (stack.weight(home, f"W_{name}") for name in ("up", "gate", "down"))
    assert up is not None and gate is not None and down is not None
    entered = projected(given(x), gate, stack.weight(home, "b_gate"))
    hidden = units(stack.block, entered, projected(given(x), up, stack.weight(home, "b_up")))
    return projected(hidden, down, stack.weight(home, "b_down"))
