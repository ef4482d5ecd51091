"""A trace to where it was asked to go: tables, JSON, arrays, heat maps, or a page of HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from attnx.cli.desk.choices import HeadChoice, ViewChoice, arrays_of, steps_of
from attnx.cli.desk.figures import figure_of
from attnx.cli.desk.html import write_html
from attnx.cli.desk.options import given
from attnx.cli.desk.output import TraceOutput, json_of
from attnx.cli.desk.pace import Pace, in_scenes, play
from attnx.cli.desk.tokens import find, find_cell, find_row, having
from attnx.errors import Phrase, UsageError
from attnx.frozen import frozen
from attnx.trace import MATRICES

if TYPE_CHECKING:
    from attnx.measures.opening import Opening
    from attnx.measures.readings import Readings
    from attnx.trace import Attention, Candidate, Trace
    from attnx.views.look import Look
    from attnx.views.page.live import Live
    from attnx.views.parts import Part

    TraceView = Callable[[Trace, Look], Iterable[Part]]


TOLD = ("heatmap", "arcs", "lines")  # the figures that are told of a word


@frozen
class Showing:
    """What is shown of a trace, and where; what of the two does not go together is refused before any work is done."""

    view: ViewChoice
    output: TraceOutput
    live: Live | None = None  # the model that a page holds
    one_word: bool = False  # whether a page has what is around attention of the word it follows alone
    following: tuple[Candidate, ...] = ()  # and what may come after that word

    def __post_init__(self) -> None:
        view, output = self.view, self.output
        told = view.focus is not None and output.figure in TOLD
        if told and output.mark is not None:
            raise UsageError("two_views", one="--focus", other="--mark")
        rows = {option: value for option, value in view.rows.items() if not (told and option == "--focus")}
        if option := given({**rows, "--top-k": view.top_k}):
            output.refuse_arrays(option)
        output.alone({"--cell": view.cell, "--steps": view.steps, "--top-k": view.top_k})
        for step in steps_of(view.steps) if view.steps is not None and output.figure else ():
            if step not in MATRICES:
                raise UsageError("no_matrix", name=step, choices=", ".join(MATRICES))

    @property
    def arrays(self) -> tuple[str, ...]:
        """What has to be recorded for it."""
        only_figure = self.output.figure and not self.output.json and self.view.steps is None
        if only_figure and self.output.figure == "heads":
            return ("mask", "weights")
        steps = "weights" if only_figure else self.view.steps
        whole = self.output.html or only_figure
        return arrays_of(steps, None if whole else self.view.focus, self.view.cell)

    def part_of(self, trace: Trace, heads: HeadChoice) -> Trace:
        """The layers, heads and arrays of a trace that were asked for; all it holds where nothing was said."""
        from attnx.reduce.narrow import narrow

        held = [attention for _, attention in trace.attentions()]
        there = list(dict.fromkeys(head for attention in held for head in attention.heads))
        heads = heads.counted([layer.layer for layer in trace.layers], there)
        layers, numbers = heads.layers, heads.heads
        if numbers not in (None, "all") and any(attention.averaged for attention in held):
            raise UsageError("not_recorded", what=Phrase("head"), name=heads.head, there="mean")
        part = narrow(
            trace,
            None if layers == "all" else layers,
            None if numbers == "all" else numbers,
            self.arrays if self.view.steps is not None and not self.output.figure else None,
        )
        return self.reduced(part, heads)

    def reduced(self, trace: Trace, heads: HeadChoice) -> Trace:
        """The trace averaged, merged and without its first key, as far as each was asked for."""
        from attnx.reduce import reduced

        return reduced(trace, [*heads.reductions, *self.view.reductions])

    def show(
        self,
        trace: Trace,
        view: TraceView | None = None,
        layer: int | None = None,
        head: int | None = None,
        opening: Opening | None = None,
        before: Callable[[], Readings | None] = lambda: None,
        pace: Pace | None = None,
    ) -> None:
        """Prints or writes the trace, with this view where there is one; a page opens at this layer and head.

        At a `pace` the view comes step by step.

        Raises UsageError for a word that is not in it.
        """
        if self.output.html is not None:
            from attnx.views.page.data import Opened

            query = None if self.view.focus is None else find(trace.tokens, self.view.focus)
            reason = None if opening is None else opening.reason
            opened = Opened(layer, head, reason, query, one_word=self.one_word, following=self.following)
            write_html(self.output.html, trace, opened, self.output.precision, self.live)
            return
        told = view or partial(self.chosen, opening=opening, before=before)

        def view_of(look: Look) -> Iterable[Part]:
            return told(trace, replace(look, top=self.view.top_k))

        for output in self.output.each:
            if output.figure:
                output.draw(figure_of(trace, self.view.steps, output, self.view.focus))
            elif output.as_data:
                output.put(self.data(trace, output.ending))
            elif pace is None:
                output.show(view_of, trace.text)
            else:
                play(lambda look: in_scenes(view_of(look)), output, pace, trace.text)

    def data(self, trace: Trace, ending: str) -> bytes:
        """The numbers of the view that was asked for, or of the whole trace, in the format that this ending names."""
        from attnx.cli.desk import documents

        view = self.view
        if view.cell is not None:
            return json_of(documents.of_cell(trace, *self.cell(trace, view.cell)))
        if view.brief:
            asked, query = self.asked(trace)
            return json_of(documents.of_answer(asked, query))
        if view.focus is not None:
            asked = having(trace, view.focus)
            return json_of(documents.of_row(asked, partial(find_row, asked, wanted=view.focus), view.top_k))
        if view.top_k is not None:
            return json_of(documents.of_top(trace, view.top_k))
        return as_data(trace, ending)

    def chosen(
        self,
        trace: Trace,
        look: Look,
        opening: Opening | None = None,
        before: Callable[[], Readings | None] = lambda: None,
    ) -> Iterator[Part]:
        """The view that was asked for; `opening` is why this head is shown, `before` its rows before it learned."""
        view = self.view
        if view.cell is not None:
            from attnx.views.cell import cell_story

            return cell_story(trace, *self.cell(trace, view.cell), look)
        trace, asked = self.asked(trace)
        if view.focus is not None and not view.brief:
            from attnx.views.focus import focus_story

            return focus_story(trace, partial(find_row, trace, wanted=view.focus), look)
        if view.steps is not None:
            from attnx.views.steps import explanation

            return explanation(trace, steps_of(view.steps), look)
        from attnx.views.explained import explained, only_head

        head = only_head(trace, asked, opening)
        if view.brief and head is None:
            raise UsageError("one_head", option="--brief")
        head = None if head is None else replace(head, before=before())
        story = explained(replace(trace, parameters={}), steps_of(None), look, head, view.brief)
        return story if view.brief else chain(story, around(trace, look))

    def asked(self, trace: Trace) -> tuple[Trace, int | None]:
        """The attentions that have the word that was asked for, and its row in the first of them; all, where none was.

        Raises UsageError for a word that is in none.
        """
        if self.view.focus is None:
            return trace, None
        attention_with(trace, "weights")
        trace = having(trace, self.view.focus)
        return trace, find_row(trace, attention_with(trace, "weights"), self.view.focus)

    @staticmethod
    def cell(trace: Trace, cell: str) -> tuple[int, int]:
        """The query and the key of a cell whose arithmetic can be told. Raises UsageError."""
        shown = attention_with(trace, "weights")
        if shown.averaged:
            raise UsageError("one_head", option="--cell")
        attention_with(trace, "q", "k", "scores", "scaled")
        return find_cell(trace.queries_of(shown), trace.keys_of(shown), cell)


def around(trace: Trace, look: Look) -> Iterator[Part]:
    """What happens around the attentions of a trace, where every step of that was recorded."""
    from attnx.measures.side import asked_of, sides

    for side in sides(trace):
        for layer in side.recorded:
            from attnx.views.block import block_story

            yield from block_story(trace, side, layer, asked_of(side.tokens), look)


def as_data(trace: Trace, ending: str) -> bytes:
    """The numbers of a trace in the format that this ending names."""
    if ending in (".json", ".safetensors"):
        from attnx import saved

        return saved.to_json(trace) if ending == ".json" else saved.to_safetensors(trace)
    if ending == ".npz":
        from attnx.cli.desk.files import uncut
        from attnx.views.data.npz import to_npz

        with uncut():  # NumPy's own end of an archive fails where it is interrupted
            return to_npz(trace)
    from attnx.views.data.spreadsheet import to_csv

    return to_csv(trace)


def attention_with(trace: Trace, *names: str) -> Attention:
    """The first attention of the trace. Raises UsageError where it, or another one, does not hold these arrays."""
    attentions = [attention for _, attention in trace.attentions()]
    for name in names:
        for held in [attention.arrays for attention in attentions] or [{}]:
            if name not in held:
                raise UsageError("not_recorded", what=Phrase("step"), name=name, there=", ".join(held) or "0")
    return attentions[0]
