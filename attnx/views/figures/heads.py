"""The weights of every head at a glance: those that do something framed, and told of below."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from attnx.measures.habits import Habit, habits
from attnx.measures.heads import heads as measure
from attnx.trace import Trace
from attnx.views.draw.pictures.drawing import HEIGHT, Drawing, Label, Shape
from attnx.views.draw.pictures.letters import reach
from attnx.views.figures.grid import grid
from attnx.views.figures.heatmap import Map, Section
from attnx.views.figures.maps import check_size, sections
from attnx.views.figures.page import figure, known_of, named, wrapped
from attnx.views.figures.placed import Placed
from attnx.views.figures.section import titled, with_bar
from attnx.views.figures.style import GAP, TEXT, Inks, Style
from attnx.views.heads import does, headline, here, told_of
from attnx.views.look import Look, shorten
from attnx.views.visible import visible

WIDTH = 880.0  # of all maps together
LEAST, LARGEST = 56.0, 150.0  # the longest side of a map, within these
FINEST = 64  # cells along the side of a map: more would not be told apart
NARROWEST = 200.0  # of what is said of a head
LONGEST = 160  # of the text that is said, in cells of a terminal


def heads_figure(trace: Trace, style: Style, look: Look) -> Drawing:
    """Every head that the trace holds; where a text reads itself, what those do that do something.

    Raises UsageError where weights were not recorded, or only those of some rows or their mean, and OutputError for
    more than a picture can show.
    """
    working: list[Habit] = []
    title = ""
    if not trace.source:
        measured = measure(trace)
        found = told_of(habits(trace, measured))
        working = [habit for habit in found if habit.at_work]
        title = headline(found, measured, look)
    whole = list(sections(trace, ("weights",), style, None, look))
    told = {(look.say("place_layer", layer=one.layer), look.say("figure_head", head=one.head)) for one in working}
    shown = [
        replace(part, title=part.title if len(whole) > 1 else "", maps=[glance(map_, told) for map_ in part.maps])
        for part in whole
    ]
    check_size(shown)
    body = [all_maps(section, style.inks, look) for section in shown]
    if working:
        body.append(legend(working, body[0].width, style.inks, look))
    about = [look.say("figure_heads_about", text=shorten(visible(trace.text), LONGEST))]
    largest = max((size for section in whole for map_ in section.maps for size in map_.data.shape), default=0)
    if largest > FINEST:
        about.append(look.say("grid_blocks", tokens=largest, rows=FINEST, columns=FINEST))
    return figure(title, named(trace, look), body, [*about, *known_of(trace, look)], style)


def glance(map_: Map, told: Collection[tuple[str, str]]) -> Map:
    """The map of a long text in fewer cells, each the largest of its block; it is framed where it is told of."""
    counts = [min(size, FINEST) for size in map_.data.shape]
    data = map_.data
    for axis, (size, count) in enumerate(zip(map_.data.shape, counts, strict=True)):
        data = np.maximum.reduceat(data, np.arange(count) * size // count, axis=axis)
    mark = map_.mark
    if mark is not None:
        row, column = (
            ((place + 1) * count - 1) // size for place, size, count in zip(mark, map_.data.shape, counts, strict=True)
        )
        mark = row, column
    return replace(map_, data=data, mark=mark, told=map_.place in told)


def all_maps(section: Section, inks: Inks, look: Look) -> Placed:
    """The maps with their bar, together as wide as a page."""
    heads = len({map_.place[1] for map_ in section.maps})
    most = min(max(WIDTH / heads - GAP / 2, LEAST), LARGEST)
    return titled(with_bar(grid(section, most, inks, look), section, inks, look), section.title, inks)


def legend(working: Sequence[Habit], width: float, inks: Inks, look: Look) -> Placed:
    """A line for each head that does something: where it is, what it does, and what that is in this text."""
    rows = [(look.say("place", layer=one.layer, head=one.head), does(one, look), here(one, look)) for one in working]
    left = max(reach(where, bold=True) for where, _, _ in rows) * TEXT + GAP
    middle = left + max(reach(what) for _, what, _ in rows) * TEXT + GAP
    line, y = TEXT * HEIGHT, 0.0
    parts: list[Shape] = []
    for where, what, said in rows:
        parts += [
            Label(0, y + line / 2, where, TEXT, inks.query, bold=True),
            Label(left, y + line / 2, what, TEXT, inks.text),
        ]
        for text in wrapped(said, max(width - middle, NARROWEST), TEXT):
            parts.append(Label(middle, y + line / 2, text, TEXT, inks.quiet))
            y += line
    right = max(part.x + part.length for part in parts if isinstance(part, Label))
    return Placed(right, y, tuple(parts))
