"""A trace to where it was asked to go: tables, JSON, or a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from attnx.cli import choices
from attnx.cli.deliver import Delivery
from attnx.cli.endings import DATA, MAPS, PAGES, ending_of
from attnx.cli.output import check_extension, emit, write_file
from attnx.cli.paper import Paper, show, write_picture
from attnx.cli.words import SAY
from attnx.errors import Phrase, UsageError
from attnx.frozen import frozen
from attnx.trace import MATRICES

if TYPE_CHECKING:
    from rich.console import RenderableType

    from attnx.trace import Attention, Trace
    from attnx.views.look import Look
    from attnx.views.pictures.drawing import Drawing

    View = Callable[["Trace", "Wish", Look], Iterable[RenderableType]]


@frozen
class Wish:
    """How a trace is to be presented; what contradicts itself is refused before any work is done."""

    focus: str | None
    cell: str | None
    steps: str | None
    precision: int
    full: bool
    width: int | None
    json: bool
    out: Path | None
    merge: bool = False
    skip_first: bool = False
    top: int | None = None
    html: Path | None = None

    def __post_init__(self) -> None:
        check_extension(self.out)
        views = {"--focus": self.focus, "--cell": self.cell}
        chosen = [name for name, value in views.items() if value is not None]
        for option in (*chosen, *(() if self.top is None else ("--top-k",))):
            self.refuse_as_data(option)
        if self.cell is not None and self.merge:
            raise UsageError("cell_of_words", option="--cell", other="--merge")
        if len(chosen) > 1:
            raise UsageError("two_views", one=chosen[0], other=chosen[1])
        if chosen and self.steps is not None:
            raise UsageError("two_views", one=chosen[0], other="--steps")
        if self.json and self.out is not None and ending_of(self.out) != ".json":
            raise UsageError("json_and_view", option=f"--out {self.out}")
        others = {"--cell": self.cell, "--steps": self.steps, "--top-k": self.top, "--out": self.out}
        if self.html is not None:
            alone(self.html, others | {"--json": self.json})
        for step in choices.steps_of(self.steps) if self.steps is not None and self.maps else ():
            if step not in MATRICES:
                raise UsageError("no_matrix", name=step, choices=", ".join(MATRICES))
        choices.steps_of(self.steps)

    @property
    def maps(self) -> bool:
        """Whether heat maps were asked for, which are of the weights where no step is named."""
        return self.out is not None and ending_of(self.out) in MAPS

    def refuse_as_data(self, option: str) -> None:
        """Raises UsageError where the numbers themselves were asked for, which this option has no say in."""
        if self.out is not None and ending_of(self.out) not in PAGES:
            raise UsageError("file_and_view", ending=ending_of(self.out), option=option)
        if self.json:
            raise UsageError("json_and_view", option=option)

    @property
    def paper(self) -> Paper:
        """What it is written on."""
        return Paper(self.precision, self.full, self.width, self.top)

    @property
    def delivery(self) -> Delivery:
        """How what a lens found is handed over."""
        return Delivery(self.precision, self.full, self.width, self.json, self.out)

    @property
    def arrays(self) -> tuple[str, ...]:
        """What has to be recorded for it."""
        steps = "weights" if self.maps and self.steps is None else self.steps
        return choices.arrays_of(steps, None if self.html else self.focus, self.cell)


def alone(html: Path, others: Mapping[str, object]) -> None:
    """Raises UsageError for a page that attnx cannot write, or beside another view that was asked for."""
    check_extension(html, (".html",))
    if other := choices.given(others):
        raise UsageError("two_views", one="--html", other=other)


def less(trace: Trace, layer: str | None, head: str | None, wish: Wish) -> Trace:
    """The trace averaged, merged and without its first key, as far as each was asked for."""
    from attnx.reduce import reduced

    asked = {
        "--layer mean": layer == "mean",
        "--head mean": head == "mean",
        "--merge words": wish.merge,
        "--skip-first": wish.skip_first,
    }
    return reduced(trace, [option for option, wanted in asked.items() if wanted])


def present(
    trace: Trace, wish: Wish, layer: int | None = None, head: int | None = None, view: View | None = None
) -> None:
    """Prints or writes the trace as wished, with the `view` where there is one; a page opens at this layer and head.

    Raises UsageError for a word that is not in it.
    """
    if wish.html is not None:
        from attnx.cli.page import write_html
        from attnx.views.page.data import Opened

        query = None if wish.focus is None else choices.find(trace.tokens, wish.focus)
        write_html(wish.html, trace, Opened(layer, head, query), wish.precision)
        return
    ending = ending_of(wish.out) if wish.out else ".json" if wish.json else ""
    if ending in DATA:
        data = as_data(trace, ending)
        write_file(wish.out, data) if wish.out else emit(data)
        return

    def shown(how: Look) -> Iterable[RenderableType]:
        return (view or parts)(trace, wish, how)

    if wish.out and wish.maps:
        write_picture(wish.out, maps_of(trace, wish))
        return
    show(shown, wish.out, wish.paper)


def maps_of(trace: Trace, wish: Wish) -> Drawing:
    """The steps that were asked for as heat maps. Raises UsageError for one that the trace does not hold."""
    from attnx.views.look import Look
    from attnx.views.pictures.maps import heat_maps

    steps = ("weights",) if wish.steps is None else choices.steps_of(wish.steps)
    for step in steps:
        if not any(MATRICES[step] in attention.arrays for _, attention in trace.attentions()):
            held = {array for _, attention in trace.attentions() for array in attention.arrays}
            there = ", ".join(one for one, array in MATRICES.items() if array in held)
            raise UsageError("not_recorded", what=Phrase("step"), name=step, there=there or "0")
    return heat_maps(trace, steps, Look(SAY, precision=wish.precision))


def as_data(trace: Trace, ending: str) -> bytes:
    """The numbers of a trace in the format that this ending names."""
    if ending in (".json", ".safetensors"):
        from attnx import saved

        return saved.to_json(trace) if ending == ".json" else saved.to_safetensors(trace)
    if ending == ".npz":
        from attnx.views.data.npz import to_npz

        return to_npz(trace)
    from attnx.views.data.spreadsheet import to_csv

    return to_csv(trace)


def parts(trace: Trace, wish: Wish, how: Look) -> Iterator[RenderableType]:
    """The view that was asked for."""
    if wish.focus is not None:
        from attnx.views.focus import focus_story

        first = attention_with(trace, "weights")
        tokens = trace.source if first.kind == "encoder" else trace.tokens
        query = choices.find(tokens, wish.focus)
        return focus_story(trace, first.queries.index(query) if first.queries else query, how)
    if wish.cell is not None:
        from attnx.views.cell import cell_story

        first = attention_with(trace, "weights")
        if first.averaged:
            raise UsageError("one_head", option="--cell")
        attention_with(trace, "q", "k", "scores", "scaled")
        query, key = choices.find_cell(trace.queries_of(first), trace.keys_of(first), wish.cell)
        return cell_story(trace, query, key, how)
    from attnx.views.steps import explanation

    return explanation(trace, choices.steps_of(wish.steps), how)


def attention_with(trace: Trace, *names: str) -> Attention:
    """The first attention of the trace. Raises UsageError where it, or another one, does not hold these arrays."""
    attentions = [attention for _, attention in trace.attentions()]
    for name in names:
        for held in [attention.arrays for attention in attentions] or [{}]:
            if name not in held:
                raise UsageError("not_recorded", what=Phrase("step"), name=name, there=", ".join(held) or "0")
    return attentions[0]
