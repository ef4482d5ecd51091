"""A picture in a terminal: two pixels in each cell, dark where nothing looks; without colour, shades of the weights."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import numpy as np
from rich.cells import cell_len

from attnx.views.draw.grid import SHADES
from attnx.views.look import Look
from attnx.views.parts import Colours, Line, Lines, Pixels, Sight, Sights, Span, line

GAP = 2  # cells between two pictures
DARK = 0.22  # of its brightness, what is left where nothing is read
EVEN = 4  # even shares that are bright: what is spread over all patches is to look so
LEVELS = 15  # steps of a colour: few enough that neighbours of one colour are one run


def sights(part: Sights, look: Look) -> Iterator[Lines]:
    """The pictures in bands, each with its names below."""
    drawn = [cells(sight, min(part.side, look.width), look) for sight in part.sights]
    while drawn:
        room = look.width + GAP
        count = 0
        while count < len(drawn) and (count == 0 or room >= drawn[count][0].cells + GAP):
            room -= drawn[count][0].cells + GAP
            count += 1
        band, drawn = drawn[:count], drawn[count:]
        yield Lines((*side_by_side(band), *([Line()] if drawn else ())))


def side_by_side(band: list[list[Line]]) -> Iterator[Line]:
    """The lines of pictures beside one another, those of a shorter one filled up with blanks."""
    for at in range(max(map(len, band))):
        spans: list[Span] = []
        for lines in band:
            row = lines[at] if at < len(lines) else Line()
            spans += [*row.spans, (" " * (lines[0].cells - row.cells + GAP), "")]
        yield Line(tuple(spans)).rstrip()


def cells(sight: Sight, side: int, look: Look) -> list[Line]:
    """One picture, at most `side` cells across, and its name."""
    whole = sight.weights if sight.pixels is None else sight.pixels
    assert whole is not None
    height, width = whole.shape[:2]
    across = min(side, width)
    down = max(round(across * height / width / 2), 1) * 2  # two pixels make a cell
    pixels = None if sight.pixels is None else shrunk(sight.pixels, down, across)
    read = None if sight.weights is None else brightness(sight.weights, down, across)
    return [*lines_of(pixels, read, look), *(centred(name, across) for name in sight.name)]


def lines_of(pixels: np.ndarray | None, read: np.ndarray | None, look: Look) -> Iterator[Line]:
    """The pixels (down, across, 3), as bright as they are read; one of both is there."""
    if pixels is None:
        assert read is not None
        return as_shares(read) if look.colour else in_shades(read)
    if look.colour:
        return in_colour(pixels, read)
    return in_shades(darkness(pixels) if read is None else read)


def shrunk(pixels: np.ndarray, down: int, across: int) -> np.ndarray:
    """(down, across, 3): the mean of the pixels that each one stands for."""
    rows, columns = (edges(size, count) for size, count in zip(pixels.shape, (down, across), strict=False))
    sums = np.add.reduceat(np.add.reduceat(pixels.astype(np.float64), rows, axis=0), columns, axis=1)
    counts = np.diff([*rows, pixels.shape[0]])[:, None] * np.diff([*columns, pixels.shape[1]])
    return np.asarray(sums / counts[..., None])


def edges(size: int, count: int) -> np.ndarray:
    """Where each of `count` parts of so many pixels begins."""
    return np.arange(count) * size // count


def brightness(weights: np.ndarray, down: int, across: int) -> np.ndarray:
    """(down, across) from 0 to 1: 1 is the largest of the weights (row, column), or four even shares where none is."""
    rows, columns = (
        ((np.arange(count) + 0.5) * size / count).astype(int)
        for size, count in zip(weights.shape, (down, across), strict=True)
    )
    return np.asarray(weights[np.ix_(rows, columns)] / max(float(weights.max()), EVEN / weights.size))


def darkness(pixels: np.ndarray) -> np.ndarray:
    """(down, across) from 0 to 1: how far each pixel is from the commonest brightness, which is that of the paper."""
    light = pixels.mean(axis=-1)
    return np.asarray(np.abs(light - np.median(light)) / 255)


def in_colour(pixels: np.ndarray, read: np.ndarray | None) -> Iterator[Line]:
    """Two pixels in one character: its upper half in one colour, its lower half in another."""
    light = 1.0 if read is None else (DARK + (1 - DARK) * read)[..., None]
    shown = np.rint(pixels * light / 255 * LEVELS) * (255 // LEVELS)
    for top, bottom in zip(shown[::2].astype(int).tolist(), shown[1::2].astype(int).tolist(), strict=True):
        pairs = (Colours(tuple(a), tuple(b)) for a, b in zip(top, bottom, strict=True))
        yield line(*(("▀" * len(list(run)), pair) for pair, run in groupby(pairs)))


def as_shares(read: np.ndarray) -> Iterator[Line]:
    """The same without a picture, in the colours of weights."""
    steps = np.rint(read * LEVELS) / LEVELS
    for top, bottom in zip(steps[::2].tolist(), steps[1::2].tolist(), strict=True):
        yield line(*(("▀", Pixels(a, b)) for a, b in zip(top, bottom, strict=True)))


def in_shades(read: np.ndarray) -> Iterator[Line]:
    """Two pixels as the shade of the stronger one."""
    stronger = np.maximum(read[::2], read[1::2])
    for row in np.rint(stronger * (len(SHADES) - 1)).astype(int).tolist():
        yield line("".join(SHADES[level] for level in row))


def centred(name: Line, across: int) -> Line:
    """A name in the middle below a picture, cut where it has no room."""
    spans, room = [], across
    for text, meaning in name.spans:
        kept = text if cell_len(text) <= room else text[:room]
        spans.append((kept, meaning))
        room -= cell_len(kept)
    return Line(((" " * (room // 2), ""), *spans))
