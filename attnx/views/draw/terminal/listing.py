"""A listing as lines, and as cards where it has no room: nothing is squeezed until it cannot be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from attnx.views.draw.fit import widths_of
from attnx.views.draw.palette import bar
from attnx.views.draw.terminal.styles import AGAINST, BAR, DIM, TITLE, style_of
from attnx.views.parts import Bar, Cell, Listing, line_of

Piece = str | tuple[str, str | Style]


def table(listing: Listing) -> Text:
    """Laid out here: for a cell each, a general table takes many times as long."""
    widths = widths_of(listing)
    rows: list[tuple[Sequence[Cell], str]] = [([column.header for column in listing.columns], DIM)]
    rows += [(row, TITLE if at in listing.strong else "") for at, row in enumerate(listing.rows)]
    rows += [(row, DIM) for row in listing.totals]
    pieces: list[Piece] = []
    for at, (row, style) in enumerate(rows):
        pieces += ["\n"] if at else []
        pieces += row_of(row, style, widths, listing)
    return Text.assemble(*pieces, no_wrap=True, overflow="ellipsis")


def row_of(row: Sequence[Cell], style: str, widths: Sequence[int], listing: Listing) -> Iterator[Piece]:
    """The cells of a row, each as wide as its column; one that is wider takes of the empty one behind it."""
    owed = 0
    for column, cell, width in zip(listing.columns, row, widths, strict=True):
        if column is not listing.columns[0]:
            yield " " * max(column.gap - owed, 0), style
            owed = max(owed - column.gap, 0)
        words = spans(cell)
        used = sum(cell_len(text) for text, _ in words)
        blank = width - used - owed
        owed = max(-blank, 0)
        # The blanks of a cell that means one thing are part of it.
        own = words[0][1] if len(words) == 1 else ""
        edge = (" " * max(blank, 0), both(style, own))
        shown = [(text, both(style, meaning)) for text, meaning in words]
        yield from (edge, *shown) if column.number else (*shown, edge)


def both(row: str, cell: str | Style) -> str | Style:
    """The style of a row and of a cell in it."""
    if not row or not cell:
        return cell or row
    return Style.parse(row) + (Style.parse(cell) if isinstance(cell, str) else cell)


def spans(cell: Cell) -> list[tuple[str, str | Style]]:
    if isinstance(cell, Bar):
        style = AGAINST if cell.against else BAR
        return [(bar(cell.share, cell.cells), f"dim {style}" if cell.quiet else style)]
    return [(text, style_of(meaning)) for text, meaning in line_of(cell).spans]


def cards(listing: Listing) -> Iterator[Text]:
    """A row below the other, a line for each of its cells that holds something."""
    headers = [column.header for column in listing.columns[1:]]
    widest = max(map(cell_len, headers))
    for name, *cells in listing.rows:
        yield Text.assemble(*spans(name))
        for header, cell in zip(headers, map(spans, cells), strict=True):
            if any(text for text, _ in cell):
                yield Text.assemble((f"  {header}{' ' * (widest - cell_len(header))}  ", DIM), *cell)
