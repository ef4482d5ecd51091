"""The matrices of a trace as heat maps: for each step one scale, and a map for each layer and head."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import numpy as np

from attnx.errors import OutputError
from attnx.trace import ATTENTION_AXES, MATRICES, Attention, Token, Trace
from attnx.views.draw.pictures.drawing import Drawing
from attnx.views.figures.heatmap import Map, Section
from attnx.views.figures.page import figure, known_of, named, names
from attnx.views.figures.scale import scale_of, scale_of_shares
from attnx.views.figures.section import section_parts
from attnx.views.figures.style import Style
from attnx.views.figures.told import Told, marked, placed, queries_of, spoken_of, told
from attnx.views.look import Look
from attnx.views.opening import FACT
from attnx.views.place import of_kind, place

MOST = 1_000_000  # cells of one picture


def heat_maps(trace: Trace, steps: Collection[str], style: Style, look: Look) -> Drawing:
    """These steps of the trace, under what they say of the word that leads, above what has to be known of them.

    Raises OutputError where that is more than a picture can show.
    """
    row = told(trace, style)
    shown = list(sections(trace, steps, style, row, look))
    check_size(shown)
    body = [section_parts(section, style.inks, look) for section in shown]
    return figure(row.sentence(trace, look) if row else "", named(trace, look), body, known_of(trace, look), style)


def check_size(shown: Sequence[Section]) -> None:
    """Raises OutputError for more cells than a picture can show."""
    cells = sum(map_.data.size for section in shown for map_ in section.maps)
    if cells > MOST:
        raise OutputError("map_large", found=f"{cells:,}", limit=f"{MOST:,}")


def sections(trace: Trace, steps: Collection[str], style: Style, row: Told | None, look: Look) -> Iterator[Section]:
    """A section for each step that the trace holds, in the order in which it happens, and each kind of attention."""
    for step, array in MATRICES.items():
        if step not in steps:
            continue
        for kind in dict.fromkeys(attention.kind for _, attention in trace.attentions()):
            held = [(number, attention) for number, attention in trace.attentions() if attention.kind == kind]
            maps = [
                map_
                for number, attention in held
                for map_ in maps_of(trace, number, attention, array, row, style, look)
            ]
            if not maps:
                continue
            numbers = np.concatenate([map_.data.ravel() for map_ in maps])
            weights = array == "weights"
            scale = scale_of_shares(numbers, style.inks) if weights else scale_of(numbers, style.inks)
            rows, columns = (look.say(f"figure_{axis}") for axis in ATTENTION_AXES[array][-2:])
            title = array if array in ("x", "q", "k", "v") else look.say(f"title_{step}")
            measures = look.say("figure_weight") if weights else title
            where = title_place(trace, *held[0], maps, look)
            yield Section(FACT.join((title, where)), (rows, columns), measures, scale, maps)


def title_place(trace: Trace, number: int, attention: Attention, maps: Sequence[Map], look: Look) -> str:
    """Where the maps of a section are from: the layer and head of one, or the kind of many."""
    if len(maps) > 1:
        return of_kind(attention.kind, look.say("figure_heads"), look.say)
    return place(trace, number, attention, attention.heads[0] if len(attention.heads) == 1 else None, look.say)


def mark_of(trace: Trace, attention: Attention, head: int | None, style: Style) -> tuple[int, int] | None:
    """The cell that was named, or what the query that was named reads most; None in another kind of attention."""
    if attention.kind != spoken_of(trace).kind:
        return None
    if style.mark is not None:
        return marked(trace, attention, style.mark)
    if style.focus is None:
        return None
    query = placed(style.focus, queries_of(trace, attention))
    return query, int(attention.of_head("weights", head).data[query].argmax())


def maps_of(
    trace: Trace, number: int, attention: Attention, name: str, row: Told | None, style: Style, look: Look
) -> Iterator[Map]:
    """The matrix of each head; one for all heads where they share it, or where it is their mean."""
    if name not in attention.arrays:
        return
    queries, keys = trace.queries_of(attention), trace.keys_of(attention)
    axes = ATTENTION_AXES[name][-2:]
    shared = name in ("x", "out")
    layer = look.say("place_layer", layer=number)
    for head in (None,) if shared or attention.averaged else attention.heads:
        data = attention.of_head(name, head).data
        (rows, quiet_rows), (columns, quiet_columns) = (
            of_axis(axis, size, queries, keys) for axis, size in zip(axes, data.shape, strict=True)
        )
        cell = None if "key" not in axes else row.mark if row and row.mark else mark_of(trace, attention, head, style)
        if name == "weights" and "skipped" in attention.arrays and len(keys) > 1:
            data, columns = data[:, 1:], columns[1:]
            quiet_columns = frozenset(column - 1 for column in quiet_columns)
            cell = None if cell is None or cell[1] == 0 else (cell[0], cell[1] - 1)
        of_head = look.say("figure_shared") if head is None else look.say("figure_head", head=head)
        yield Map((layer, of_head), data, rows, columns, (quiet_rows, quiet_columns), cell)


def of_axis(axis: str, size: int, queries: Sequence[Token], keys: Sequence[Token]) -> tuple[list[str], frozenset[int]]:
    """What the places of an axis are called, and which of them are markers; numbers where they are merely counted."""
    tokens = {"query": queries, "key": keys}.get(axis)
    if tokens is None:
        return [str(place) for place in range(size)], frozenset()
    return names(tokens), frozenset(place for place, token in enumerate(tokens) if token.special)
