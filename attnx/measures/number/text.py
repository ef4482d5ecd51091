"""The numbers of the text as a whole: what enters the first layer, and what is made of what leaves the last."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from attnx.measures.number.opened import Number, Opened, needed
from attnx.measures.verify.activations import ACTIVATIONS
from attnx.measures.verify.rounding import given
from attnx.measures.verify.text import PARTS, narrow

TABLES = {"token_embedding": "W_E[token]", "position_embedding": "W_P[place]", "segment_embedding": "W_S[segment]"}


def looked_up(one: Opened) -> Number:
    """A row of a table of embeddings, multiplied or widened where the model does so."""
    formula, row = TABLES[one.name], needed(one.stack.weight(f"{one.name.removesuffix('_embedding')}_rows"))[one.token]
    scale = one.stack.block.embedding_scale if one.name == "token_embedding" else 1.0
    projection, before = narrow(one.stack)
    if projection is not None and before and one.name == "token_embedding":
        shift = one.stack.weight("embedding_projection", "b")
        one.within(one.numbers[one.token])
        return one.summed(row * scale, projection[:, one.index], f"{formula}·W", shift)
    terms = [(formula, one.within(row))]
    return one.told(terms, formula) if scale == 1.0 else one.told([*terms, ("scale", scale)], f"{formula}·scale")


def embedded(one: Opened) -> Number:
    """What enters the first layer: the sum of the embeddings, and what a norm or a projection makes of it."""
    parts = [f"{part}_embedding" for part in PARTS if f"{part}_embedding" in one.stack.arrays]
    total, done = sum_of(one), one.stack.embedding
    projection, before = narrow(one.stack)
    if projection is not None and not before:
        whole = one.stack.normed(given(total), "embedding_norm") if "norm" in done else given(total)
        row = np.asarray(needed(None if whole is None else whole.exact)[one.token])
        one.within(one.numbers[one.token])
        return one.summed(row, projection[:, one.index], "x·W", one.stack.weight("embedding_projection", "b"))
    terms = [(name, one.within(one.stack.arrays[name][one.token])) for name in parts]
    formula = " + ".join(parts)
    if "norm" not in done:
        return one.told(terms, formula)
    made, by_norm = one.normed(total, one.stack.arrays, "embedding_norm", "embedding_norm")
    return one.told([*(terms if len(terms) > 1 else ()), *made], by_norm)


def sum_of(one: Opened) -> np.ndarray:
    """The embeddings added up."""
    parts = [one.stack.arrays[f"{part}_embedding"] for part in PARTS if f"{part}_embedding" in one.stack.arrays]
    return np.asarray(sum(parts[1:], parts[0]))


def of_norm(one: Opened) -> Number:
    """The mean and the deviation of a row that a norm of the text reads."""
    x = sum_of(one) if one.name.startswith("embedding") else one.held[one.stack.block.left]
    return one.mean(x) if one.name.endswith("_mean") else one.deviation(x)


def last(one: Opened) -> Number:
    """What leaves the last layer, behind the norm that the model has there, if it has one."""
    x, left = one.held[one.stack.block.left], one.stack.block.left
    if one.stack.weight("final_norm", "gain") is None:
        return one.told([(left, one.within(x[one.token]))], left)
    return one.told(*one.normed(x, one.stack.arrays, "final_norm", "final_norm"))


def transformed(one: Opened) -> Number:
    """What meets the vocabulary: the stream, or what a head makes of it first."""
    final, block = one.stack.arrays["final"][one.token], one.stack.block
    dense, shift = one.stack.weight("head", "W"), one.stack.weight("head", "b")
    value = one.within(one.numbers[one.token])
    if dense is None or block.head_activation not in ("", *ACTIVATIONS):
        terms = [("final", one.within(final))]
        scaled = block.logit_scale != 1.0
        return one.told(
            [*terms, ("scale", block.logit_scale)] if scaled else terms, "final·scale" if scaled else "final"
        )
    made = one.summed(final, dense[:, one.index], "final·W", shift)
    if not block.head_activation:
        return made
    row = ACTIVATIONS[block.head_activation](final @ dense + (0.0 if shift is None else shift))
    terms, by_norm = one.normed(np.tile(row, (one.token + 1, 1)), {}, "head.norm", "head", "norm")
    named = [(f"{block.head_activation}({made.formula})" if name == "x" else name, term) for name, term in terms]
    formula = f"x = {block.head_activation}({made.formula}), {by_norm}"
    return Number(*one.spot, value, made.x, made.w, (*made.terms, *named), formula)


def logit(one: Opened) -> Number:
    """What a token says of one word of the vocabulary."""
    one.within(one.numbers[one.token])
    table, cap = needed(one.stack.weight("head", "vocabulary")), one.stack.block.logit_cap
    x = one.stack.arrays["transformed"][one.token]
    made = one.summed(x, table[one.index], "x·W_U", one.stack.weight("head", "bias"))
    if cap is None:
        return made
    return Number(
        *one.spot, made.value, made.x, made.w, (*made.terms, ("cap", cap)), f"cap·tanh(({made.formula}) / cap)"
    )


def probability(one: Opened) -> Number:
    """How likely one word is: e to its logit, by the sum of all."""
    row = one.stack.arrays["logits"][one.token]
    largest, found = float(row.max()), one.within(row)
    exp = np.exp(row - largest)
    terms = [("logit", found), ("largest", largest), ("exp", float(exp[one.index])), ("Σ exp", float(exp.sum()))]
    return one.told(terms, "exp(logit − largest) / Σ exp")


OF_TEXT: Mapping[str, Callable[[Opened], Number]] = {
    **dict.fromkeys(TABLES, looked_up),
    "embedded": embedded,
    **{f"{norm}_norm_{what}": of_norm for norm in ("embedding", "final") for what in ("mean", "deviation")},
    "final": last,
    "transformed": transformed,
    "logits": logit,
    "probabilities": probability,
}
