"""Every head's weights at a glance: a map for each, layers below one another and heads side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np

from attnx.frozen import frozen
from attnx.views.look import Look
from attnx.views.parts import Line, Lines, Maps, Notice, Pixels, Span, line

MOST, LEAST = 24, 5  # pixels along the side of a map
GAP = 1  # cells between two maps
SHADES = "·░▒▓█"
LEVELS = 48  # colours that are told apart: more would not be seen
BLANK = -1


@frozen
class Plan:
    """Maps of so many pixels along a side, in columns of `cell` characters, `across` of them in a band."""

    side: int
    cell: int
    across: int


def plan(tokens: int, heads: Sequence[int], room: int) -> Plan:
    """The largest maps with which all heads stand side by side; where they would be too small, several bands."""
    name = len(str(max(heads)))
    side = min((room + GAP) // len(heads) - GAP, tokens, MOST)
    side = max(side, min(LEAST, tokens))
    cell = max(side, name)
    fit = max((room + GAP) // (cell + GAP), 1)
    bands = -(-len(heads) // fit)
    return Plan(side, cell, -(-len(heads) // bands))


def grid(part: Maps, look: Look) -> Iterator[Lines | Notice]:
    """The maps, a scale, and of how many weights a sign is the largest where there are fewer signs than weights."""
    heads, count = part.heads, part.layers[0][1].shape[-1]
    left = len(str(part.layers[-1][0])) + 1
    chosen = plan(count, heads, look.width - left)
    maps = [(number, pixels(weights, seen, chosen.side)) for number, weights, seen in part.layers]
    lines: list[Line] = []
    for begin in range(0, len(heads), chosen.across):
        band = range(begin, min(begin + chosen.across, len(heads)))
        names = "".join(f"{heads[place]:^{chosen.cell}}" + " " * GAP for place in band)
        edge = " " * (left + len(names) - len(names.lstrip()))  # in no style, so that a picture of it keeps its place
        lines.append(line(edge, (names.strip(), "quiet")))
        for number, map_ in maps:
            lines += row_of_maps(f"{number:<{left}}", map_[band.start : band.stop], chosen.cell, look)
    yield Lines((*lines, scale(look)))
    rows = chosen.side if look.colour else -(-chosen.side // 2)  # without colour a sign stands for two pixels
    if rows < count:
        yield Notice(look.say("grid_blocks", tokens=count, rows=rows, columns=chosen.side))


def pixels(weights: np.ndarray, seen: np.ndarray | None, side: int) -> np.ndarray:
    """The weights (head, query, key) as (head, row, column), −1 where no query of a pixel may look at any of its keys.

    A pixel stands for a block of tokens, some of which it shares with its neighbours, and has the largest weight in
    it: what is sharp is seen however many tokens there are.
    """
    count = weights.shape[-1]
    blocks = [slice(row * count // side, -(-(row + 1) * count // side)) for row in range(side)]
    rows = np.stack([weights[:, block].max(axis=1) for block in blocks], axis=1)  # (head, row, key)
    maps = np.stack([rows[:, :, block].max(axis=2) for block in blocks], axis=2)  # (head, row, column)
    if seen is not None:
        inside = np.stack([seen[block].any(axis=0) for block in blocks])  # (row, key)
        maps[:, ~np.stack([inside[:, block].any(axis=1) for block in blocks], axis=1)] = BLANK
    return np.asarray(maps)


def row_of_maps(name: str, maps: np.ndarray, cell: int, look: Look) -> Iterator[Line]:
    """The maps of one layer side by side, and an empty line where they would touch those below."""
    heads, side, _ = maps.shape
    levels = np.full((heads, side + side % 2, cell), BLANK)  # an even number of rows: two make a line
    first = (cell - side) // 2
    if look.colour:
        levels[:, :side, first : first + side] = np.where(maps < 0, BLANK, np.rint(maps.clip(0, 1) * (LEVELS - 1)))
    else:
        levels[:, :side, first : first + side] = np.where(maps < 0, BLANK, maps.clip(0, 1) * 1000)
    draw = in_colour if look.colour else in_shades
    for row in range(0, levels.shape[1], 2):
        pieces: list[str | Span] = [(name if row == 0 else " " * len(name), "quiet")]
        for head in range(heads):
            pieces += [draw(*pair) for pair in zip(*levels[head, row : row + 2].tolist(), strict=True)]
            pieces.append(" " * GAP if head + 1 < heads else "")
        yield line(*pieces)
    if side % 2 == 0 or not look.colour:
        yield Line()


@cache
def in_colour(top: int, bottom: int) -> Span | str:
    """Two pixels in one character: its upper half in one colour, its lower half in another."""
    if top == bottom == BLANK:
        return " "
    pair = Pixels(*(None if level == BLANK else level / (LEVELS - 1) for level in (top, bottom)))
    return "▄" if top == BLANK else "▀", pair


@cache
def in_shades(top: int, bottom: int) -> str:
    """Two pixels, in thousandths, as the shade of the larger one."""
    seen = [level for level in (top, bottom) if level != BLANK]
    return SHADES[round(max(seen) / 1000 * (len(SHADES) - 1))] if seen else " "


def scale(look: Look) -> Line:
    """From 0 to 1, as it is drawn."""
    steps = [step / (LEVELS - 1) for step in range(0, LEVELS, (LEVELS - 1) // 8)]
    drawn = [("▀", Pixels(step, step)) for step in steps] if look.colour else [SHADES]
    return line(("0 ", "quiet"), *drawn, (" 1", "quiet"))
