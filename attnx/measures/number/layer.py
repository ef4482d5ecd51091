"""The numbers of a layer around its attentions: norms, sums, and the feed-forward network or its experts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from attnx.errors import UsageError
from attnx.measures.number.opened import Number, Opened
from attnx.measures.verify.activations import ACTIVATIONS, units
from attnx.measures.verify.layer import one_expert
from attnx.measures.verify.rounding import given, projected
from attnx.measures.verify.stream import read_by, stream_of
from attnx.trace import Block

PARTS = ("attention", "cross", "mlp")


def stream(one: Opened) -> Number:
    """What enters the layer: what left the one before it, or entered all of them, made or given."""
    first = "embedded" if "embedded" in one.stack.arrays else "x"
    left = first if one.layer == 0 else f"layers[{one.layer - 1}].{one.stack.block.left}"
    return one.told([(left, one.value)], left)


def norm(one: Opened) -> Number:
    """One number that a norm makes, or the mean and the deviation of its row."""
    for what, opened in (("mean", one.mean), ("deviation", one.deviation)):
        if one.name.endswith(f"_{what}"):
            return opened(normed_by(one, one.name.removesuffix(f"_{what}")))
    x = normed_by(one, one.name)
    return one.told(*one.normed(x, one.held, one.name, f"layers.{one.layer}", one.name))


def normed_by(one: Opened, name: str) -> np.ndarray:
    """What a norm reads: what a sublayer gives, the sum with the stream, or the stream."""
    if name.endswith("_inner_norm"):
        return gives(one, name.removesuffix("_inner_norm"))[1]
    part = name.removesuffix("_norm")
    last = one.stack.block.arrangement == "post_norm"
    return one.held[f"{part}_add" if last else stream_of(one.stack, one.held, part)]


def gives(one: Opened, part: str) -> tuple[str, np.ndarray]:
    """What a sublayer gives, by its name."""
    if part == "mlp":
        return "mlp_down", one.held["mlp_down"]
    return "out", one.attention.arrays["out"].data


def adds(one: Opened) -> Number:
    """What a sublayer adds to the stream: what it gives, normalised once more and multiplied where that is so."""
    part, block = one.name.removesuffix("_out"), one.stack.block
    name = f"{part}_inner_norm"
    name, x = (name, one.held[name]) if block.norm_inside else gives(one, part)
    terms = [(name, one.within(x[one.token]))]
    if block.residual_scale == 1.0:
        return one.told(terms, name)
    return one.told([*terms, ("scale", block.residual_scale)], f"{name}·scale")


def added(one: Opened) -> Number:
    """The stream with what a sublayer adds, or both of them at once."""
    part = one.name.removesuffix("_add")
    x = one.held[stream_of(one.stack, one.held, part)]
    parallel = one.stack.block.arrangement == "parallel"
    names = [f"{part}_out" for part in ("attention", "mlp")] if parallel else [f"{part}_out"]
    terms = [("x", one.within(x[one.token]))]
    terms += [(name, one.within(one.held[name][one.token])) for name in names if name in one.held]
    return one.told(terms, " + ".join(name for name, _ in terms))


def read(one: Opened) -> np.ndarray:
    """What the feed-forward network reads of the token, (d_model,)."""
    x = read_by(one.stack, one.layer, one.held, "mlp")
    assert x is not None
    return np.asarray(x[one.token])


def entering(one: Opened) -> Number:
    """What is projected up, or to the gate."""
    part = one.name.removeprefix("mlp_")
    one.within(one.numbers[one.token])
    return one.summed(
        read(one), one.matrix("mlp", f"W_{part}")[:, one.index], f"x·W_{part}", one.weight("mlp", f"b_{part}")
    )


def down(one: Opened) -> Number:
    """What the hidden units are projected to; of experts, what each gives that the token asks, by its share."""
    one.within(one.numbers[one.token])
    if "experts" not in one.held:
        matrix, bias = one.matrix("mlp", "W_down"), one.weight("mlp", "b_down")
        return one.summed(one.held["mlp_hidden"][one.token], matrix[:, one.index], "hidden·W_down", bias)
    terms: list[tuple[str, float]] = []
    for expert in asked(one):
        made = one_expert(one.stack, f"layers.{one.layer}.mlp.expert.{expert}", read(one)[None])
        terms += [(f"share of expert {expert}", float(one.held["experts"][one.token, expert]))]
        terms += [(f"expert {expert}", float(made.exact[0, one.index]))]
    return one.told(terms, "Σ share · expert")


def hidden(one: Opened) -> Number:
    """A hidden unit: what passes the activation."""
    block = one.stack.block
    if "experts" in one.held:
        return hidden_of_expert(one)
    names = ("up", "gate") if block.gated else ("up",)
    one.within(one.numbers[one.token])
    terms = [(name, float(one.held[f"mlp_{name}"][one.token, one.index])) for name in names]
    if block.activation in ACTIVATIONS and block.limit is None:
        passed = float(ACTIVATIONS[block.activation](np.array([terms[-1][1]]))[0])
        terms.append((f"{block.activation}({names[-1]})", passed))
    return one.told(terms, mlp_formula(block))


def asked(one: Opened) -> list[int]:
    """The experts that the token asks."""
    found: list[int] = np.flatnonzero(one.held["experts"][one.token]).tolist()
    return found


def hidden_of_expert(one: Opened) -> Number:
    """A hidden unit of one expert, which nobody recorded: made of what the expert reads."""
    there = asked(one)
    if one.expert not in there:
        raise UsageError("cell_of_expert", step="mlp_hidden", there=", ".join(map(str, there)))
    home = f"mlp.expert.{one.expert}"
    up, gate = (
        projected(given(read(one)[None]), one.matrix(home, f"W_{name}"), one.weight(home, f"b_{name}"))
        for name in ("up", "gate")
    )
    value = one.within(units(one.stack.block, gate, up).exact[0])
    terms = tuple((name, one.within(made.exact[0])) for name, made in (("up", up), ("gate", gate)))
    name, formula = f"mlp_hidden of expert {one.expert}", mlp_formula(one.stack.block)
    return Number(name, one.layer, None, one.token, one.index, value, terms=terms, formula=formula)


def mlp_formula(block: Block) -> str:
    """What makes a hidden unit of what its projections give."""
    if block.limit is not None:
        return f"gate·sigmoid({block.slope:g}·gate)·(up + 1)"
    return f"{block.activation}(gate) · up" if block.gated else f"{block.activation}(up)"


def share(one: Opened) -> Number:
    """The share of an expert: what the softmax of the router gives it, by the sum of those that are asked."""
    value, block = one.value, one.stack.block
    bias = one.weight("mlp", "b_router")
    scores = read(one) @ one.matrix("mlp", "W_router") + (0.0 if bias is None else bias)
    exp = np.exp(scores - scores.max())
    terms = [("score", float(scores[one.index])), ("largest", float(scores.max()))]
    terms += [("exp", float(exp[one.index])), ("Σ exp", float(exp.sum()))]
    if not value:
        return one.told([*terms, ("asked", 0.0)], "asked · exp(score − largest) / Σ exp")
    if not block.shares_normed:
        return one.told(terms, "exp(score − largest) / Σ exp")
    of_asked = float(exp[asked(one)].sum())
    return one.told([*terms, ("Σ exp of those asked", of_asked)], "exp(score − largest) / Σ exp of those asked")


NORMS = [f"{part}_{norm}" for part in PARTS for norm in ("norm", "inner_norm")]
OF_LAYER: Mapping[str, Callable[[Opened], Number]] = {
    "residual": stream,
    "experts": share,
    **{f"{name}{what}": norm for name in NORMS for what in ("_mean", "_deviation", "")},
    **{f"{part}_out": adds for part in PARTS},
    **{f"{part}_add": added for part in PARTS},
    "mlp_up": entering,
    "mlp_gate": entering,
    "mlp_hidden": hidden,
    "mlp_down": down,
}
