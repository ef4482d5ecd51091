"""One layer whole: every step around its attention, in the model's own order, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

import numpy as np

from attnx.frozen import frozen
from attnx.measures.side import Side
from attnx.measures.way import Stop, way
from attnx.trace import Array, Attention, Block, Candidate, Model, Trace
from attnx.views.diagram import diagram, mlp_formula, norm_formula, of_side
from attnx.views.look import LABEL, Look, label, shorten
from attnx.views.one_head import shape
from attnx.views.parts import Bar, Gap, Heading, Matrix, Note, Paragraph, Part, Step, Steps, listing, word
from attnx.views.visible import visible

STRONGEST = 5  # hidden units of each token that are shown without --full
FEW = 12  # hidden units: all of so few are shown
LIKELIEST = 3  # words that each token is followed by
ALL_LIKELIEST = 10  # those of the token that is asked about
BAR = 24  # cells


def block_story(trace: Trace, side: Side, layer: int, token: int, look: Look) -> Iterator[Part]:
    """A layer step by step; behind the last one what is said; at the end what each sublayer made of one token."""
    told = OneLayer(trace, side, layer, token, look)
    yield from told.diagram()
    yield from told.steps()
    if layer + 1 == side.n_layers:
        yield from last(side, look)
        if side.kind == "self":
            yield from said(trace, token, look)
    yield from told.answer()


@frozen(eq=False)
class OneLayer:
    """A layer of a trace, told step by step; `token` is the one that is asked about."""

    trace: Trace
    side: Side
    layer: int
    token: int
    look: Look

    @property
    def held(self) -> Mapping[str, Array]:
        return self.side.layers[self.layer]

    @property
    def block(self) -> Block:
        return self.side.block

    @property
    def cross(self) -> bool:
        return any(attention.kind == "cross" for attention in self.side.attentions[self.layer])

    @property
    def model(self) -> Model:
        """The sizes of this stack."""
        return of_side(self.trace, self.side, self.layer)

    @property
    def title(self) -> str:
        """Which layer it is."""
        of = "" if self.trace.encoder_block is None else f"_{self.side.kind}"
        return self.look.say(f"block_title{of}", layer=self.layer)

    @property
    def made(self) -> str:
        """What an attention makes of what its heads read."""
        return f"z·W_O{' + b_O' if self.trace.model.out_bias else ''}"

    def attended(self, part: str) -> Attention:
        """The attention of this sublayer."""
        attentions = self.side.attentions[self.layer]
        return next(one for one in attentions if (one.kind == "cross") == (part == "cross"))

    def diagram(self) -> Iterator[Part]:
        """What happens in this layer, with the sizes of this model."""
        yield Gap()
        yield Heading(self.title, "▸", (), self.look.say(f"arrangement_{self.block.arrangement}"))
        yield diagram(self.model, self.block, self.layer, self.cross, len(self.side.tokens), self.look)
        yield Gap()

    def steps(self) -> Iterator[Part]:
        """The stream that enters, and a step for each thing that is done."""
        say = self.look.say
        yield self.matrix("residual", Heading(say("title_block_stream"), "1"), say("about_block_stream"))
        for step, part in self.numbers:
            yield from self.step(step, part)

    @property
    def numbers(self) -> Mapping[tuple[str, str], int]:
        """The number of each step, of which an MLP has two."""
        order = self.block.order(self.layer, self.cross)
        return dict(
            zip(order, accumulate((1 + (step == ("run", "mlp")) for step in order[:-1]), initial=2), strict=True)
        )

    def step(self, step: str, part: str) -> Iterator[Part]:
        """One thing that is done, for this sublayer."""
        say, count = self.look.say, self.numbers[step, part]
        title = "" if step == "run" else say(f"title_block_{step}", part=say(f"block_{part}"))
        match step:
            case "run" if part == "mlp":
                yield from self.mlp(count)
            case "run":
                yield self.attention(part, count)
            case "add":
                yield self.matrix(f"{part}_add", Heading(title, str(count), (self.sum(part),)), say("about_block_add"))
            case _:
                yield from self.norm(f"{part}_{step}", Heading(title, str(count), (norm_formula(self.block),)))

    def sum(self, part: str) -> str:
        """What is added to the stream."""
        scale = "" if self.block.residual_scale == 1.0 else f"{self.block.residual_scale:g}·"
        if self.block.arrangement == "parallel":
            return f"x + {scale}out + {scale}mlp"
        return f"x + {scale}{'mlp' if part == 'mlp' else 'out'}"

    def matrix(self, name: str, heading: Heading, note: str) -> Steps:
        data = self.held[name].data
        return Steps((Step(heading, Matrix(data, self.side.tokens), note, (name,), size=shape(data)),))

    def norm(self, name: str, heading: Heading) -> Iterator[Part]:
        """What a norm makes of each token, and what it took away and divided by."""
        say, number = self.look.say, self.look.number
        kind = "rms" if self.block.norm == "rms_norm" else "layer"
        yield self.matrix(name, heading, say(f"about_block_{kind}_norm"))
        columns = [self.held[f"{name}_{part}"].data for part in ("mean", "deviation") if f"{name}_{part}" in self.held]
        headers = [say("column_mean"), say("column_deviation")] if len(columns) == 2 else [say("column_rms")]
        rows = [
            (label(token), *(number(float(value)) for value in values))
            for token, values in zip(self.side.tokens, np.stack(columns, axis=1), strict=True)
        ]
        yield listing((say("column_query"), *headers), rows, numbers=range(1, len(headers) + 1))

    def attention(self, part: str, count: int) -> Steps:
        """What all heads together give."""
        attention = self.attended(part)
        say, data = self.look.say, attention.arrays["out"].data
        heading = Heading(say(f"block_{part}"), str(count), (self.made,))
        several = self.model.n_heads > 1
        note = say(f"about_block_{'attention' if several else 'head'}", heads=self.model.n_heads, layer=self.layer)
        matrix = Matrix(data, self.trace.queries_of(attention))
        return Steps((Step(heading, matrix, note, ("out",), size=shape(data)),))

    def mlp(self, count: int) -> Iterator[Part]:
        """The strongest hidden units of each token, and what they are projected to."""
        say, look = self.look.say, self.look
        heading = Heading(say("block_mlp"), str(count), (mlp_formula(self.block),))
        if "mlp_hidden" in self.held:
            hidden = self.held["mlp_hidden"].data  # (token, unit)
            if look.full or hidden.shape[1] <= FEW:
                note = say("about_block_units_all", count=hidden.shape[1])
                yield Steps((Step(heading, Matrix(hidden, self.side.tokens), note, ("hidden",), size=shape(hidden)),))
            else:
                yield heading
                yield Note(say("about_block_units", shown=min(self.room, hidden.shape[1]), count=hidden.shape[1]))
                yield self.units(hidden)
        else:
            yield heading
            yield Note(say("about_block_experts", chosen=self.block.chosen, count=self.block.experts))
            shares = self.held["experts"].data
            rows = [(label(token), self.strongest(row)) for token, row in zip(self.side.tokens, shares, strict=True)]
            yield listing((say("column_query"), say("column_experts")), rows)
        down = self.held["mlp_down"].data
        title = Heading(say("title_block_down"), str(count + 1), ("hidden·W_down",))
        yield Steps((Step(title, Matrix(down, self.side.tokens), say("about_block_down"), ("mlp",), size=shape(down)),))

    def units(self, hidden: np.ndarray) -> Part:
        """A row for each token: its strongest units, and how many are above 0."""
        say = self.look.say
        rows = [
            (shorten(label(token), LABEL), str(int((row > 0).sum())), self.strongest(row))
            for token, row in zip(self.side.tokens, hidden, strict=True)
        ]
        return listing((say("column_query"), say("column_above"), say("column_units")), rows, numbers=(1,))

    @property
    def room(self) -> int:
        """How many hidden units a line has room for."""
        return min(max((self.look.width - 24) // (9 + self.look.precision), 1), STRONGEST)

    def strongest(self, row: np.ndarray) -> str:
        """The strongest of them, by their numbers."""
        best = [unit for unit in np.argsort(-np.abs(row), kind="stable")[: self.room].tolist() if row[unit]]
        return " · ".join(f"{unit}: {self.look.number(float(row[unit]))}" for unit in best)

    def answer(self) -> Iterator[Part]:
        """What each sublayer added to the token that is asked about."""
        say, number = self.look.say, self.look.number
        alone = replace(self.side, layers={self.layer: self.held})
        (stop,) = way(alone, self.token).stops
        name = label(self.side.tokens[self.token])
        yield Heading(say("block_answer", name=name, part=say(f"block_{stop.most}"), layer=self.layer), "▸")
        yield from added(stop, self.look)
        facts = {"entered": number(stop.entered), "left": number(stop.left), "cosine": number(stop.turned)}
        yield Paragraph(say("block_turned", **facts))


def added(stop: Stop, look: Look) -> Iterator[Part]:
    """A bar for what each sublayer adds, beside the stream that it is added to."""
    lengths = {"stream": stop.entered, **stop.added}
    longest = max(lengths.values()) or 1.0
    rows = [
        (look.say(f"block_{part}"), look.number(size), Bar(size / longest, BAR, quiet=part == "stream"))
        for part, size in lengths.items()
    ]
    yield listing((look.say("block_adds"), look.say("block_length"), ""), rows, numbers=(1,))


def last(side: Side, look: Look) -> Iterator[Part]:
    """What leaves the last layer, behind its norm."""
    if "final" in side.arrays and "final_norm_deviation" in side.arrays:
        data = side.arrays["final"].data
        heading = Heading(look.say("title_final"), "▾", (norm_formula(side.block),))
        about = look.say("about_final_encoder" if side.kind == "encoder" else "about_final")
        yield Steps((Step(heading, Matrix(data, side.tokens), about, ("final",), size=shape(data)),))


def said(trace: Trace, token: int, look: Look) -> Iterator[Part]:
    """What is made of the stream that leaves the last layer: the likeliest words."""
    guesses = answers(trace)
    if token not in guesses:
        return
    sampling = trace.sampling
    heat = 1.0 if sampling is None else sampling.temperature
    softmax = "softmax" if heat == 1.0 else f"softmax(logits / {heat:g})"
    yield Heading(look.say("title_logits"), "▾", ("logits = x·W_U", softmax))
    yield Note(look.say(f"about_logits_{'at' if any(one.where == 'at' for one in trace.guesses) else 'after'}"))
    if len(guesses) > 1:
        rows = [
            (label(trace.tokens[place]), shorten(words(candidates, LIKELIEST), max(look.width - 16, 12)))
            for place, candidates in guesses.items()
        ]
        yield listing((look.say("column_query"), look.say("block_likeliest")), rows)
        yield Gap()
    yield Note(look.say("about_probabilities", name=label(trace.tokens[token])))
    logits = trace.arrays["logits"].data[token] if "logits" in trace.arrays else None
    drawn = any(candidate.chance is not None for candidate in guesses[token])
    rows_of_token = [
        (
            word(visible(candidate.text.strip()) or "␣", "strong" if not at else ""),
            "" if logits is None else look.number(float(logits[candidate.id])),
            f"{candidate.probability:.1%}",
            *((f"{candidate.chance or 0.0:.1%}",) if drawn else ()),
            Bar(candidate.chance or 0.0 if drawn else candidate.probability, BAR),
        )
        for at, candidate in enumerate(guesses[token][:ALL_LIKELIEST])
    ]
    chance = (look.say("column_chance"),) if drawn else ()
    headers = (look.say("column_word"), "logit", look.say("column_probability"), *chance, "")
    yield listing(headers, rows_of_token, numbers=range(1, 3 + len(chance)))


def answers(trace: Trace) -> dict[int, tuple[Candidate, ...]]:
    """The likeliest words after all layers, the model's own first: of each token, or after each that was written."""
    found = {step.after: step.candidates for step in trace.steps}
    return found | {guess.token: guess.candidates for guess in trace.guesses if guess.layer == trace.model.n_layers}


def words(candidates: Sequence[Candidate], count: int) -> str:
    """The likeliest, each with its probability."""
    return " · ".join(f"{visible(one.text.strip()) or '␣'} {one.probability:.0%}" for one in candidates[:count])
