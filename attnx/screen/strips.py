"""How the marked word reads, at the right of a wide screen: for each key the products of q and k as a strip, their
sum, the softmax, and its v, faded by its weight; at the foot z.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text

from attnx.frozen import frozen
from attnx.measures.cell import cell
from attnx.measures.focus import focus
from attnx.screen.place import Place, attention_at
from attnx.trace import Trace
from attnx.views import formulas
from attnx.views.draw.palette import bar
from attnx.views.draw.terminal.matrix import shade_of
from attnx.views.draw.terminal.styles import BOLD, DIM, REVERSE, meant
from attnx.views.draw.theme import theme_of
from attnx.views.focus import left_out
from attnx.views.look import Look, label, shorten

ABOVE = 3  # lines above the first key: the title, q, and the names of columns
BELOW = 4  # lines below the last: a gap, z, and what is not shown
NAME, NUMBER, WEIGHT = 9, 6, 4  # cells of columns, the name's at most
BAR, LONGEST = 4, 10  # cells of the bar of a weight, at least and at most


@frozen
class Strips:
    """The keys that have a row, and the cells of each column; `scaled` is 0 where that one has no room."""

    keys: Sequence[int]
    name: int
    strip: int
    scaled: int
    bar: int

    def pointed_at(self, place: Place, y: int) -> Place:
        """The key that is shown there."""
        row = y - ABOVE
        return replace(place, key=self.keys[row]) if 0 <= row < len(self.keys) else place

    @property
    def cells(self) -> int:
        """How wide a row is."""
        columns = (self.name, self.strip, NUMBER, self.scaled, self.bar, WEIGHT, self.strip)
        return sum(cells + 1 for cells in columns if cells) - 1


def strips_shown(trace: Trace, place: Place, width: int, height: int) -> Strips:
    """As many keys as there is room for, the largest weights first, in their order; strips and bars as long as fit."""
    attention = attention_at(trace, place)
    story = focus(attention, place.query, place.head)
    fit = max(height - ABOVE - BELOW, 1)
    keys = story.keys(None if len(story.weights) <= fit else fit)
    name = min(max(cell_len(label(trace.tokens[key])) for key in keys), NAME)
    d_head = attention.of_head("k", place.head).data.shape[-1]
    least = Strips(keys, name, strip=1, scaled=0, bar=BAR)
    roomy = width - replace(least, scaled=NUMBER).cells >= 2 * (d_head - 1)
    shown = replace(least, scaled=NUMBER if roomy else 0)
    shown = replace(shown, strip=min(1 + max(width - shown.cells, 0) // 2, d_head))
    return replace(shown, bar=min(BAR + max(width - shown.cells, 0), LONGEST))


def strips(shown: Strips, trace: Trace, place: Place, look: Look) -> Iterator[Text]:
    """The lines: a title, q, the names of columns, a row for each key, and z."""
    attention = attention_at(trace, place)
    story, say = focus(attention, place.query, place.head), look.say
    of_query = cell(attention, place.query, place.key, place.head)
    v = attention.of_head("v", place.head).data.astype(np.float64)
    products = {key: cell(attention, place.query, key, place.head).products for key in shown.keys}
    assert story.z is not None and story.scores is not None and story.scaled is not None
    query = label(trace.tokens[place.query])
    yield Text(say("explore_strips", query=query), style=DIM, no_wrap=True, overflow="ellipsis")
    q = strip(of_query.q, shown.strip, largest(of_query.q), look)
    yield Text.assemble((fitted("q", shown.name), BOLD), " ", q)
    yield header(shown, " ".join(part.replace(" ", "") for part in formulas.scaled(attention, trace.model)), look)
    most, most_v = max(map(largest, products.values())), max(largest(v), largest(story.z))
    for key in shown.keys:
        name = fitted(label(trace.tokens[key]), shown.name)
        hidden = key in story.hidden
        weight = float(story.weights[key])
        yield spaced(
            Text(name, style=REVERSE if key == place.key else BOLD if weight == story.weights.max() > 0 else ""),
            strip(products[key], shown.strip, most, look),
            number(float(story.scores[key]), look),
            number(float(story.scaled[key]), look) if shown.scaled else None,
            Text("" if hidden else fitted(bar(weight, shown.bar), shown.bar), style=meant("bar", look)),
            Text("" if hidden else f"{weight:.2f}".rjust(WEIGHT)),
            Text() if hidden else strip(weight * v[key], shown.strip, most_v, look),
        )
    yield Text()
    z = strip(story.z.astype(np.float64), shown.strip, most_v, look)
    yield Text.assemble(("z = Σ w·v".rjust(shown.cells - shown.strip - 1), BOLD), " ", z)
    if said := left_out(story, shown.keys, look):
        yield Text(said, style=DIM)


def header(shown: Strips, scaling: str, look: Look) -> Text:
    """The names of columns."""
    names = [" " * shown.name, fitted("q×k", shown.strip), "Σ".rjust(NUMBER)]
    names += [scaling.rjust(shown.scaled)] if shown.scaled else []
    names += [fitted("softmax", shown.bar + 1 + WEIGHT), fitted("w·v", shown.strip)]
    return Text(" ".join(names), style=DIM)


def spaced(*columns: Text | None) -> Text:
    """The columns that are there, with a blank between them."""
    return Text(" ").join(column for column in columns if column is not None)


def number(value: float, look: Look) -> Text:
    return Text(look.number(value).rjust(NUMBER))


def fitted(text: str, cells: int) -> str:
    """The text in exactly so many cells."""
    return set_cell_size(shorten(text, cells), cells)


def largest(values: np.ndarray) -> float:
    return float(np.abs(values).max(initial=0.0)) or 1.0


def strip(values: np.ndarray, cells: int, most: float, look: Look) -> Text:
    """Numbers as colours, orange above zero and blue below it, or as signs where there is no colour.

    Where they have no cell each, a cell shows two of them side by side, and where that is not enough the sums of
    neighbours, each as strong as their mean.
    """
    slots = cells if len(values) <= cells or not look.colour else 2 * cells
    together = -(-len(values) // slots)
    sums = np.add.reduceat(values, np.arange(0, len(values), together)) / together
    sizes = [min(max(float(value) / most, -1.0), 1.0) for value in sums]
    if not look.colour:
        return Text("".join(map(shade_of, sizes)).ljust(cells))
    grounds = [theme_of(look).signed(size).bgcolor for size in sizes]
    if slots == cells:
        drawn = [(" ", Style(bgcolor=ground)) for ground in grounds]
    else:
        grounds += [None] * (len(grounds) % 2)
        pairs = zip(grounds[::2], grounds[1::2], strict=True)
        drawn = [
            ("▐", Style(color=right))
            if left is None and right is not None
            else (" " if left is None else "▌", Style(color=left, bgcolor=right))
            for left, right in pairs
        ]
    return Text.assemble(*drawn, " " * (cells - len(drawn)))
