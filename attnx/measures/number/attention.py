"""The numbers of an attention, from what enters it to what it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from attnx.errors import Phrase, UsageError
from attnx.measures.focus import focus
from attnx.measures.number.opened import Number, Opened
from attnx.measures.verify.projections import normalised, source_of
from attnx.measures.verify.rounding import given
from attnx.measures.verify.stream import SUBLAYERS, reads_normed, stream_of


def entered(one: Opened) -> Number:
    """What enters an attention: the residual stream, normalised where that comes first; or what was given."""
    part = SUBLAYERS[one.attention.kind]
    stream = stream_of(one.stack, one.held, part)
    if stream not in one.held:
        return one.told([("x", one.value)], "x")
    x = one.held[stream]
    if reads_normed(one.stack, one.layer, part):
        norm = f"{part}_norm"
        return one.told(*one.normed(x, one.held, norm, f"layers.{one.layer}", norm))
    return one.told([(stream, one.within(x[one.token]))], stream)


def projected(one: Opened) -> Number:
    """One of q, k or v, or of q and k as they are before they are normalised or turned; or as it was given."""
    if "x" not in one.attention.arrays:
        return one.told([(one.name, one.value)], one.name)
    letter, width = one.name[0].upper(), one.numbers.shape[1]
    column = (one.head if letter == "Q" else one.head // one.attention.group) * width
    own = given(one.attention.arrays["x"].data)
    source = own if letter == "Q" else source_of(one.stack, one.layer, one.attention)
    assert source is not None
    part = slice(column, column + width)  # of this head
    weights, bias = (one.weight(one.attention.kind, f"{what}_{letter}") for what in "Wb")
    one.within(one.numbers[one.row])
    matrix = one.matrix(one.attention.kind, f"W_{letter}") if weights is None else weights
    return one.summed(
        source.exact[one.row], matrix[:, part][:, one.index], f"x·W_{letter}", None if bias is None else bias[part]
    )


def turned(one: Opened) -> Number:
    """One of q or k: as it was projected or, where it is normalised, or turned with another one, made of that."""
    name, block = one.name, one.stack.block
    before, home = f"{name}_projected", f"layers.{one.layer}.{one.attention.kind}"
    if before not in one.attention.arrays:
        return projected(one)
    one.within(one.numbers[one.row])
    numbers = one.attention.arrays[before].data.astype(np.float64)  # (head, token, d_head)
    heads = one.attention.heads if name == "q" else one.attention.kv_heads
    at = heads.index(one.head if name == "q" else one.head // one.attention.group)
    whole = len(heads) * numbers.shape[2] == one.matrix(one.attention.kind, f"W_{name.upper()}").shape[1]
    straight = normalised(one.stack, home, name, given(numbers), whole)
    if straight is None:
        raise UsageError("not_recorded", what=Phrase("head"), name="all", there=", ".join(map(str, heads)))
    row = straight.exact[at, one.row]  # (d_head,)
    has_norm = one.stack.weight(home, f"{name}_norm", "gain") is not None
    terms = [(f"{before} {one.index}", float(numbers[at, one.row, one.index]))]
    terms += [(f"norm {one.index}", float(row[one.index]))] if has_norm else []
    cos, sin = one.weight(one.attention.kind, "cos"), one.weight(one.attention.kind, "sin")
    entered = "norm" if has_norm else before
    formula = f"{entered} {one.index}"
    if cos is not None and sin is not None and one.index < 2 * cos.shape[1]:
        pair, partner, sign = partner_of(one.index, cos.shape[1], block.neighbours)
        terms += [(f"{entered} {partner}", float(row[partner]))]
        terms += [("cos", float(cos[one.token, pair])), ("sin", float(sin[one.token, pair]))]
        formula = f"{formula}·cos {sign} {entered} {partner}·sin"
    return one.told(terms, formula)


def partner_of(index: int, pairs: int, neighbours: bool) -> tuple[int, int, str]:
    """Which pair a place of a vector is turned in, with which other place, and whether the sine is taken or added."""
    if neighbours:
        return index // 2, index ^ 1, "+" if index % 2 else "−"
    first = index < pairs
    return index % pairs, index + pairs if first else index - pairs, "−" if first else "+"


def score(one: Opened) -> Number:
    one.within(one.numbers[one.row])
    return one.summed(one.of_head("q")[one.row], one.of_head("k")[one.index], "q·k")


def bias(one: Opened) -> Number:
    """What the distance of key and query is worth; where it follows from more than that, it is taken as it is."""
    value, worth = one.value, one.weight(one.attention.kind, "distance_bias")
    if worth is None:
        return one.told([("bias", value)], "bias")
    away = one.index - one.token
    held = float(worth[one.head, away + (worth.shape[1] - 1) // 2])
    return one.told([("key − query", float(away)), ("bias[key − query]", held)], "bias[key − query]")


def scaled(one: Opened) -> Number:
    """A score made to scale, with what the model adds to it, in the order in which it happens."""
    attention = one.attention
    terms, formula = [("score", one.within(one.of_head("scores")[one.row])), ("scale", attention.scale)], "score·scale"
    if "bias" in attention.arrays:
        terms, formula = [*terms, ("bias", one.within(one.of_head("bias")[one.row]))], f"{formula} + bias"
    if attention.soft_cap is not None:
        terms, formula = [*terms, ("cap", attention.soft_cap)], f"cap·tanh(({formula}) / cap)"
    if attention.temperature != 1.0:
        terms, formula = [*terms, ("temperature", attention.temperature)], f"({formula}) / temperature"
    return one.told(terms, formula)


def masked(one: Opened) -> Number:
    """A scaled score as the mask leaves it."""
    before, after = one.within(one.of_head("scaled")[one.row]), one.value
    terms = [("scaled", before)]
    if before == after:
        return one.told(terms, "scaled")
    return one.told([*terms, ("mask", after - before)], "scaled + mask")


def weight(one: Opened) -> Number:
    """One weight of a row: e to the score that the softmax saw, by the sum of all."""
    one.within(one.numbers[one.row])
    row = focus(one.attention, one.row, one.head)
    assert row.exp is not None
    seen, at = ("masked", row.masked) if row.masked is not None else ("scaled", row.scaled)
    assert at is not None
    terms = [(seen, float(at[one.index])), ("largest", row.largest), ("exp", float(row.exp[one.index]))]
    terms += [] if row.sink is None else [("exp of the sink", row.sink * row.total)]
    return one.told([*terms, ("Σ exp", row.total)], f"exp({seen} − largest) / Σ exp")


def sink(one: Opened) -> Number:
    """What a row gives no key."""
    return one.told([("Σ weights", float(one.of_head("weights")[one.row].sum()))], "1 − Σ weights")


def mixed(one: Opened) -> Number:
    """One of z: the values, each by its weight."""
    one.within(one.numbers[one.row])
    return one.summed(one.of_head("weights")[one.row], one.of_head("v")[:, one.index], "weights·v")


def given_by(one: Opened) -> Number:
    """What a value, or a head, adds to the output: through the part of W_O that belongs to the head."""
    read = "v" if one.name == "v_out" else "z"
    row = one.of_head(read)[one.row]
    part = one.matrix(one.attention.kind, "W_O")[one.head * len(row) : (one.head + 1) * len(row)]
    one.within(one.numbers[one.row])
    return one.summed(row, part[:, one.index], f"{read}·W_O")


def joined(one: Opened) -> Number:
    """What the heads give together."""
    one.within(one.numbers[one.row])
    z = one.attention.arrays["z"].data[:, one.row].ravel()
    matrix, added = one.matrix(one.attention.kind, "W_O"), one.weight(one.attention.kind, "b_O")
    return one.summed(z, matrix[:, one.index], "z·W_O", added)


OF_ATTENTION: Mapping[str, Callable[[Opened], Number]] = {
    "x": entered,
    "q_projected": projected,
    "k_projected": projected,
    "q": turned,
    "k": turned,
    "v": projected,
    "v_out": given_by,
    "scores": score,
    "bias": bias,
    "scaled": scaled,
    "masked": masked,
    "weights": weight,
    "sink": sink,
    "z": mixed,
    "head_out": given_by,
    "out": joined,
}
