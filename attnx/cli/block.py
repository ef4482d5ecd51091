"""attnx explain --block: what happens around attention, and where that goes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Annotated

from attnx.cli.desk.options import given, option
from attnx.cli.desk.output import TraceOutput
from attnx.cli.desk.showing import as_data
from attnx.cli.desk.signature import Options
from attnx.cli.desk.tokens import entry_of, find
from attnx.errors import Phrase, UsageError
from attnx.frozen import frozen
from attnx.trace import ARRAYS, BLOCK, LAST_AXES, OF_HEAD, PRONOUNS

if TYPE_CHECKING:
    from attnx.checkpoint import Checkpoint
    from attnx.trace import Trace
    from attnx.views.look import Look
    from attnx.views.parts import Part

HERE = "here"  # --block alone: the layer that the text opens at


def block(value: str) -> str:
    if value not in (HERE, "all") and not value.removeprefix("-").isdigit():
        raise UsageError("not_a_number", option="--block", expected="N, all", value=value)
    return value


@frozen
class BlockChoice(Options):
    """Whether one layer is shown whole, and which, or the way through all of them."""

    block: Annotated[str | None, option("--block", help="block", metavar="N|all", parser=block)] = None

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

    def refuse(self, views: Mapping[str, object]) -> None:
        """Raises UsageError for what was asked for beside it, and is another view."""
        if other := given(dict(views)):
            raise UsageError("two_views", one="--block", other=other)


NUMBER = re.compile(r"([a-z_]{1,24}):(.+),([^,]+)")  # STEP:TOKEN,PLACE, which no query and key are


@frozen
class OneNumber:
    """One number of a step. `read` is `attnx.explain` of the text, and `layer` and `head` where it is opened."""

    checkpoint: Checkpoint
    text: str
    read: Callable[..., Trace]
    cell: str
    layer: int
    head: int
    output: TraceOutput

    def show(self) -> None:
        """Runs the model, and prints or writes what makes the number."""
        from attnx.doors.weights import with_weights
        from attnx.measures.number import known, number

        found = NUMBER.fullmatch(self.cell)
        assert found is not None
        step, token, place = found.groups()
        spec, head = self.checkpoint.spec, self.checkpoint.weights.head is not None
        of_head = step in OF_HEAD
        last = [name for name in LAST_AXES if head or name not in OF_HEAD] if of_head else []
        layer = spec.n_layers - 1 if of_head else self.layer
        trace = self.read(layers=(layer,), heads="all", arrays=(*ARRAYS, *BLOCK, *last), queries="all")
        if of_head and not head:
            there = ", ".join(known(trace))
            raise UsageError("not_there", what=Phrase("step"), name=step, owner=self.checkpoint.name, there=there)
        index, called = self.place(place) if of_head else (whole(place), "")
        opened = number(with_weights(trace, self.checkpoint), step, find(trace.tokens, token), index, self.head)

        def view(look: Look) -> Iterable[Part]:
            from attnx.views.number import number_story

            return number_story(trace, opened, called, look)

        def document() -> dict[str, object]:
            from attnx.document import document, of_text

            return document("number") | of_text(trace) | {"called": called or None} | opened.document()

        self.output.deliver(document, view)

    def place(self, wanted: str) -> tuple[int, str]:
        """The place of a word in the vocabulary, and how it is called; a number is the place itself."""
        if wanted.isascii() and wanted.isdigit():
            return int(wanted), self.checkpoint.called(int(wanted))
        found = entry_of(self.checkpoint, wanted)
        return (found, wanted) if found is not None else (whole(wanted), "")


def whole(place: str) -> int:
    """The place in a vector. Raises UsageError where it is none."""
    if not (place.isascii() and place.isdigit() and len(place) < 10):
        raise UsageError("cell_form_number", option="--cell", value=place)
    return int(place)


@frozen
class Whole:
    """The block of one text. `read` is `attnx.explain` of it."""

    checkpoint: Checkpoint
    text: str
    read: Callable[..., Trace]
    choice: BlockChoice
    start: int
    focus: str | None
    output: TraceOutput

    def show(self) -> None:
        """Runs the model, and prints or writes what was asked for: a view, or the numbers."""
        spec, head = self.checkpoint.spec, self.checkpoint.weights.head is not None
        layers = self.choice.layers(spec.n_layers, self.start)
        last = [name for name in LAST_AXES if head or name not in OF_HEAD] if spec.n_layers - 1 in layers else []
        trace = self.read(layers=layers, heads="all", arrays=(*ARRAYS, *BLOCK, *last), queries="all")
        token = self.token_of(trace)
        for output in self.output.each:
            if output.as_data:
                output.put(as_data(trace, output.ending))
            else:
                output.show(partial(self.view, self.with_lens(trace, token), token))

    def view(self, trace: Trace, token: int, look: Look) -> Iterable[Part]:
        """What was asked for: the diagram alone in a file whose name says so, the way, or a layer whole."""
        if self.output.out is not None and self.output.out.name.lower().endswith((".model.svg", ".model.png")):
            from attnx.views.block import block_diagram

            return block_diagram(trace, token, look)
        if self.choice.way:
            from attnx.measures.way import way
            from attnx.views.way import way_story

            return way_story(trace, way(trace, token), look)
        from attnx.views.block import block_story

        return block_story(trace, token, look)

    def with_lens(self, trace: Trace, token: int) -> Trace:
        """The trace with what the logit lens says of the token after each layer, where that is asked for and can be."""
        if not self.choice.way or not self.checkpoint.writes:
            return trace
        import attnx

        return replace(
            trace, guesses=attnx.predict(self.text, self.checkpoint, at=token, lens=True, candidates=1).guesses
        )

    def token_of(self, trace: Trace) -> int:
        """The token that is asked about: the one named, or a pronoun, or else the last that is the text's own."""
        if self.focus is not None:
            return find(trace.tokens, self.focus)
        own = [token for token in trace.tokens if not token.special] or list(trace.tokens)
        return next((token.index for token in own if token.text.strip().casefold() in PRONOUNS), own[-1].index)
