"""The architecture with a model's sizes: what enters, and a layer with what leaves its stream and comes back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from attnx.errors import Phrase, UsageError
from attnx.frozen import frozen
from attnx.measures.side import Side, sides
from attnx.trace import Block, Model, Trace
from attnx.views.diagram import mlp_sizes, norm_formula, of_side
from attnx.views.draw.pictures.drawing import HEIGHT, RGB, Box, Drawing, Frame, Label, Shape, Stroke
from attnx.views.draw.pictures.letters import reach
from attnx.views.figures.page import figure, named
from attnx.views.figures.placed import Placed, mirrored, moved
from attnx.views.figures.style import GAP, SMALL, TEXT, Inks, Style
from attnx.views.formulas import embedded
from attnx.views.look import Look

PAD = 10.0  # within a box, and between boxes that follow one another twice as much
LINE, HEAD = 1.25, 6.0  # how thick other lines are, and how long the head of an arrow
STREAM = 2.5  # how thick the residual stream is
ROUND = 9.0  # the radius of a sum
BETWEEN = 70.0  # two stacks
KAPPA = 0.5523  # of the Bézier curves that make a circle

Point = tuple[float, float]


@frozen
class Part:
    """A box: what it is called, and small lines below that."""

    name: str
    lines: tuple[str, ...]
    fill: RGB

    @property
    def width(self) -> float:
        return max(reach(self.name, bold=True) * TEXT, *(reach(line) * SMALL for line in self.lines), 0.0) + 2 * PAD

    @property
    def height(self) -> float:
        return TEXT * HEIGHT + len(self.lines) * SMALL * HEIGHT + PAD


@frozen
class Detour:
    """What leaves the stream and is added to it further down: a column for each sublayer, below what they share."""

    columns: tuple[tuple[Part, ...], ...]
    shared: Part | None = None


@frozen(eq=False)
class Stack:
    """One stack of layers as it is drawn: each step is a part that stands on the stream, or beside it."""

    title: str
    enters: str
    embedding: Part
    layers: str
    steps: tuple[Part | Detour, ...]
    leaves: str


def model_figure(trace: Trace, style: Style, look: Look) -> Drawing:
    """Raises UsageError where the trace does not say how its layers are built."""
    inks = style.inks
    held = [side for side in sides(trace) if side.attentions]  # of one attention alone there is one stack
    if not held:
        raise UsageError("not_recorded", what=Phrase("array"), name="block", there="–")
    stacks = [stack_of(trace, side, inks, look) for side in held]
    first, *others = [Drawn(stack, inks) for stack in stacks]
    body = crossing(first, others[0], look.say("block_cross"), inks) if others else first.placed
    return figure("", named(trace, look), [body], [], style)


def stack_of(trace: Trace, side: Side, inks: Inks, look: Look) -> Stack:
    """The parts of a stack, with its sizes."""
    model, block, count = of_side(trace, side, min(side.attentions)), side.block, len(side.tokens)
    cross = side.kind == "self" and trace.encoder_block is not None
    formula = embedded(replace(model, input_norm=False), look)  # that norm is drawn in the layer
    steps: list[Part | Detour] = []
    columns: dict[str, list[Part]] = {}
    for step, name in block.order(min(1, side.n_layers - 1), cross):
        if step == "add":
            shared = columns["attention"].pop(0) if block.one_norm else None
            steps.append(Detour(tuple(map(tuple, columns.values())), shared))
            columns = {}
        elif step == "norm" and not block.norm_first:
            steps.append(norm_part(block, inks, look))
        else:
            column = columns.setdefault(name, [])
            column.append(norm_part(block, inks, look) if step != "run" else sublayer(name, model, side, inks, look))
    return Stack(
        title=look.say(f"figure_stack_{side.kind}") if trace.encoder_block is not None else "",
        enters=look.say("figure_tokens", count=count),
        embedding=Part(look.say("title_embedding"), (formula, f"{count} × {model.d_model}"), inks.hidden),
        layers=look.say("figure_layers" if side.n_layers > 1 else "figure_layer", count=side.n_layers),
        steps=tuple(steps),
        leaves=f"{count} × {model.d_model}",
    )


def norm_part(block: Block, inks: Inks, look: Look) -> Part:
    return Part(look.say("block_norm"), (norm_formula(block),), inks.hidden)


def sublayer(name: str, model: Model, side: Side, inks: Inks, look: Look) -> Part:
    """An attention with its heads and where it looks, or a feed-forward network with its units."""
    title = look.say(f"block_{name}")
    if name == "mlp":
        return Part(title, mlp_sizes(model, side.block), faint(inks.query, inks.ground))
    lines = [look.say("figure_attends", heads=model.n_heads, d_head=model.d_head)]
    if model.n_kv_heads != model.n_heads:
        lines.append(look.say("figure_shares", kv_heads=model.n_kv_heads))
    if name == "attention":
        patterns = {held[0].pattern for held in side.attentions.values()}
        lines += [look.say(f"figure_{pattern}") for pattern in ("bidirectional", "causal") if patterns == {pattern}]
        lines += [look.say(f"figure_{way}") for way in ("rotary", "bias") if way in model.positions]
    return Part(title, tuple(lines), faint(inks.key, inks.ground))


def faint(ink: RGB, ground: RGB) -> RGB:
    """A little of an ink on the ground."""
    red, green, blue = (round(0.14 * part + 0.86 * under) for part, under in zip(ink, ground, strict=True))
    return red, green, blue


class Drawn:
    """A stack from top to bottom: the stream at the left, what leaves it beside it."""

    def __init__(self, stack: Stack, inks: Inks) -> None:
        self.inks, self.y = inks, 0.0
        self.parts: list[Shape] = []
        self.edges: dict[str, Point] = {}  # the middle of the outer edge of each part beside the stream, by its name
        on_stream = [stack.embedding, *(step for step in stack.steps if isinstance(step, Part))]
        detours = [step for step in stack.steps if not isinstance(step, Part)]
        self.x = max(part.width for part in on_stream) / 2 + PAD  # of the stream
        beside = [part for step in detours for column in step.columns for part in column]
        self.wide = max(part.width for part in (*beside, *(step.shared for step in detours if step.shared)))
        self.left = 2 * self.x + GAP  # of the first column
        self.width = self.left + max(len(step.columns) for step in detours) * (self.wide + GAP) - GAP + PAD
        self.draw(stack)
        self.placed = Placed(self.width, self.y, tuple(self.parts))

    def draw(self, stack: Stack) -> None:
        """Everything, from the name of the stack to what leaves it."""
        line = TEXT * HEIGHT
        if stack.title:
            self.parts.append(Label(self.width / 2, line / 2, stack.title, TEXT, self.inks.text, True, "middle"))
            self.y += line + PAD
        self.end(stack.enters)
        self.flow(GAP)
        self.on_stream(stack.embedding)
        self.flow(GAP)
        top = self.y
        where = self.width - PAD, top + PAD / 2 + line / 2
        self.parts.append(Label(*where, stack.layers, TEXT, self.inks.text, True, "end"))
        self.flow(line + PAD)
        for step in stack.steps:
            if isinstance(step, Part):
                self.on_stream(step)
            else:
                self.detour(step)
            self.flow(GAP)
        self.parts.append(Frame(0, top, self.width, self.y - top, self.inks.rule))
        self.flow(GAP)
        self.parts += arrow((self.x, self.y), (0, 1), self.inks)
        self.y += PAD / 2
        self.end(stack.leaves)

    def end(self, text: str) -> None:
        """What stands at an end of the stream: over its middle, or from the edge on where it is longer."""
        x = max(self.x, reach(text) * TEXT / 2)
        self.parts.append(Label(x, self.y + TEXT * HEIGHT / 2, text, TEXT, self.inks.quiet, anchor="middle"))
        self.y += TEXT * HEIGHT + PAD / 2

    def flow(self, length: float) -> None:
        """The stream, further down."""
        self.parts.append(Stroke(((self.x, self.y), (self.x, self.y + length)), STREAM, self.inks.quiet))
        self.y += length

    def on_stream(self, part: Part) -> None:
        """A part that all of the stream goes through."""
        self.parts += box(part, self.x - part.width / 2, self.y, part.width, self.inks)
        self.y += part.height

    def detour(self, step: Detour) -> None:
        """The way through the parts of each column, and the sum at its end."""
        begin, inks = self.y, self.inks
        middles = [self.left + number * (self.wide + GAP) + self.wide / 2 for number in range(len(step.columns))]
        fork = self.x, begin
        if step.shared:
            y = begin + GAP
            self.into(fork, middles[0], y)
            self.parts += box(step.shared, self.left, y, self.wide, inks)
            fork = middles[0], y + step.shared.height + (GAP / 2 if len(middles) > 1 else 0)
            self.parts += path([(middles[0], y + step.shared.height), fork], inks)
        top = fork[1] + GAP
        bottom = top + GAP + max(sum(part.height + GAP for part in column) - GAP for column in step.columns)
        for middle, column in zip(middles, step.columns, strict=True):
            y = top
            self.into(fork, middle, y)
            for place, part in enumerate(column):
                if place:
                    self.into((middle, y - GAP), middle, y)
                self.parts += box(part, middle - self.wide / 2, y, self.wide, inks)
                self.edges[part.name] = middle + self.wide / 2, y + part.height / 2
                y += part.height + GAP
            self.parts += path([(middle, y - GAP), (middle, bottom), (self.x + ROUND, bottom)], inks)
        self.parts += arrow((self.x + ROUND, bottom), (-1, 0), inks)
        self.flow(bottom - begin - ROUND)
        self.parts += plus((self.x, bottom), inks)
        self.y = bottom + ROUND

    def into(self, begin: Point, x: float, y: float) -> None:
        """A way from here sideways and then down into what begins there."""
        self.parts += path([begin, (x, begin[1]), (x, y)], self.inks)
        self.parts += arrow((x, y), (0, 1), self.inks)


def box(part: Part, x: float, y: float, width: float, inks: Inks) -> Iterator[Shape]:
    """A part with its name and its lines in the middle."""
    yield Box(x, y, width, part.height, part.fill)
    yield Frame(x, y, width, part.height, inks.rule)
    at = y + PAD / 2 + TEXT * HEIGHT / 2
    yield Label(x + width / 2, at, part.name, TEXT, inks.text, True, "middle")
    for number, line in enumerate(part.lines):
        at = y + PAD / 2 + TEXT * HEIGHT + (number + 0.5) * SMALL * HEIGHT
        yield Label(x + width / 2, at, line, SMALL, inks.text, anchor="middle")


def path(points: Sequence[Point], inks: Inks) -> Iterator[Stroke]:
    """Straight lines from point to point."""
    for begin, end in pairwise(points):
        yield Stroke((begin, end), LINE, inks.quiet)


def arrow(tip: Point, towards: Point, inks: Inks) -> Iterator[Stroke]:
    """The head of an arrow that ends here, pointing along an axis."""
    (x, y), (across, down) = tip, towards
    for side in (-1, 1):
        begin = x - HEAD * across - side * HEAD * 0.6 * down, y - HEAD * down - side * HEAD * 0.6 * across
        yield Stroke((begin, tip), LINE, inks.quiet)


def plus(middle: Point, inks: Inks) -> Iterator[Stroke]:
    """A sum: a cross in a circle."""
    x, y = middle
    bend = ROUND * KAPPA
    for right, down in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
        a, b = x + right * ROUND, y + down * ROUND
        points = ((a, y), (a, y + down * bend), (x + right * bend, b), (x, b))
        yield Stroke(points, LINE, inks.text)
    for begin, end in (((x - ROUND, y), (x + ROUND, y)), ((x, y - ROUND), (x, y + ROUND))):
        yield Stroke((begin, end), LINE, inks.text)


def crossing(encoder: Drawn, decoder: Drawn, cross: str, inks: Inks) -> Placed:
    """The encoder at the left; of what it gives, the cross-attention of the decoder makes keys and values."""
    shift = encoder.width + BETWEEN
    right = mirrored(decoder.placed)
    edge, y = decoder.edges[cross]
    entry, middle = shift + decoder.width - edge, encoder.width + BETWEEN / 2
    leaves = encoder.y - TEXT * HEIGHT - PAD - GAP / 2
    parts = [*encoder.parts, *moved(right.parts, shift, 0)]
    parts += path([(encoder.x, leaves), (middle, leaves), (middle, y), (entry, y)], inks)
    parts += arrow((entry, y), (1, 0), inks)
    parts.append(Label(middle, y - PAD, "K, V", TEXT, inks.key, True, "middle"))
    return Placed(shift + right.width, max(encoder.y, right.height), tuple(parts))
