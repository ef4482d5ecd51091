"""A picture as plain geometry, in pixels from the top left: all that whatever draws it needs to know."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from rich.cells import cell_len, split_graphemes

from attnx.frozen import frozen

RGB = tuple[int, int, int]
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


@frozen
class Words:
    """One line of letters of equal width: it begins at x and its middle is at y.

    Where it is `turned` it reads upwards: it begins at y and its middle is at x.
    """

    x: float
    y: float
    text: str
    size: float
    fill: RGB
    bold: bool = False
    italic: bool = False
    turned: bool = False

    @property
    def length(self) -> float:
        return cell_len(self.text) * ADVANCE * self.size

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of where it stands."""
        half = HEIGHT * self.size / 2
        if self.turned:
            return self.x - half, self.y - self.length, self.x + half, self.y
        return self.x, self.y - half, self.x + self.length, self.y + half


@frozen
class Drawing:
    """What is drawn, in this order, on a ground of one colour; `title` says what it is to those who cannot see it."""

    width: int
    height: int
    ground: RGB
    title: str
    parts: tuple[Box | Cells | Words, ...]


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
