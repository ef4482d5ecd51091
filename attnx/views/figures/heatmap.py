"""A matrix as a heat map: where every cell, name, tick and number of it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, radians, sin

import numpy as np

from attnx.frozen import frozen
from attnx.views.draw.pictures.drawing import HEIGHT, RGB, Box, Cells, Frame, Label, Shape, Stroke
from attnx.views.draw.pictures.letters import reach, upright
from attnx.views.figures.placed import Placed, moved
from attnx.views.figures.scale import Scale
from attnx.views.figures.style import GAP, SMALL, TEXT, Inks
from attnx.views.look import Look, shorten

CELL = 34.0  # the side of a cell that holds its number
BARE = 28.0  # the longest side of one that does not
SMALLEST = 8.0  # letters of numbers: smaller ones are not read
NUMBERED = 24  # the most rows and columns whose cells hold their numbers
MOST = 520.0  # the longest side of a map whose cells hold no numbers
LONGEST = 16  # the longest name of a token, in cells of a terminal
BESIDE = 8.0  # between a map and the names beside it
BAR = 14.0
TOLD = 2.5  # how thick the frame of a map is of which something is said


@frozen(eq=False)
class Map:
    """One matrix. `rows` and `columns` are what its places are called, `quiet` those of markers (row, column); it has
    no rows where a map beside it names them.

    `place` is its row and its column among the maps of its section, by name, and it is `told` of where something is
    said of it. −∞ has a colour of its own, NaN none.
    """

    place: tuple[str, str]
    data: np.ndarray
    rows: Sequence[str]
    columns: Sequence[str]
    quiet: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
    mark: tuple[int, int] | None = None
    told: bool = False


@frozen(eq=False)
class Section:
    """Maps of one kind on one scale; `axes` are the words for rows and columns, `measures` what the scale is of."""

    title: str
    axes: tuple[str, str]
    measures: str
    scale: Scale
    maps: Sequence[Map]


def whole(map_: Map, section: Section, side: float, inks: Inks, look: Look) -> Placed:
    """One map with everything around it: the names of its axes in the middle of each, the names of its places."""
    columns = [shorten(name, LONGEST) for name in map_.columns]
    line = TEXT * HEIGHT
    n_rows, n_columns = map_.data.shape
    across, down = n_columns * side, n_rows * side
    above = list(over(columns, side, map_, inks))
    reached = [corner for label in above for corner in label.corners]
    rise, right = max((-y for _, y in reached), default=0.0), max((x for x, _ in reached), default=0.0)
    top = ceil(line + GAP / 3 + rise)
    parts: list[Shape] = []
    left, height = 0.0, top + down
    if map_.rows:
        widest = max(reach(shorten(name, LONGEST), bold=True) for name in map_.rows) * TEXT
        left = line + GAP / 2 + widest + BESIDE
        parts += moved(beside(map_, side, inks), left, top)
        axis = middle_of(top, down, section.axes[0])
        parts.append(Label(line / 2, axis, section.axes[0], TEXT, inks.quiet, anchor="middle", angle=90))
        height = max(height, axis + reach(section.axes[0]) * TEXT / 2)
    axis = middle_of(left, across, section.axes[1])
    parts.append(Label(axis, line / 2, section.axes[1], TEXT, inks.quiet, anchor="middle"))
    parts += moved(above, left, top)
    parts += moved(cells(map_, side, section.scale, inks, look), left, top)
    width = max(left + across, left + right, axis + reach(section.axes[1]) * TEXT / 2)
    return Placed(width, height, tuple(parts), top, top + down)


def middle_of(begin: float, length: float, name: str) -> float:
    """Where the name of an axis has its middle; one that is longer than its axis begins where the picture does."""
    return max(begin + length / 2, reach(name) * TEXT / 2)


def beside(map_: Map, side: float, inks: Inks) -> Iterator[Label]:
    """The names at the left of the rows, from the top left of the cells."""
    for place in every(map_.data.shape[0], TEXT * HEIGHT, side):
        marked = map_.mark is not None and map_.mark[0] == place
        ink = inks.query if marked else ink_of(place, map_.quiet[0], inks)
        name = shorten(map_.rows[place], LONGEST)
        yield Label(-BESIDE, (place + 0.5) * side, name, TEXT, ink, bold=marked, anchor="end")


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
        if not name:
            continue
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
            text = "" if np.isnan(value) or value == 0 else number(float(value), scale, look)
            if text:
                size = min(SMALL, (side - 4) / reach(text))
                middle = (column + 0.5) * side, (row + 0.5) * side
                yield Label(*middle, text, size, scale.ink(float(value)), anchor="middle")
    told = (inks.query, TOLD) if map_.told else (inks.rule, 1.0)
    yield Frame(0, 0, n_columns * side, n_rows * side, *told)
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
