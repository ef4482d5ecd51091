"""A listing as lines, and as cards where it has no room: nothing is squeezed until it cannot be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from attnx.views.draw.fit import widths_of
from attnx.views.draw.palette import bar
from attnx.views.draw.terminal.styles import BOLD, DIM, PLAIN, Run, meant
from attnx.views.look import Look
from attnx.views.parts import Bar, Cell, Listing, line_of


def table(listing: Listing, look: Look) -> list[Run]:
    """Laid out here: for a cell each, a general table takes many times as long."""
    widths = widths_of(listing)
    rows: list[tuple[Sequence[Cell], Style]] = [([column.header for column in listing.columns], DIM)]
    rows += [(row, BOLD if at in listing.strong else PLAIN) for at, row in enumerate(listing.rows)]
    rows += [(row, DIM) for row in listing.totals]
    return [list(row_of(row, style, widths, listing, look)) for row, style in rows]


def row_of(row: Sequence[Cell], style: Style, widths: Sequence[int], listing: Listing, look: Look) -> Iterator[Segment]:
    """The cells of a row, each as wide as its column; one that is wider takes of the empty one behind it."""
    owed = 0
    for column, cell, width in zip(listing.columns, row, widths, strict=True):
        if column is not listing.columns[0]:
            yield Segment(" " * max(column.gap - owed, 0), style)
            owed = max(owed - column.gap, 0)
        words = spans(cell, look)
        used = sum(cell_len(text) for text, _ in words)
        blank = width - used - owed
        owed = max(-blank, 0)
        # The blanks of a cell that means one thing are part of it.
        own = words[0][1] if len(words) == 1 else PLAIN
        edge = Segment(" " * max(blank, 0), style + own)
        shown = [Segment(text, style + meaning) for text, meaning in words]
        yield from (edge, *shown) if column.number else (*shown, edge)


def spans(cell: Cell, look: Look) -> list[tuple[str, Style]]:
    if isinstance(cell, Bar):
        style = meant("against" if cell.against else "bar", look)
        return [(bar(cell.share, cell.cells), DIM + style if cell.quiet else style)]
    return [(text, meant(meaning, look)) for text, meaning in line_of(cell).spans]


def cards(listing: Listing, look: Look) -> Iterator[Text]:
    """A row below the other, a line for each of its cells that holds something."""
    headers = [column.header for column in listing.columns[1:]]
    widest = max(map(cell_len, headers))
    for name, *cells in listing.rows:
        yield Text.assemble(*spans(name, look))
        for header, cell in zip(headers, (spans(cell, look) for cell in cells), strict=True):
            if any(text for text, _ in cell):
                yield Text.assemble((f"  {header}{' ' * (widest - cell_len(header))}  ", DIM), *cell)
