"""A picture as plain geometry, in pixels from the top left: all that whatever draws it needs to know."""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, radians, sin
from typing import Literal

import numpy as np
from rich.cells import cell_len, split_graphemes

from attnx.frozen import frozen
from attnx.views.draw.pictures.letters import reach

RGB = tuple[int, int, int]
Anchor = Literal["start", "middle", "end"]
ADVANCE = 0.6  # how far a letter reaches, in parts of its size; a wide one, such as 爱, reaches twice as far
BASELINE = 0.35  # how far below the middle of a line its letters stand
HEIGHT = 1.25  # how high a line of letters is


@frozen
class Box:
    """A rectangle of one colour."""

    x: float
    y: float
    width: float
    height: float
    fill: RGB


@frozen(eq=False)
class Cells:
    """Rectangles side by side, `width` by `height` each; `colours` is (row, column, 3), of bytes."""

    x: float
    y: float
    width: float
    height: float
    colours: np.ndarray


@frozen(eq=False)
class Raster:
    """An image that fills a rectangle; `pixels` is (row, column, 3), of bytes."""

    x: float
    y: float
    width: float
    height: float
    pixels: np.ndarray


@frozen
class Words:
    """One line of letters of equal width: it begins at x and its middle is at y."""

    x: float
    y: float
    text: str
    size: float
    fill: RGB
    bold: bool = False
    italic: bool = False

    @property
    def length(self) -> float:
        return cell_len(self.text) * ADVANCE * self.size

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of where it stands."""
        half = HEIGHT * self.size / 2
        return self.x, self.y - half, self.x + self.length, self.y + half


@frozen
class Label:
    """One line of sans serif letters. The middle of its height is at y; at x it begins, has its middle, or ends.

    It is turned about (x, y) by so many degrees, against the clock.
    """

    x: float
    y: float
    text: str
    size: float
    fill: RGB
    bold: bool = False
    anchor: Anchor = "start"
    angle: float = 0.0

    @property
    def length(self) -> float:
        return reach(self.text, self.bold) * self.size

    @property
    def begin(self) -> float:
        """How far from x its first letter begins, along the line."""
        return {"start": 0.0, "middle": -self.length / 2, "end": -self.length}[self.anchor]

    @property
    def corners(self) -> tuple[tuple[float, float], ...]:
        """The four corners of where it stands, one after another."""
        half, turn = HEIGHT * self.size / 2, radians(self.angle)
        along, down = (cos(turn), -sin(turn)), (sin(turn), cos(turn))
        ends = (
            (self.begin, -half),
            (self.begin + self.length, -half),
            (self.begin + self.length, half),
            (self.begin, half),
        )
        return tuple((self.x + a * along[0] + b * down[0], self.y + a * along[1] + b * down[1]) for a, b in ends)


@frozen
class Stroke:
    """A line between two points, or a cubic Bézier curve: begin, two points that draw it to their side, end."""

    points: tuple[tuple[float, float], ...]
    thickness: float
    colour: RGB
    opacity: float = 1.0


@frozen
class Frame:
    """The outline of a rectangle; the line stands half within it and half without."""

    x: float
    y: float
    width: float
    height: float
    colour: RGB
    thickness: float = 1.0


Shape = Box | Cells | Raster | Words | Label | Stroke | Frame


@frozen
class Drawing:
    """What is drawn, in this order, on a ground of one colour; `title` says what it is to those who cannot see it.

    `width_mm` is how wide it is on paper, where that was said.
    """

    width: int
    height: int
    ground: RGB
    title: str
    parts: tuple[Shape, ...]
    width_mm: float | None = None


@frozen
class Run:
    """What can be drawn at one go: where it begins and how far it reaches, in letters; `wide` where it is one sign."""

    begin: int
    length: int
    text: str
    wide: bool = False


def runs(text: str) -> Iterator[Run]:
    """The narrow letters without a space among them, and the wide signs, whatever characters those are made of."""
    place = begin = 0
    letters = ""
    for start, end, cells in split_graphemes(text)[0]:
        sign = text[start:end]
        if cells == 1 and not sign.isspace():
            letters += sign
        else:
            if letters:
                yield Run(begin, place - begin, letters)
            if not sign.isspace():
                yield Run(place, cells, sign, wide=True)
            letters, begin = "", place + cells
        place += cells
    if letters:
        yield Run(begin, place - begin, letters)


def rectangles(area: Cells) -> Iterator[tuple[RGB, float, float, float, float]]:
    """Cells of a colour that stand side by side as one rectangle: its colour, left, top, width and height."""
    for row, line in enumerate(area.colours.tolist()):
        begin = 0
        for column in range(1, len(line) + 1):
            if column == len(line) or line[column] != line[begin]:
                red, green, blue = line[begin]
                left, top = area.x + begin * area.width, area.y + row * area.height
                yield (red, green, blue), left, top, (column - begin) * area.width, area.height
                begin = column
