"""Every head's weights at a glance: a map for each, layers below one another and heads side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
from rich.color import Color
from rich.style import Style
from rich.text import Text

from attnx.frozen import frozen
from attnx.trace import Trace
from attnx.trace.sight import may_look
from attnx.views.look import DIM, Look
from attnx.views.palette import rgb

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


def grid(trace: Trace, look: Look) -> Iterator[Text]:
    """The maps, a scale, and how many tokens a pixel stands for where there are more tokens than pixels."""
    found = [(number, one) for number, one in trace.attentions() if one.kind == "self"]
    heads, count = found[0][1].heads, len(trace.tokens)
    left = len(str(found[-1][0])) + 1
    chosen = plan(count, heads, look.width - left)
    maps = [
        pixels(one.arrays["weights"].data, may_look(one), chosen.side)  # (head, row, column)
        for _, one in found
    ]
    for begin in range(0, len(heads), chosen.across):
        band = range(begin, min(begin + chosen.across, len(heads)))
        names = "".join(f"{heads[place]:^{chosen.cell}}" + " " * GAP for place in band)
        edge = " " * (left + len(names) - len(names.lstrip()))  # in no style, so that a picture of it keeps its place
        yield Text.assemble(edge, (names.strip(), DIM), no_wrap=True)
        for (number, _), map_ in zip(found, maps, strict=True):
            yield from row_of_maps(f"{number:<{left}}", map_[band.start : band.stop], chosen.cell, look)
    yield scale(look)
    if chosen.side < count:
        yield Text(look.say("grid_blocks", tokens=count, side=chosen.side), style="yellow")


def pixels(weights: np.ndarray, seen: np.ndarray | None, side: int) -> np.ndarray:
    """The weights (head, query, key) as (head, row, column), −1 where no query of a pixel may look at any of its keys.

    A pixel stands for a block of tokens, some of which it shares with its neighbours: weights are averaged over its
    queries and added up over its keys, so that each row still sums to 1 and even weights stay even.
    """
    count = weights.shape[-1]
    edges = np.arange(side + 1) * count / side
    token = np.arange(count)
    share = np.clip(np.minimum(edges[1:, None], token + 1) - np.maximum(edges[:-1, None], token), 0, 1)  # (row, token)
    share = share.astype(np.float32)
    found = (share * np.float32(side / count)) @ weights @ share.T  # (head, row, column)
    if seen is not None:
        found[:, ~((share > 0) @ seen @ (share > 0).T)] = BLANK
    return np.asarray(found)


def row_of_maps(name: str, maps: np.ndarray, cell: int, look: Look) -> Iterator[Text]:
    """The maps of one layer side by side, and an empty line where they would touch those below."""
    heads, side, _ = maps.shape
    levels = np.full((heads, side + side % 2, cell), BLANK)  # an even number of rows: two make a line
    first = (cell - side) // 2
    if look.colour:
        levels[:, :side, first : first + side] = np.where(maps < 0, BLANK, np.rint(maps.clip(0, 1) * (LEVELS - 1)))
    else:
        levels[:, :side, first : first + side] = np.where(maps < 0, BLANK, maps.clip(0, 1) * 1000)
    draw = in_colour if look.colour else in_shades
    for line in range(0, levels.shape[1], 2):
        pieces: list[str | tuple[str, str | Style]] = [(name if line == 0 else " " * len(name), DIM)]
        for head in range(heads):
            pieces += [draw(*pair) for pair in zip(*levels[head, line : line + 2].tolist(), strict=True)]
            pieces.append(" " * GAP if head + 1 < heads else "")
        yield Text.assemble(*pieces, no_wrap=True)
    if side % 2 == 0 or not look.colour:
        yield Text()


@cache
def in_colour(top: int, bottom: int) -> tuple[str, Style] | str:
    """Two pixels in one character: its upper half in one colour, its lower half in another."""
    if top == bottom == BLANK:
        return " "
    if top == BLANK:
        return "▄", Style(color=colour(bottom))
    return "▀", Style(color=colour(top), bgcolor=None if bottom == BLANK else colour(bottom))


def colour(level: int) -> Color:
    return Color.from_rgb(*rgb(level / (LEVELS - 1)))


@cache
def in_shades(top: int, bottom: int) -> str:
    """Two pixels, in thousandths, as the shade of their mean."""
    seen = [level for level in (top, bottom) if level != BLANK]
    return SHADES[round(sum(seen) / len(seen) / 1000 * (len(SHADES) - 1))] if seen else " "


def scale(look: Look) -> Text:
    """From 0 to 1, as it is drawn."""
    steps = range(0, LEVELS, (LEVELS - 1) // 8)
    drawn = [("▀", Style(color=colour(step), bgcolor=colour(step))) for step in steps] if look.colour else [SHADES]
    return Text.assemble(("0 ", DIM), *drawn, (" 1", DIM))
