"""What does not fit a width: columns of a listing go, rows become cards, matrices have digits less; and it is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from rich.cells import cell_len, chop_cells

from attnx.frozen import frozen
from attnx.views.draw.abreast import Abreast, Headings, in_steps, side_by_side
from attnx.views.draw.grid import grid
from attnx.views.draw.matrices import Block, Legend, blocks
from attnx.views.draw.palette import bar
from attnx.views.draw.sights import sights
from attnx.views.draw.wrap import pack
from attnx.views.look import Look
from attnx.views.parts import (
    Bar,
    Cell,
    Either,
    Line,
    Listing,
    Maps,
    Matrix,
    Note,
    Notice,
    Paragraph,
    Part,
    SideBySide,
    Sights,
    Steps,
    Vector,
    Words,
    line_of,
    word,
)

LEAST = 4  # cells that a column keeps where its texts are folded


@frozen
class Cards:
    """A listing that has no room: a card for each row, with a line for each of its cells."""

    listing: Listing


Fitted = Words | Block | Legend | Listing | Cards | Abreast | Headings


def fitted(parts: Iterable[Part], look: Look) -> Iterator[Fitted]:
    """The same parts with nothing in them that is wider than the page, and with a notice of what is not shown.

    What is said of tables is said once.
    """
    given: set[str] = set()
    for part in parts:
        for one in one_part(part, look):
            if isinstance(one, Notice | Legend) and not isinstance(part, Notice):
                if one.text in given:
                    continue
                given.add(one.text)
            yield one


def one_part(part: Part, look: Look) -> Iterator[Fitted]:
    match part:
        case Matrix():
            yield from blocks(part, look)
        case Listing():
            yield from listing_that_fits(part, look)
        case Either(first, other):
            yield from listing_that_fits(first if natural_width(first) <= look.width else other, look)
        case SideBySide():
            yield from side_by_side(part, look)
        case Steps():
            yield from in_steps(part, look)
        case Maps():
            yield from grid(part, look)
        case Sights():
            yield from sights(part, look)
        case Vector(name, numbers):
            yield Paragraph(vector(name, numbers, look))
        case _:
            yield part


# ── listings ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def listing_that_fits(listing: Listing, look: Look) -> Iterator[Listing | Cards | Notice | Note]:
    """The listing with the columns that have room; where none may go and there is none, a card for each row."""
    kept, shown = list(range(len(listing.columns))), listing
    ranked = sorted((column.rank, at) for at, column in enumerate(listing.columns) if column.rank is not None)
    for _, at in ranked[:-1]:
        if natural_width(shown) <= look.width:
            break
        kept.remove(at)
        shown = only(listing, kept)
    shown = folded(shown, look.width)
    yield shown if ranked or natural_width(shown) <= look.width else Cards(shown)
    if shown.cut:
        yield Notice(shown.cut)
    names = [column.header for at, column in enumerate(listing.columns) if at not in kept and column.header]
    if names:
        yield Notice(look.say("focus_columns", columns=look.say("comma").join(names)))
    if not all(column.adds_up for column in shown.columns):
        yield Note(look.say("rounded"))


def only(listing: Listing, kept: Sequence[int]) -> Listing:
    """The listing with these columns alone."""
    rows = [[row[at] for at in kept] for row in listing.rows]
    totals = [[row[at] for at in kept] for row in listing.totals]
    return replace(listing, columns=tuple(listing.columns[at] for at in kept), rows=rows, totals=totals)


def folded(listing: Listing, room: int) -> Listing:
    """The listing in so many cells, if its columns that fold can be narrow enough: their texts go on in more rows."""
    widths, excess = widths_of(listing), natural_width(listing) - room
    folding = [at for at, column in enumerate(listing.columns) if column.folds]
    while excess > 0 and folding and max(widths[at] for at in folding) > LEAST:
        widest = max(folding, key=lambda at: widths[at])
        widths[widest] -= 1
        excess -= 1
    if excess > 0 or natural_width(listing) <= room:
        return listing
    rows: list[Sequence[Cell]] = []
    for row in listing.rows:
        texts = [
            [cell] if isinstance(cell, Bar) else lines_of(cell, width) for cell, width in zip(row, widths, strict=True)
        ]
        rows += zip_longest(*texts, fillvalue="")
    return replace(listing, rows=rows)


def lines_of(cell: str | Line, cells: int) -> list[Line]:
    """What means one thing, in lines of at most so many cells, broken between words where that can be."""
    words = line_of(cell)
    if words.cells <= cells:
        return [words]
    ((text, meaning),) = words.spans
    parts = [chopped for part in text.split(" ") for chopped in chop_cells(part, cells) or [""]]
    return [word(part, meaning) for part in pack(parts, " ", cells).split("\n")]


def natural_width(listing: Listing) -> int:
    """The cells that the table is wide where nothing of it is squeezed."""
    return sum(widths_of(listing)) + sum(column.gap for column in listing.columns[1:])


def widths_of(listing: Listing) -> list[int]:
    """The cells that each column is wide; what a total is called may reach over the empty cell behind it."""
    rows = [[column.header for column in listing.columns], *listing.rows, *listing.totals]
    widths = [[width_of(cell) for cell in row] for row in rows]
    over = [row for row in widths[len(rows) - len(listing.totals) :] if len(row) > 1 and not row[1]]
    reach = max((row[0] for row in over), default=0)
    for row in over:
        row[0] = 0
    columns = [max(column) for column in zip(*widths, strict=True)]
    if over and reach > columns[0]:
        columns[1] = max(columns[1], reach - columns[0] - listing.columns[1].gap)
    return columns


def width_of(cell: Cell) -> int:
    return len(bar(cell.share, cell.cells)) if isinstance(cell, Bar) else line_of(cell).cells


def vector(name: str, numbers: Sequence[str], look: Look) -> str:
    """name = [0.10, −0.20, …], as many numbers as a line has room for."""

    def cut_at(count: int) -> str:
        more = look.say("vector_more", more=len(numbers) - count) if count < len(numbers) else ""
        return f"{name} = [{', '.join(numbers[:count])}{more}]"

    counts = range(len(numbers), 0, -1)
    return cut_at(len(numbers) if look.full else next((n for n in counts if cell_len(cut_at(n)) <= look.width), 1))
