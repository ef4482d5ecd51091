"""A trace to where it was asked to go: tables, JSON, or a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from attnx.cli import choices
from attnx.cli.output import check_extension, console, emit, look, print_parts, render, write_file
from attnx.errors import UsageError
from attnx.frozen import frozen

if TYPE_CHECKING:
    from rich.console import RenderableType

    from attnx.trace import Attention, Trace
    from attnx.views.look import Look

    View = Callable[["Trace", "Wish", Look], Iterator[RenderableType]]


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
        check_extension(self.html, (".html",))
        views = {"--focus": self.focus, "--cell": self.cell}
        chosen = [name for name, value in views.items() if value is not None]
        as_data = self.json or (self.out is not None and self.out.suffix.lower() != ".txt")
        if chosen and as_data:
            raise UsageError("json_and_view", option=chosen[0])
        if self.top is not None and as_data:
            raise UsageError("json_and_view", option="--top-k")
        if self.cell is not None and self.merge:
            raise UsageError("cell_of_words", option="--cell", other="--merge")
        if len(chosen) > 1:
            raise UsageError("two_views", one=chosen[0], other=chosen[1])
        if chosen and self.steps is not None:
            raise UsageError("two_views", one=chosen[0], other="--steps")
        if self.json and self.out is not None and self.out.suffix.lower() != ".json":
            raise UsageError("json_and_view", option=f"--out {self.out}")
        others = {"--cell": self.cell, "--steps": self.steps, "--top-k": self.top, "--out": self.out}
        beside = [name for name, value in others.items() if value is not None] + ["--json"] * self.json
        if self.html is not None and beside:
            raise UsageError("two_views", one="--html", other=beside[0])
        choices.steps_of(self.steps)

    @property
    def arrays(self) -> tuple[str, ...]:
        """What has to be recorded for it."""
        return choices.arrays_of(self.steps, None if self.html else self.focus, self.cell)


def reduced(trace: Trace, layer: str | None, head: str | None, wish: Wish) -> Trace:
    """The trace averaged, merged and without its first key, as far as each was asked for."""
    if layer == "mean":
        from attnx.measures.select import mean_of_layers

        trace = mean_of_layers(trace)
    elif head == "mean":
        from attnx.measures.select import mean_of_heads

        trace = mean_of_heads(trace)
    if wish.merge:
        from attnx.measures.merge import merge_words

        trace = merge_words(trace)
    if wish.skip_first:
        from attnx.measures.skip import skip_first

        trace = skip_first(trace)
    return trace


def present(
    trace: Trace, wish: Wish, layer: int | None = None, head: int | None = None, view: View | None = None
) -> None:
    """Prints or writes the trace as wished, with the `view` where there is one; a page opens at this layer and head.

    Raises UsageError for a word that is not in it.
    """
    if wish.html is not None:
        from attnx.cli.page import write_page
        from attnx.views.page.data import Opened

        query = None if wish.focus is None else choices.find(trace.tokens, wish.focus)
        write_page(wish.html, trace, Opened(layer, head, query), wish.precision)
        return
    suffix = wish.out.suffix.lower() if wish.out else ".json" if wish.json else ""
    if suffix in (".json", ".safetensors"):
        from attnx import saved

        data = saved.to_json(trace) if suffix == ".json" else saved.to_safetensors(trace)
        write_file(wish.out, data) if wish.out else emit(data)
        return
    page = console(wish.width, plain=wish.out is not None)
    shown = (view or parts)(trace, wish, look(page, wish.precision, wish.full, wish.top))
    if wish.out:
        write_file(wish.out, render(page, shown).encode())
    else:
        print_parts(page, shown)


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
                raise UsageError("not_recorded", what="step", one=name, there=", ".join(held) or "0")
    return attentions[0]
