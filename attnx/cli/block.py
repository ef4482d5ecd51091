"""attnx explain --block: what happens around attention, and where that goes."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Annotated

from attnx.cli.desk.choices import ViewChoice, steps_of
from attnx.cli.desk.figures import figure_of
from attnx.cli.desk.options import given, option
from attnx.cli.desk.output import TraceOutput
from attnx.cli.desk.showing import as_data
from attnx.cli.desk.signature import Options
from attnx.cli.desk.tokens import entry_of, find, find_cell
from attnx.errors import Phrase, UsageError
from attnx.frozen import frozen
from attnx.trace import ARRAYS, BLOCK, BY_NAME, LAST_AXES, OF_HEAD

if TYPE_CHECKING:
    from attnx.checkpoint import Checkpoint
    from attnx.measures.side import Side
    from attnx.trace import Kind, Token, Trace
    from attnx.views.look import Look
    from attnx.views.parts import Part

HERE = "here"  # --block alone: the layer that the text opens at
MOST = {".json": 5_000_000, ".safetensors": 250_000_000, ".npz": 250_000_000}  # numbers of weights in a document


def block(value: str) -> str:
    if value not in (HERE, "all") and not value.removeprefix("-").isdigit():
        raise UsageError("not_a_number", option="--block", expected="N, all", value=value)
    return value


@frozen
class BlockChoice(Options):
    """Whether one layer is shown whole, and which, or the way through all of them; and whether with the weights."""

    block: Annotated[str | None, option("--block", help="block", metavar="N|all", parser=block)] = None
    weights: Annotated[bool, option("--weights", help="weights")] = False

    @property
    def way(self) -> bool:
        """Whether it is the way of one token through all layers."""
        return self.block == "all"

    def layers(self, count: int, start: int) -> tuple[int, ...]:
        """The layers that are recorded, of so many, where the text opens at `start`; -1 is the last."""
        if self.block in (HERE, None):
            return (start,)
        number = count - 1 if self.way else int(self.block or 0)
        return tuple(range(count)) if self.way else (number + count if -count <= number < 0 else number,)

    def refuse(self, views: Mapping[str, object], output: TraceOutput) -> None:
        """Raises UsageError for what was asked for beside it, and is another view, as a figure of attention is."""
        figure = {f"--out {output.out}": output.figure not in (None, "model")}
        if other := given(dict(views) | figure):
            raise UsageError("two_views", one="--block", other=other)

    def on_page(self, trace: Trace, start: int) -> Trace:
        """The trace whose layers all have their attention, of which a page shows these whole and the others not."""
        kept = self.layers(trace.model.n_layers, start)
        return replace(
            trace,
            layers=tuple(
                layer if layer.layer in kept else replace(layer, arrays={}, encoder={}) for layer in trace.layers
            ),
        )

    def refuse_weights(self, view: ViewChoice, output: TraceOutput, other: bool = False) -> None:
        """Raises UsageError, before any work is done, where nothing of the weights would be shown or written."""
        numbers = output.as_data and not output.figure and output.ending != ".csv" and not any(view.rows.values())
        shown = not output.as_data and view.steps is not None and "q" in steps_of(view.steps)
        if self.weights and (other or view.merge or output.html or not (numbers or shown)):
            raise UsageError("weights_of")

    def weighed(self, trace: Trace, model: Checkpoint, output: TraceOutput) -> Trace:
        """The trace with its weights, where they were asked for. Raises UsageError where they are too large for it."""
        if not self.weights:
            return trace
        from attnx.doors.weights import with_weights

        return with_weights(trace, model, MOST.get(output.ending))


NUMBER = re.compile(r"([a-z_]{1,32}):(?!,[^,])(.+)")  # STEP:TOKEN,PLACE or STEP:TOKEN, which no query and key are


@frozen
class OneNumber:
    """One number of a step. `read` runs the model on the text, and `layer`, `head` and `kind` are where it is opened.

    Of a translation `checkpoint` is the side that it is opened in, and `model` both of them.
    """

    checkpoint: Checkpoint
    read: Callable[..., Trace]
    cell: str
    layer: int
    head: int
    output: TraceOutput
    kind: Kind = "self"
    model: Checkpoint | None = None

    def show(self) -> None:
        """Runs the model, and prints or writes what makes the number."""
        from attnx.doors.weights import with_weights
        from attnx.measures.number import known

        step = step_of(self.cell)
        spec, head = self.checkpoint.spec, self.checkpoint.weights.head is not None
        behind = step in LAST_AXES
        layer = spec.n_layers - 1 if behind else self.layer
        recorded = arrays_of_block((layer,), spec.n_layers if behind else 0, head)
        asked = (step,) if step in BY_NAME and step not in recorded and not behind else ()
        source = ("final",) if self.kind == "cross" else ()  # what its keys and values are made of
        trace = self.read(layers=(layer,), heads="all", arrays=(*recorded, *asked, *source))
        if step in OF_HEAD and not head:
            there = ", ".join(known(trace, self.kind))
            raise UsageError("not_there", what=Phrase("step"), name=step, owner=self.checkpoint.name, there=there)
        weighed = with_weights(trace, self.model or self.checkpoint)
        open_number(weighed, self.cell, self.head, self.output, self.kind, self.checkpoint)


def step_of(cell: str) -> str:
    """The step of STEP:TOKEN,PLACE."""
    found = NUMBER.fullmatch(cell)
    assert found is not None
    return found[1]


def open_number(
    trace: Trace,
    cell: str,
    head: int | None,
    output: TraceOutput,
    kind: Kind = "self",
    checkpoint: Checkpoint | None = None,
) -> None:
    """Prints or writes what makes a number of the first layer of a trace, and of its first head where none is said.

    Words of a vocabulary are known where the `checkpoint` is. Raises UsageError for a token or a place that is not
    there, and for weights that the trace would have to hold.
    """
    from attnx.measures.number import meant, number, place_of, rows_of

    step, _, rest = cell.partition(":")
    name = meant(trace, step, kind)
    tokens, among = rows_of(trace, name, kind), place_of(name)
    called, expert, index = "", None, 0
    if among is None:
        token = find(tokens, rest)
    elif among == "key":
        keys = trace.source if kind != "self" else trace.source or trace.tokens
        token, index = find_cell(tokens, keys, rest)
        called = keys[index].name
    else:
        word, comma, place = rest.rpartition(",")
        if not comma:
            raise UsageError("cell_form_number", option="--cell", value=rest)
        if among == "vocabulary":
            index, called = entry(checkpoint, place)
        else:
            of_expert, dot, unit = place.rpartition(".")
            expert, index = whole(of_expert) if dot else None, whole(unit)
        token = find(tokens, word)
    if head is None:
        head = next((heads[0] for _, attention in trace.attentions() if (heads := attention.heads)), 0)
    opened = number(trace, name, token, index, head, kind, expert)

    def view(look: Look) -> Iterable[Part]:
        from attnx.views.number import number_story

        return number_story(trace, opened, tokens[opened.token], called, look)

    def written() -> dict[str, object]:
        from attnx.document import document, of_text

        return document("number") | of_text(trace) | {"called": called or None} | opened.document()

    output.deliver(written, view, text=trace.text)


def entry(checkpoint: Checkpoint | None, wanted: str) -> tuple[int, str]:
    """The place of a word in the vocabulary, and how it is called; a number is the place itself."""
    if wanted.isascii() and wanted.isdigit():
        return int(wanted), "" if checkpoint is None else checkpoint.called(int(wanted))
    found = None if checkpoint is None else entry_of(checkpoint, wanted)
    return (found, wanted) if found is not None else (whole(wanted), "")


def whole(place: str) -> int:
    """The place in a vector. Raises UsageError where it is none."""
    if not (place.isascii() and place.isdigit() and len(place) < 10):
        raise UsageError("cell_form_number", option="--cell", value=place)
    return int(place)


def arrays_of_block(layers: Collection[int], n_layers: int, head: bool) -> tuple[str, ...]:
    """What is recorded of these layers: every step, and behind the last one what a head makes of it."""
    last = [name for name in LAST_AXES if head or name not in OF_HEAD] if n_layers - 1 in layers else []
    return (*ARRAYS, *BLOCK, *last)


def behind(trace: Trace, read: Callable[..., Trace], layer: int) -> Trace:
    """The trace with what happens around attention in one layer, beside what it holds of it; `read` runs the model."""
    once = read(layers=(layer,), heads=(0,), arrays=("residual", *BLOCK)).layers[0]
    return replace(
        trace,
        layers=tuple(
            replace(one, arrays={**one.arrays, **once.arrays}) if one.layer == layer else one for one in trace.layers
        ),
    )


@frozen
class Whole:
    """The block of a trace that has it, of these `kinds` of sides, and of the token `focus` or else that asked about.

    The `model` adds to the way of a token, where it is printed, what the logit lens says of it.
    """

    trace: Trace
    choice: BlockChoice
    focus: str | None
    output: TraceOutput
    kinds: tuple[str, ...] = ("encoder", "self")
    model: Checkpoint | None = None

    def show(self) -> None:
        """Prints or writes what was asked for: a view, or the numbers."""
        told = self.told()
        for output in self.output.each:
            if output.figure:
                output.draw(figure_of(self.trace, None, output))
            elif output.as_data:
                output.put(as_data(self.trace, output.ending))
            else:
                output.show(partial(self.view, self.with_lens(told), told), self.trace.text)

    def with_lens(self, told: tuple[tuple[Side, int], ...]) -> Trace:
        """The trace with what the lens says of the token of the side that writes, where its way is told."""
        if self.model is None or not self.choice.way:
            return self.trace
        from attnx.doors.lens import with_lens

        return with_lens(self.trace, self.model, [token for side, token in told if side.kind == "self"])

    def told(self) -> tuple[tuple[Side, int], ...]:
        """The sides that are told, each with its token. Raises UsageError for a word that none of them has."""
        from attnx.measures.side import asked_of, sides

        there = [side for side in sides(self.trace) if side.kind in self.kinds and side.layers]
        for side in there:
            for layer in side.layers:
                if lacking := side.lacking(layer):
                    held = ", ".join(side.layers[layer]) or "0"
                    raise UsageError("not_recorded", what=Phrase("array"), name=lacking[0], there=held)
        if not there:
            held = ", ".join(dict.fromkeys(name for _, name, _ in self.trace.walk()))
            raise UsageError("not_recorded", what=Phrase("array"), name="block", there=held)
        if self.focus is None:
            return tuple((side, asked_of(side.tokens)) for side in there)
        named = [(side, index) for side in there if (index := index_of(side.tokens, self.focus)) is not None]
        return tuple(named) or ((there[-1], find(there[-1].tokens, self.focus)),)

    def view(self, trace: Trace, told: tuple[tuple[Side, int], ...], look: Look) -> Iterator[Part]:
        """What was asked for: the way, or each layer whole."""
        from attnx.views.opening import opening

        yield from opening(trace, look)
        for side, token in told:
            if self.choice.way:
                from attnx.measures.way import way
                from attnx.views.way import way_story

                yield from way_story(trace, side, way(side, token), look)
                continue
            from attnx.views.block import block_story

            for layer in side.layers:
                yield from block_story(trace, side, layer, token, look)


def show_recorded(trace: Trace, choice: BlockChoice, view: ViewChoice, output: TraceOutput) -> None:
    """The block of a trace that is there already: of one of its layers, or of all that it holds."""
    from attnx.reduce.narrow import narrow

    others = {"--cell": view.cell, "--steps": view.steps, "--brief": view.brief, "--merge": view.merge}
    choice.refuse(others | {"--top-k": view.top_k, "--html": output.html}, output)
    layers = [layer.layer for layer in trace.layers]
    wanted = layers if choice.block in (HERE, "all") else list(choice.layers(len(layers), 0))
    Whole(narrow(trace, wanted), choice, view.focus, output).show()


def index_of(tokens: tuple[Token, ...], word: str) -> int | None:
    """Where a word stands, None where it does not."""
    try:
        return find(tokens, word)
    except UsageError:
        return None
