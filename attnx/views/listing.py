"""A table where it fits, and otherwise a card for each row: nothing is squeezed until it cannot be read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from rich.cells import cell_len
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from attnx.views.look import DIM, Look

GAP = 2  # cells between two columns


def listing(
    headers: Sequence[str], rows: Sequence[Sequence[Text]], look: Look, right: Collection[int] = ()
) -> Iterator[RenderableType]:
    """Rows under their headers; the columns named in `right` are numbers. On a card the first column is the title."""
    if natural_width(headers, rows) > look.width:
        yield from cards(headers, rows)
        return
    table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style=DIM)
    for place, header in enumerate(headers):
        table.add_column(Text(header), justify="right" if place in right else "left", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    yield table


def natural_width(headers: Sequence[str], rows: Sequence[Sequence[Text]]) -> int:
    """The cells that the table is wide where nothing of it is squeezed."""
    widths = [max(cell_len(header), *(row[i].cell_len for row in rows)) for i, header in enumerate(headers)]
    return sum(widths) + GAP * (len(widths) - 1)


def cards(headers: Sequence[str], rows: Sequence[Sequence[Text]]) -> Iterator[Text]:
    """A row below the other, a line for each of its cells that holds something."""
    widest = max(map(cell_len, headers[1:]))
    for name, *cells in rows:
        yield name
        for header, cell in zip(headers[1:], cells, strict=True):
            if not cell.plain:
                continue
            yield Text.assemble((f"  {header}{' ' * (widest - cell_len(header))}  ", DIM), cell)
