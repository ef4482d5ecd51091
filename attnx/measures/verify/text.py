"""What belongs to the text as a whole: what enters the first layer, and what is made of what leaves the last."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from attnx.measures.verify.activations import ACTIVATIONS, activated
from attnx.measures.verify.picture import label_step, patch_rows
from attnx.measures.verify.rounding import ULP, Bounded, Step, given, projected, softmax
from attnx.measures.verify.stack import Stack

PARTS = ("token", "position", "segment")


def narrow(stack: Stack) -> tuple[np.ndarray | None, bool]:
    """What widens the embeddings, where it is known, and whether it does so with tokens before the sum."""
    done = stack.embedding
    if "projection" not in done:
        return None, False
    before = done.index("projection") < max(done.index(part) for part in done if part in PARTS)
    return stack.weight("embedding_projection", "W"), before


def embedding_steps(stack: Stack) -> Iterator[Step]:
    """The rows of the tables, their sum, and what is made of it."""
    held, done = stack.arrays, stack.embedding
    projection, before = narrow(stack)
    late = "projection" in done and not before
    shift = stack.weight("embedding_projection", "b")
    for part in PARTS:
        rows, name = stack.weight(f"{part}_rows"), f"{part}_embedding"
        looked_up = patch_rows(stack) if part == "token" and rows is None else None if rows is None else given(rows)
        if looked_up is None or name not in held:
            continue
        if part == "token":
            looked_up = looked_up.times(stack.block.embedding_scale)
            looked_up = projected(looked_up, projection, shift) if projection is not None and before else looked_up
        yield looked_up.step(name, held[name])
    added = [given(held[f"{part}_embedding"]) for part in PARTS if f"{part}_embedding" in held]
    if "embedded" not in held or not added or len(added) < sum(part in PARTS for part in done):
        return
    total = added[0]
    for other in added[1:]:
        total = total + other
    if not ("norm" in done or late):
        yield total.step("embedded", held["embedded"])
        return
    whole: Bounded | None = total
    if "norm" in done:
        yield from stack.norm_steps(total, held, "embedding_norm", "embedding_norm")
        whole = stack.normed(total, "embedding_norm")
    if whole is not None and late:
        whole = None if projection is None else projected(whole, projection, shift)
    if whole is not None:
        yield whole.step("embedded", held["embedded"])


def last_steps(stack: Stack, stream: Bounded | None) -> Iterator[Step]:
    """The final norm of the stream that leaves the last layer, the head, and probabilities."""
    held = stack.arrays
    if stream is not None and "final" in held:
        normed = stack.weight("final_norm", "gain") is not None or "final_norm_deviation" in held
        if normed:
            yield from stack.norm_steps(stream, held, "final_norm", "final_norm", made="final")
        elif stack.parameters:
            yield stream.step("final", held["final"])
    yield from label_step(stack)
    table = stack.weight("head", "vocabulary")
    if "final" in held and "transformed" in held and table is not None:
        met = transformed(stack, given(held["final"]))
        if met is not None:
            yield met.step("transformed", held["transformed"])
    if "logits" in held and table is not None:
        met = given(held["transformed"]) if "transformed" in held else None
        met = transformed(stack, given(held["final"])) if met is None and "final" in held else met
        if met is not None:
            yield said(stack, met, table).step("logits", held["logits"])
    if "probabilities" in held and "logits" in held:
        yield softmax(given(held["logits"])).step("probabilities", held["probabilities"])


def transformed(stack: Stack, x: Bounded) -> Bounded | None:
    """What meets the vocabulary."""
    dense = stack.weight("head", "W")
    if dense is not None:
        x = projected(x, dense, stack.weight("head", "b"))
    if stack.block.head_activation:
        if stack.block.head_activation not in ACTIVATIONS:
            return None
        return stack.normed(activated(x, stack.block.head_activation), "head.norm")
    return x.times(stack.block.logit_scale)


def said(stack: Stack, x: Bounded, table: np.ndarray) -> Bounded:
    """The logits."""
    made = projected(x, table.T, stack.weight("head", "bias"))
    cap = stack.block.logit_cap
    if cap is None:
        return made
    bent = cap * np.tanh(made.exact / cap)
    return Bounded(bent, made.off + 8 * ULP * np.abs(made.exact))
