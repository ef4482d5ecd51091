"""One number of a step, opened: every product that it is the sum of, or what else makes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from attnx.errors import Phrase, UsageError
from attnx.frozen import frozen
from attnx.measures.verify.activations import ACTIVATIONS, units
from attnx.measures.verify.layer import one_expert, read_by, stream_before
from attnx.measures.verify.projections import normalised, source_of
from attnx.measures.verify.rounding import given, projected
from attnx.measures.verify.stack import Numbers, Stack, stacks
from attnx.trace import Attention, Block, Kind, Trace

# What a short name stands for, the first of these that there is.
SHORT = {
    "mlp": ("mlp_hidden",),
    "norm": ("mlp_norm", "attention_norm"),
    "add": ("mlp_add", "attention_add"),
    "up": ("mlp_up",),
    "gate": ("mlp_gate",),
    "down": ("mlp_down",),
}
PROJECTED = ("q", "k", "v")
OF_HEADS = (*PROJECTED, "z")
BEHIND = ("final", "logits", "probabilities")  # the last layer
BEFORE = ("q_projected", "k_projected")  # what is then normalised or turned
PER_TOKEN = (
    *("out", "mlp_up", "mlp_gate", "mlp_hidden", "mlp_down", *BEHIND),
    *(f"{part}_{step}" for part in ("attention", "cross", "mlp") for step in ("norm", "inner_norm", "add")),
)


@frozen(eq=False)
class Number:
    """A number and what makes it: the products x·w that are summed, or the `terms` of its formula, by their names.

    `index` is its place in the vector, or in the vocabulary; `value` is as recorded, but for a unit of an expert.
    """

    name: str
    layer: int | None
    head: int | None
    token: int
    index: int
    value: float
    x: np.ndarray | None = None
    w: np.ndarray | None = None
    terms: tuple[tuple[str, float], ...] = ()
    formula: str = ""

    @property
    def products(self) -> np.ndarray:
        """What is summed, (in,)."""
        assert self.x is not None and self.w is not None
        return np.asarray(self.x * self.w)

    def document(self) -> dict[str, object]:
        """Plain values for JSON, in the order in which they come about."""
        told: dict[str, object] = {"name": self.name, "layer": self.layer, "head": self.head}
        told |= {"token": self.token, "index": self.index, "formula": self.formula}
        if self.x is not None and self.w is not None:
            told |= {"x": self.x.tolist(), "w": self.w.tolist(), "products": self.products.tolist()}
        return told | {"terms": [{"name": name, "value": value} for name, value in self.terms], "value": self.value}


def known(trace: Trace, kind: Kind = "self") -> tuple[str, ...]:
    """The steps of a trace whose numbers can be opened, or of a translation those of one side."""
    alone = trace.encoder_block is None
    held = {name for place, name, _ in trace.walk() if alone or (place.kind == "encoder") == (kind == "encoder")}
    held |= {"mlp_hidden"} if "experts" in held else set()  # those of each expert follow from what it reads
    return tuple(name for name in (*OF_HEADS, *BEFORE, *PER_TOKEN) if name in held)


def number(
    trace: Trace, name: str, token: int, index: int, head: int = 0, kind: Kind = "self", expert: int | None = None
) -> Number:
    """One number of the step `name` in the one layer that the trace holds; `head` is that of q, k, v and z.

    Of a translation `kind` says of which attention, and whether the layer is the encoder's; where there are experts,
    `expert` is whose hidden unit it is. The trace holds the block of the layer and its weights. Raises UsageError for a
    step that it does not have, for a place beyond the end of one, and for an expert that the token does not ask.
    """
    there = known(trace, kind)
    name = next((full for full in SHORT.get(name, (name,)) if full in there), name)
    if name not in there:
        raise UsageError("not_there", what=Phrase("step"), name=name, owner=trace.model.name, there=", ".join(there))
    stack = next(one for one in stacks(trace) if (one.kind == "encoder") == (kind == "encoder"))
    layer, (held, attentions) = next(iter(stack.layers.items()))
    if name in ("logits", "probabilities"):
        return of_head(stack, name, token, index)
    if name == "final":
        return of_last(stack, held[stack.block.left], token, index)
    attention = next((one for one in attentions if one.kind == kind), attentions[0])
    one = Opened(stack, layer, held, attention, token, index)
    if name == "z":
        return one.mixed(head)
    if name == "mlp_hidden" and "experts" in held:
        return of_expert(one, expert)
    if name in PROJECTED and f"{name}_projected" in attention.arrays:
        return one.turned(name, head)
    if name in (*PROJECTED, *BEFORE):
        return one.projected(name, head)
    return one.of_layer(name)


@frozen(eq=False)
class Opened:
    """A place in one layer of a stack."""

    stack: Stack
    layer: int
    held: Numbers
    attention: Attention
    token: int
    index: int

    def within(self, row: np.ndarray) -> float:
        """The number at the place that is asked for. Raises UsageError where there is none."""
        if not 0 <= self.index < len(row):
            raise UsageError("no_place", place=self.index, axis="d", there=f"0–{len(row) - 1}")
        return float(row[self.index])

    def weight(self, *names: str) -> np.ndarray | None:
        return self.stack.weight(f"layers.{self.layer}", *names)

    def projected(self, name: str, head: int) -> Number:
        """One of q, k or v, or of q and k as they are before they are normalised or turned."""
        rows = self.attention.of_head(name, head).data
        value, letter = self.within(rows[self.token]), name[0].upper()
        column = (head if letter == "Q" else head // self.attention.group) * rows.shape[1] + self.index
        source = self.attention.arrays["x"].data if letter == "Q" else source_of(self.stack, self.layer, self.attention)
        assert source is not None
        place = self.layer, head, self.token, self.index
        weights = self.matrix(self.attention.kind, f"W_{letter}")[:, column]
        bias = self.bias(column, self.attention.kind, f"b_{letter}")
        return summed(name, place, value, source[self.token], weights, bias, f"x·W_{letter}")

    def mixed(self, head: int) -> Number:
        """One of z: the values, each by its weight."""
        value = self.within(self.attention.of_head("z", head).data[self.token])
        weights, v = (self.attention.of_head(name, head).data for name in ("weights", "v"))
        place = self.layer, head, self.token, self.index
        return summed("z", place, value, weights[self.token], v[:, self.index], None, "weights·v")

    def turned(self, name: str, head: int) -> Number:
        """One of q or k that is normalised, or turned with another one, or both (Su et al. 2021)."""
        before, home = f"{name}_projected", f"layers.{self.layer}.{self.attention.kind}"
        value = self.within(self.attention.of_head(name, head).data[self.token])
        numbers = self.attention.arrays[before].data.astype(np.float64)  # (head, token, d_head)
        heads = self.attention.heads if name == "q" else self.attention.kv_heads
        at = heads.index(head if name == "q" else head // self.attention.group)
        whole = len(heads) * numbers.shape[2] == self.matrix(self.attention.kind, f"W_{name.upper()}").shape[1]
        straight = normalised(self.stack, home, name, given(numbers), whole)
        if straight is None:
            raise UsageError("not_recorded", what=Phrase("head"), name="all", there=", ".join(map(str, heads)))
        row = straight.exact[at, self.token]  # (d_head,)
        has_norm = self.stack.weight(home, f"{name}_norm", "gain") is not None
        terms = [(f"{before} {self.index}", float(numbers[at, self.token, self.index]))]
        terms += [(f"norm {self.index}", float(row[self.index]))] if has_norm else []
        cos, sin = self.weight(self.attention.kind, "cos"), self.weight(self.attention.kind, "sin")
        formula = "norm" if has_norm else before
        if cos is not None and sin is not None and self.index < 2 * cos.shape[1]:
            pair, partner, sign = partner_of(self.index, cos.shape[1], self.stack.block.neighbours)
            terms += [(f"norm {partner}" if has_norm else f"{before} {partner}", float(row[partner]))]
            terms += [("cos", float(cos[self.token, pair])), ("sin", float(sin[self.token, pair]))]
            formula = f"{formula} {self.index}·cos {sign} {formula} {partner}·sin"
        place = self.layer, head, self.token, self.index
        return Number(name, *place, value, terms=tuple(terms), formula=formula)

    def matrix(self, *names: str) -> np.ndarray:
        held = self.weight(*names)
        if held is None:
            raise UsageError("weights_of")
        return held

    def bias(self, column: int, *names: str) -> float | None:
        held = self.weight(*names)
        return None if held is None else float(held[column])

    def of_layer(self, name: str) -> Number:
        """A number of what every token has."""
        data = self.attention.arrays["out"].data if name == "out" else self.held[name]
        value = self.within(data[self.token])
        if name == "mlp_hidden":
            return self.told(name, value, *self.hidden())
        if name == "mlp_down" and "experts" in self.held:
            return self.told(name, value, *self.shared())
        if name.endswith("_inner_norm"):
            given = self.attention.arrays["out"].data if name.startswith("attention") else self.held["mlp_down"]
            return self.told(name, value, *self.normed(name, given))
        if name.endswith("_norm"):
            return self.told(name, value, *self.normed(name, self.before_norm(name.removesuffix("_norm"))))
        if name.endswith("_add"):
            return self.told(name, value, *self.added(name))
        x, home, matrix, bias, formula = self.read(name)
        place = self.layer, None, self.token, self.index
        return summed(
            name, place, value, x, self.matrix(home, matrix)[:, self.index], self.bias(self.index, home, bias), formula
        )

    def read(self, name: str) -> tuple[np.ndarray, str, str, str, str]:
        """What a projection reads, where its weights are, and its formula."""
        if name == "out":
            z = self.attention.arrays["z"].data[:, self.token].ravel()
            return z, self.attention.kind, "W_O", "b_O", "z·W_O"
        part = name.removeprefix("mlp_")
        x = self.held.get("mlp_hidden") if part == "down" else read_by(self.stack, self.layer, self.held, "mlp")
        assert x is not None
        return x[self.token], "mlp", f"W_{part}", f"b_{part}", f"{'hidden' if part == 'down' else 'x'}·W_{part}"

    def told(self, name: str, value: float, terms: Iterator[tuple[str, float]], formula: str) -> Number:
        return Number(name, self.layer, None, self.token, self.index, value, terms=tuple(terms), formula=formula)

    def hidden(self) -> tuple[Iterator[tuple[str, float]], str]:
        names = ("up", "gate") if self.stack.block.gated else ("up",)
        terms = [(name, float(self.held[f"mlp_{name}"][self.token, self.index])) for name in names]
        activation = self.stack.block.activation
        if activation in ACTIVATIONS and self.stack.block.limit is None:
            passed = float(ACTIVATIONS[activation](np.array([terms[-1][1]]))[0])
            terms.append((f"{activation}({names[-1]})", passed))
        return iter(terms), mlp_formula(self.stack.block)

    def before_norm(self, part: str) -> np.ndarray:
        """What the norm of a sublayer reads."""
        last = self.stack.block.arrangement == "post_norm"
        x = self.held[f"{part}_add"] if last else stream_before(self.stack, self.held, part)
        assert x is not None
        return x

    def normed(self, name: str, x: np.ndarray) -> tuple[Iterator[tuple[str, float]], str]:
        made = {what: self.held.get(f"{name}_{what}") for what in ("mean", "deviation")}
        weights = {what: self.weight(name, what) for what in ("gain", "shift")}
        return of_norm(x, made, weights, self.token, self.index)

    def added(self, name: str) -> tuple[Iterator[tuple[str, float]], str]:
        part = name.removesuffix("_add")
        stream = stream_before(self.stack, self.held, part)
        assert stream is not None
        parallel = self.stack.block.arrangement == "parallel"
        names = ("attention_out", "mlp_out") if parallel else (f"{part}_out",)
        terms = [("x", float(stream[self.token, self.index]))]
        terms += [(given, float(self.held[given][self.token, self.index])) for given in names]
        return iter(terms), " + ".join(what for what, _ in terms)

    def shared(self) -> tuple[Iterator[tuple[str, float]], str]:
        """What the experts give that the token asks, each by its share."""
        x = read_by(self.stack, self.layer, self.held, "mlp")
        assert x is not None
        terms: list[tuple[str, float]] = []
        for expert in asked(self.held, self.token):
            made = one_expert(self.stack, f"layers.{self.layer}.mlp.expert.{expert}", x[[self.token]])
            terms += [(f"share of expert {expert}", float(self.held["experts"][self.token, expert]))]
            terms += [(f"expert {expert}", float(made.exact[0, self.index]))]
        return iter(terms), "Σ share · expert"


def asked(held: Numbers, token: int) -> list[int]:
    """The experts that a token asks."""
    found: list[int] = np.flatnonzero(held["experts"][token]).tolist()
    return found


def of_expert(one: Opened, expert: int | None) -> Number:
    """A hidden unit of one expert, which nobody recorded: made of what the expert reads."""
    there = asked(one.held, one.token)
    if expert not in there:
        raise UsageError("cell_of_expert", step="mlp_hidden", there=", ".join(map(str, there)))
    x, home = read_by(one.stack, one.layer, one.held, "mlp"), f"mlp.expert.{expert}"
    assert x is not None
    up, gate = (
        projected(given(x[[one.token]]), one.matrix(home, f"W_{name}"), one.weight(home, f"b_{name}"))
        for name in ("up", "gate")
    )
    value = one.within(units(one.stack.block, gate, up).exact[0])
    terms = [(name, one.within(made.exact[0])) for name, made in (("up", up), ("gate", gate))]
    return one.told(f"mlp_hidden of expert {expert}", value, iter(terms), mlp_formula(one.stack.block))


def mlp_formula(block: Block) -> str:
    """What makes a hidden unit of what its projections give."""
    if block.limit is not None:
        return f"gate·sigmoid({block.slope:g}·gate)·(up + 1)"
    return f"{block.activation}(gate) · up" if block.gated else f"{block.activation}(up)"


def of_norm(
    x: np.ndarray,
    made: Mapping[str, np.ndarray | None],
    weights: Mapping[str, np.ndarray | None],
    token: int,
    index: int,
) -> tuple[Iterator[tuple[str, float]], str]:
    """What a norm makes of one number, of the mean and the deviation that it `made` of the row, and its `weights`."""
    terms = [("x", float(x[token, index]))]
    terms += [(what, float(held[token])) for what, held in made.items() if held is not None]
    terms += [(what, float(held[index])) for what, held in weights.items() if held is not None]
    has = {what for what, _ in terms}
    formula = "(x − mean) / deviation · gain" if "mean" in has else "x / deviation · gain"
    return iter(terms), formula + (" + shift" if "shift" in has else "")


def of_last(stack: Stack, left: np.ndarray, token: int, index: int) -> Number:
    """What leaves the last layer, behind the norm that the model has there, if it has one."""
    row = stack.arrays["final"][token]
    if not 0 <= index < len(row):
        raise UsageError("no_place", place=index, axis="d", there=f"0–{len(row) - 1}")
    made = {what: stack.arrays.get(f"final_norm_{what}") for what in ("mean", "deviation")}
    weights = {what: stack.weight("final_norm", what) for what in ("gain", "shift")}
    terms, formula = of_norm(left, made, weights, token, index)
    formula = "x" if weights["gain"] is None else formula
    return Number("final", None, None, token, index, float(row[index]), terms=tuple(terms), formula=formula)


def partner_of(index: int, pairs: int, neighbours: bool) -> tuple[int, int, str]:
    """Which pair a place of a vector is turned in, with which other place, and whether the sine is taken or added."""
    if neighbours:
        return index // 2, index ^ 1, "+" if index % 2 else "−"
    first = index < pairs
    return index % pairs, index + pairs if first else index - pairs, "−" if first else "+"


Spot = tuple[int | None, int | None, int, int]  # layer, head, token, index


def summed(
    name: str, place: Spot, value: float, x: np.ndarray, w: np.ndarray, bias: float | None, formula: str
) -> Number:
    """A number that is a sum of products, and a bias where there is one."""
    terms = (("Σ", float(x.astype(np.float64) @ w)), *(() if bias is None else (("b", bias),)))
    return Number(name, *place, value, x.astype(np.float64), w, terms, formula + (" + b" if bias is not None else ""))


def of_head(stack: Stack, name: str, token: int, index: int) -> Number:
    """A logit, or the probability that is made of it."""
    row = stack.arrays["logits"][token]
    if not 0 <= index < len(row):
        raise UsageError("no_place", place=index, axis="vocabulary", there=f"0–{len(row) - 1}")
    if name == "probabilities":
        largest = float(row.max())
        exp = np.exp(row - largest)
        terms = (
            ("logit", float(row[index])),
            ("largest", largest),
            ("exp", float(exp[index])),
            ("Σ exp", float(exp.sum())),
        )
        value = float(stack.arrays["probabilities"][token, index])
        return Number(name, None, None, token, index, value, terms=terms, formula="exp(logit − largest) / Σ exp")
    table, bias = stack.weight("head", "vocabulary"), stack.weight("head", "bias")
    if table is None:
        raise UsageError("weights_of")
    x, cap = stack.arrays["transformed"][token], stack.block.logit_cap
    known_bias = None if bias is None else float(bias[index])
    made = summed(name, (None, None, token, index), float(row[index]), x, table[index], known_bias, "x·W_U")
    if cap is None:
        return made
    return replace(made, terms=(*made.terms, ("cap", cap)), formula=f"cap·tanh(({made.formula}) / cap)")
