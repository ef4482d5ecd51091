"""Matrices as heat maps: where every cell, label, tick and number of them stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil

import numpy as np
from rich.cells import cell_len

from attnx.frozen import frozen
from attnx.views.draw.pictures.drawing import ADVANCE, HEIGHT, RGB, Box, Cells, Drawing, Words
from attnx.views.draw.pictures.scale import BLACK, HIDDEN, LEVELS, WHITE, Scale
from attnx.views.draw.wrap import UNITS, pack
from attnx.views.look import Look, shorten

GREY: RGB = (90, 90, 90)
TITLE, TEXT, NUMBER = 16.0, 12.0, 11.0  # sizes of letters
MARGIN, GAP = 16, 24  # around everything, and between two maps
BESIDE = 8  # between a map and the names of its rows: half a line, into which a name above may reach
LABEL = 14  # the longest label, in letters
SIDE, MOST = 18, 480  # the longest side of a cell without a number, and of a map of such cells
NUMBERED = 20  # the most rows and columns whose cells hold their numbers
ACROSS = 1280  # how wide maps side by side may be
BAR, BAR_HEIGHT = 14, 128  # a pixel for every second colour


@frozen(eq=False)
class Map:
    """One matrix: what it is of, and what its rows and columns are called. −∞ has a colour of its own, NaN none."""

    title: str
    data: np.ndarray
    rows: Sequence[str]
    columns: Sequence[str]


@frozen(eq=False)
class Section:
    """Maps of one kind on one scale; `axes` are the words for rows and columns."""

    title: str
    axes: tuple[str, str]
    scale: Scale
    maps: Sequence[Map]


Part = Box | Cells | Words


@frozen(eq=False)
class Placed:
    """What is laid out from (0, 0) on."""

    width: float
    height: float
    parts: Sequence[Part]


def heatmap(title: str, sections: Sequence[Section], notes: Sequence[str], look: Look) -> Drawing:
    """All sections below one another, under the title and above the notes."""
    heading = Words(MARGIN, MARGIN + TITLE * HEIGHT / 2, title, TITLE, BLACK, bold=True)
    parts: list[Part] = [heading]
    width, y = MARGIN + heading.bounds[2], MARGIN + TITLE * HEIGHT + GAP / 2
    for section in sections:
        placed = section_parts(section, look)
        parts += moved(placed.parts, MARGIN, y)
        width, y = max(width, placed.width + 2 * MARGIN), y + placed.height + GAP
    for note in notes:
        room = int((width - 2 * MARGIN) / (ADVANCE * TEXT))
        for line in pack(UNITS.findall(note), "", room).splitlines():
            words = Words(MARGIN, y + TEXT * HEIGHT / 2, line.strip(), TEXT, GREY)
            parts.append(words)
            width, y = max(width, words.bounds[2] + MARGIN), y + TEXT * HEIGHT
    return Drawing(ceil(width), ceil(y + MARGIN), WHITE, title, tuple(parts))


def section_parts(section: Section, look: Look) -> Placed:
    """The maps side by side, as many as there is room for, in as many rows as it takes, and the colour bar."""
    heading = Words(0, TEXT * HEIGHT / 2, section.title, TEXT, BLACK, bold=True)
    maps = [map_parts(map_, section, look) for map_ in section.maps]
    parts: list[Part] = [heading]
    x, y, row, right = 0.0, TEXT * HEIGHT + 8, 0.0, 0.0
    for map_ in maps:
        if x and x + map_.width > ACROSS:
            x, y, row = 0.0, y + row + GAP, 0.0
        parts += moved(map_.parts, x, y)
        x, row = x + map_.width + GAP, max(row, map_.height)
        right = max(right, x)
    bar = bar_parts(section, look)
    parts += moved(bar.parts, right, TEXT * HEIGHT + 8)
    height = max(y + row, TEXT * HEIGHT + 8 + bar.height)
    return Placed(max(right + bar.width, heading.bounds[2]), height, parts)


def map_parts(map_: Map, section: Section, look: Look) -> Placed:
    """The name above; axis names and labels at the top and on the left; the cells."""
    numbered = len(section.maps) <= 4 and max(map_.data.shape) <= NUMBERED
    width, height = cell_size(map_.data, numbered, len(section.maps), look)
    rows, columns = ([shorten(label, LABEL) for label in labels] for labels in (map_.rows, map_.columns))
    line = TEXT * HEIGHT
    turned = max(map(length, columns), default=0) > width - 4
    left = ceil(line + 6 + max(map(length, rows), default=0) + BESIDE)
    top = ceil(line + 4 + line + 2 + (max(map(length, columns), default=0) if turned else line) + 4)
    n_rows, n_columns = map_.data.shape
    across, down = n_columns * width, n_rows * height
    name, axis = Words(left, line / 2, map_.title, TEXT, BLACK), section.axes[1]
    parts: list[Part] = [name, Words(left, line + 4 + line / 2, axis, TEXT, GREY)]
    side = section.axes[0]
    parts.append(Words(line / 2, max(top + down, top + length(side)), side, TEXT, GREY, turned=True))
    for place in every(n_rows, line, height):
        text = rows[place]
        parts.append(Words(left - BESIDE - length(text), top + (place + 0.5) * height, text, TEXT, BLACK))
    for place in every(n_columns, line if turned else width, width):
        text, middle = columns[place], left + (place + 0.5) * width
        if turned:
            parts.append(Words(middle, top - 4, text, TEXT, BLACK, turned=True))
        else:
            parts.append(Words(middle - length(text) / 2, top - 4 - line / 2, text, TEXT, BLACK))
    parts.append(Cells(left, top, width, height, section.scale.colours(map_.data)))
    if numbered:
        parts += numbers(map_.data, section.scale, left, top, (width, height), look)
    right = ceil(max(left + across, name.bounds[2], left + length(axis)))
    return Placed(right, max(top + down, top + length(side)), parts)


def cell_size(data: np.ndarray, numbered: bool, maps: int, look: Look) -> tuple[int, int]:
    """How wide and high a cell is, in whole pixels: as its number needs, or as all cells leave room for."""
    if numbered:
        widest = max((cell_len(look.number(value)) for value in data.ravel().tolist()), default=1)
        return max(round(widest * ADVANCE * NUMBER) + 10, 34), 24
    room = MOST / max(np.sqrt(maps) / 3, 1)  # of more than nine maps each has less
    side = max(min(SIDE, int(room / max(*data.shape, 1))), 1)
    return side, side


def numbers(
    data: np.ndarray, scale: Scale, left: float, top: float, size: tuple[int, int], look: Look
) -> Iterator[Words]:
    """Each number in the middle of its cell."""
    width, height = size
    for (row, column), value in np.ndenumerate(data):
        if not np.isnan(value):
            text = look.number(float(value))
            reach = cell_len(text) * ADVANCE * NUMBER
            x, y = left + (column + 0.5) * width - reach / 2, top + (row + 0.5) * height
            yield Words(x, y, text, NUMBER, scale.ink(float(value)))


def bar_parts(section: Section, look: Look) -> Placed:
    """The colours from the highest number down to the lowest, ticks with their numbers, and the colour of −∞."""
    scale, half = section.scale, TEXT * HEIGHT / 2
    parts: list[Part] = [Cells(0, half, BAR, 1, LEVELS[::-2, None])]
    right = 0.0
    for value, text in scale.ticks:
        y = half + BAR_HEIGHT * (scale.high - value) / (scale.high - scale.low)
        label = Words(BAR + 8, y, text, TEXT, BLACK)
        parts += [Box(BAR, y - 0.5, 4, 1, BLACK), label]
        right = max(right, label.bounds[2])
    bottom = half * 2 + BAR_HEIGHT
    if any(np.isneginf(map_.data).any() for map_ in section.maps):
        label = Words(BAR + 8, bottom + 8 + half, look.number(float("-inf")), TEXT, BLACK)
        parts += [Box(0, bottom + 8, BAR, 2 * half, HIDDEN), label]
        right, bottom = max(right, label.bounds[2]), bottom + 8 + 2 * half
    return Placed(right, bottom, parts)


def every(count: int, needed: float, size: float) -> range:
    """The places whose labels are drawn: all, or every n-th where a label needs the room of several cells."""
    return range(0, count, max(-(-int(needed * 100) // int(size * 100)), 1))


def length(text: str) -> float:
    return cell_len(text) * ADVANCE * TEXT


def moved(parts: Sequence[Part], x: float, y: float) -> Iterator[Part]:
    """The same parts somewhere else."""
    return (replace(part, x=part.x + x, y=part.y + y) for part in parts)
