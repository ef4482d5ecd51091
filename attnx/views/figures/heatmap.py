"""Matrices as heat maps: where every cell, name, tick and number of them stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, radians, sin, sqrt

import numpy as np

from attnx.frozen import frozen
from attnx.views.draw.pictures.drawing import HEIGHT, RGB, Box, Cells, Frame, Label, Shape, Stroke
from attnx.views.draw.pictures.letters import reach, upright
from attnx.views.figures.placed import Placed, abreast, below, moved
from attnx.views.figures.scale import Scale
from attnx.views.figures.style import GAP, SMALL, TEXT, Inks
from attnx.views.look import Look, shorten

CELL = 34.0  # the side of a cell that holds its number
BARE = 28.0  # the longest side of one that does not
SMALLEST = 8.0  # letters of numbers: smaller ones are not read
NUMBERED = 24  # the most rows and columns whose cells hold their numbers
MOST = 520.0  # the longest side of a map whose cells hold no numbers
SMALL_MAP = 150.0  # the same where there are many
LONGEST = 16  # the longest name of a token, in cells of a terminal
BESIDE = 8.0  # between a map and the names beside it
BAR = 14.0


@frozen(eq=False)
class Map:
    """One matrix. `rows` and `columns` are what its places are called, `quiet` those of markers (row, column).

    `place` is its row and its column among the maps of its section, by name. −∞ has a colour of its own, NaN none.
    """

    place: tuple[str, str]
    data: np.ndarray
    rows: Sequence[str]
    columns: Sequence[str]
    quiet: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
    mark: tuple[int, int] | None = None


@frozen(eq=False)
class Section:
    """Maps of one kind on one scale; `axes` are the words for rows and columns, `measures` what the scale is of."""

    title: str
    axes: tuple[str, str]
    measures: str
    scale: Scale
    maps: Sequence[Map]


def section_parts(section: Section, inks: Inks, look: Look) -> Placed:
    """The title, the maps where their layers and heads place them, and the bar at their right, as high as they are."""
    body = grid(section, inks, look) if len(section.maps) > 1 else whole(section.maps[0], section, inks, look)
    hidden = any(np.isneginf(map_.data).any() for map_ in section.maps)
    bar = bar_parts(section.scale, section.measures, body.bottom - body.top, inks, look, hidden)
    body = abreast(body, Placed(bar.width, bar.height, tuple(moved(bar.parts, 0, body.top))), GAP)
    if not section.title:
        return body
    heading = Label(0, TEXT * HEIGHT / 2, section.title, TEXT, inks.text, bold=True)
    return below(Placed(heading.length, TEXT * HEIGHT, (heading,)), body, GAP / 3)


def whole(map_: Map, section: Section, inks: Inks, look: Look) -> Placed:
    """One map with everything around it: the names of its axes in the middle of each, the names of its places."""
    side = numbered_side(map_, section.scale, look) or bare_side(map_, MOST)
    rows = [shorten(name, LONGEST) for name in map_.rows]
    columns = [shorten(name, LONGEST) for name in map_.columns]
    line = TEXT * HEIGHT
    n_rows, n_columns = map_.data.shape
    across, down = n_columns * side, n_rows * side
    left = line + GAP / 2 + max((reach(name, bold=True) * TEXT for name in rows), default=0.0) + BESIDE
    above = list(over(columns, side, map_, inks))
    reached = [corner for label in above for corner in label.corners]
    rise, right = max((-y for _, y in reached), default=0.0), max((x for x, _ in reached), default=0.0)
    top = ceil(line + GAP / 3 + rise)
    # A name of an axis that is longer than the axis begins where the picture does.
    axis_x, axis_y = (
        max(begin + length / 2, reach(name) * TEXT / 2)
        for begin, length, name in ((left, across, section.axes[1]), (top, down, section.axes[0]))
    )
    parts: list[Shape] = [
        Label(axis_x, line / 2, section.axes[1], TEXT, inks.quiet, anchor="middle"),
        Label(line / 2, axis_y, section.axes[0], TEXT, inks.quiet, anchor="middle", angle=90),
        *moved(above, left, top),
    ]
    for place in every(n_rows, line, side):
        marked = map_.mark is not None and map_.mark[0] == place
        ink = inks.query if marked else ink_of(place, map_.quiet[0], inks)
        middle = top + (place + 0.5) * side
        parts.append(Label(left - BESIDE, middle, rows[place], TEXT, ink, bold=marked, anchor="end"))
    parts += moved(cells(map_, side, section.scale, inks, look), left, top)
    width = max(left + across, left + right, axis_x + reach(section.axes[1]) * TEXT / 2)
    height = max(top + down, axis_y + reach(section.axes[0]) * TEXT / 2)
    return Placed(width, height, tuple(parts), top, top + down)


def over(columns: Sequence[str], side: float, map_: Map, inks: Inks) -> Iterator[Label]:
    """The names above the columns, from the top left of the cells: at 45°, numbers lying.

    Where there is Chinese its signs stand upright below one another, and other names read upwards beside them.
    """
    counted = all(name.isdigit() for name in columns)
    angle = 90 if any(map(upright, columns)) else 45
    line = TEXT * HEIGHT
    needed = max((reach(name) * TEXT + 4 for name in columns), default=line) if counted else line / sin(radians(angle))
    for place in every(len(columns), needed, side):
        marked = map_.mark is not None and map_.mark[1] == place
        ink = inks.key if marked else ink_of(place, map_.quiet[1], inks)
        name, middle = columns[place], (place + 0.5) * side
        if counted:
            yield Label(middle, -BESIDE / 2 - line / 2, name, TEXT, ink, marked, "middle")
        elif upright(name):
            for number, sign in enumerate(reversed(name)):
                yield Label(middle, -BESIDE / 2 - (number + 0.5) * line, sign, TEXT, ink, marked, "middle")
        else:
            yield Label(middle, -BESIDE / 2 - (line / 3 if angle == 45 else 0), name, TEXT, ink, marked, angle=angle)


def cells(map_: Map, side: float, scale: Scale, inks: Inks, look: Look) -> Iterator[Shape]:
    """The cells from (0, 0) on, numbers where they can be read, the frame around them and around what is marked."""
    n_rows, n_columns = map_.data.shape
    yield Cells(0, 0, side, side, scale.colours(map_.data))
    if side >= CELL:
        for (row, column), value in np.ndenumerate(map_.data):
            text = "" if np.isnan(value) else number(float(value), scale, look)
            if text:
                size = min(SMALL, (side - 4) / reach(text))
                middle = (column + 0.5) * side, (row + 0.5) * side
                yield Label(*middle, text, size, scale.ink(float(value)), anchor="middle")
    yield Frame(0, 0, n_columns * side, n_rows * side, inks.rule)
    if map_.mark is not None:
        row, column = map_.mark
        yield Frame(column * side, row * side, side, side, inks.query, max(min(side / 12, 2.5), 1.0))


def number(value: float, scale: Scale, look: Look) -> str:
    """A number in its cell: a weight without its zero, and nothing where it would be all zeros."""
    text = look.number(value)
    if scale.low < 0:
        return text
    return "" if not text.strip("0.") else text.removeprefix("0") if value < 1 else text


def numbered_side(map_: Map, scale: Scale, look: Look) -> float | None:
    """How long a side of a cell is that holds its number; None where they are too many, or too long."""
    count = max(map_.data.shape)
    if count > NUMBERED:
        return None
    texts = [number(float(value), scale, look) for value in map_.data.ravel() if not np.isnan(value)]
    needed = max((reach(text) * SMALLEST + 4 for text in texts), default=0.0)
    side = max(CELL, float(ceil(needed)))
    return side if side == CELL or count * side <= 2 * MOST else None


def bare_side(map_: Map, most: float) -> float:
    """The same of a cell without a number, of a map whose longest side is to be `most`."""
    n_rows, n_columns = map_.data.shape
    return float(max(min(BARE, most / max(n_rows, 1), 2 * most / max(n_columns, 1)), 1.0))


def grid(section: Section, inks: Inks, look: Look) -> Placed:
    """Layers as rows and heads as columns, named on the outer edge."""
    down = list(dict.fromkeys(map_.place[0] for map_ in section.maps))
    across = list(dict.fromkeys(map_.place[1] for map_ in section.maps))
    most = max(SMALL_MAP, MOST / sqrt(len(section.maps)))
    side = min(bare_side(map_, most) for map_ in section.maps)
    line = TEXT * HEIGHT
    # Room for the names at the edge, however few cells a map has.
    widths = [max(*(m.data.shape[1] * side for m in section.maps if m.place[1] == name), 2 * line) for name in across]
    heights = [max(*(m.data.shape[0] * side for m in section.maps if m.place[0] == name), line) for name in down]
    left = max(reach(name) * TEXT for name in down) + BESIDE
    top = max(line, *(reach(name) * TEXT for name in across)) if narrow(across, widths) else line + BESIDE / 2
    parts: list[Shape] = []
    x = left
    for name, width in zip(across, widths, strict=True):
        if narrow(across, widths):
            parts.append(Label(x + width / 2, top - line / 3, name, TEXT, inks.quiet, angle=45))
        else:
            parts.append(Label(x + width / 2, line / 2, name, TEXT, inks.quiet, anchor="middle"))
        x += width + GAP / 2
    y = top
    for name, height in zip(down, heights, strict=True):
        parts.append(Label(left - BESIDE, y + height / 2, name, TEXT, inks.quiet, anchor="end"))
        y += height + GAP / 2
    for map_ in section.maps:
        column, row = across.index(map_.place[1]), down.index(map_.place[0])
        x = left + sum(widths[:column]) + column * GAP / 2
        y = top + sum(heights[:row]) + row * GAP / 2
        parts += moved(cells(map_, side, section.scale, inks, look), x, y)
    right = left + sum(widths) + (len(widths) - 1) * GAP / 2
    bottom = top + sum(heights) + (len(heights) - 1) * GAP / 2
    reached = max((corner[0] for part in parts if isinstance(part, Label) for corner in part.corners), default=right)
    return Placed(max(right, reached), bottom, tuple(parts), top, bottom)


def narrow(names: Sequence[str], widths: Sequence[float]) -> bool:
    """Whether a name is wider than what it stands above."""
    return any(reach(name) * TEXT > width + GAP / 4 for name, width in zip(names, widths, strict=True))


def bar_parts(scale: Scale, name: str, height: float, inks: Inks, look: Look, hidden: bool = False) -> Placed:
    """The colours from the highest number down to the lowest, ticks with their numbers, what it measures, and −∞."""
    line = SMALL * HEIGHT
    high = max(height - (line + BESIDE if hidden else 0.0), 4 * line)
    levels = np.linspace(scale.high, scale.low, max(ceil(high), 2))
    parts: list[Shape] = [Cells(0, 0, BAR, high / len(levels), scale.colours(levels[:, None]))]
    parts.append(Frame(0, 0, BAR, high, inks.rule))
    right = BAR
    last = -line
    for value, text in reversed(scale.ticks):
        y = high * (scale.high - value) / (scale.high - scale.low)
        middle = min(max(y, line / 2), high - line / 2)
        if middle - last < line:  # a low bar has no room for each
            continue
        last = middle
        label = Label(BAR + 8, middle, text, SMALL, inks.text)
        parts += [Stroke(((BAR, y), (BAR + 4, y)), 1.0, inks.quiet), label]
        right = max(right, BAR + 8 + label.length)
    bottom = high
    if hidden:
        label = Label(BAR + 8, high + BESIDE + line / 2, look.number(float("-inf")), SMALL, inks.text)
        parts += [Box(0, high + BESIDE, BAR, line, inks.hidden), label]
        right, bottom = max(right, BAR + 8 + label.length), high + BESIDE + line
    if reach(name) * TEXT <= high:
        parts.append(Label(right + TEXT, high / 2, name, TEXT, inks.quiet, anchor="middle", angle=90))
        right += TEXT + TEXT * HEIGHT / 2
    return Placed(right, bottom, tuple(parts))


def every(count: int, needed: float, size: float) -> range:
    """The places that are named: all, or every n-th where a name needs the room of several cells."""
    return range(0, count, max(ceil(needed / size - 1e-9), 1))


def ink_of(place: int, quiet: frozenset[int], inks: Inks) -> RGB:
    """Of the name of a place: markers are quiet."""
    return inks.quiet if place in quiet else inks.text
