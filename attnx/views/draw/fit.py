"""What does not fit a width, decided in one place: columns go, rows become cards, matrices blocks; and it is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

import numpy as np
from rich.cells import cell_len, chop_cells

from attnx.frozen import frozen
from attnx.views.draw.grid import grid
from attnx.views.draw.palette import bar
from attnx.views.draw.wrap import pack
from attnx.views.look import HUGE, LABEL, ROWS, Look, label, names_of
from attnx.views.parts import (
    Bar,
    Beside,
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
    Vector,
    Words,
    line_of,
    word,
)

GAP = 1  # cells between two columns of a matrix
LEAST = 4  # cells that a column keeps where its texts are folded


@frozen(eq=False)
class Block:
    """Some rows and columns of a matrix as one table: `more` columns follow, and `ends` says whether the sums do."""

    matrix: Matrix
    look: Look
    rows: int
    columns: range
    width: int
    more: bool
    ends: bool

    @property
    def cells(self) -> int:
        """How wide it is."""
        names = max(name.cells for name in names_of(self.matrix.rows[: self.rows]))
        mark = 2 if self.more else 0
        return names + len(self.columns) * (self.width + GAP) + mark + (ends_of(self.matrix, self.look) * self.ends)


@frozen
class Cards:
    """A listing that has no room: a card for each row, with a line for each of its cells."""

    listing: Listing


@frozen(eq=False)
class Abreast:
    """Tables that have room beside one another, each below its name."""

    tables: tuple[tuple[str, tuple[Block | Notice | Note, ...]], ...]


Fitted = Words | Block | Listing | Cards | Abreast


def fitted(parts: Iterable[Part], look: Look) -> Iterator[Fitted]:
    """The same parts with nothing in them that is wider than the page, and with a notice of what is not shown."""
    for part in parts:
        match part:
            case Matrix():
                yield from matrix_in_blocks(part, look)
            case Listing():
                yield from listing_that_fits(part, look)
            case Either(first, other):
                yield from listing_that_fits(first if natural_width(first) <= look.width else other, look)
            case SideBySide():
                yield from abreast(part, look)
            case Maps():
                yield from grid(part, look)
            case Vector(name, numbers):
                yield Paragraph(vector(name, numbers, look))
            case _:
                yield part


# ── matrices ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def matrix_in_blocks(matrix: Matrix, look: Look) -> Iterator[Block | Notice | Note]:
    """The table, or with `full` as many as it takes, and then what was cut."""
    n_rows, n_columns = matrix.data.shape
    rows = n_rows if look.full else min(n_rows, ROWS)
    width = column_width(matrix, rows, look)
    fit = columns_that_fit(matrix, rows, width, look)
    for begin in range(0, n_columns, fit) if look.full else range(1):
        columns = range(begin, min(begin + fit, n_columns))
        more = columns.stop < n_columns  # in the next block, or cut
        yield Block(matrix, look, rows, columns, width, more, ends=not (more and look.full))
    yield from cut_of(look, rows, n_rows, min(fit, n_columns), n_columns)
    if matrix.sums and (look.full or fit >= n_columns) and rounding_shows(matrix.data[:rows], look):
        yield Note(look.say("rounded"))


def columns_that_fit(matrix: Matrix, rows: int, width: int, look: Look) -> int:
    """How many columns of this width have room in a block of the first rows."""
    n_columns = matrix.data.shape[1]
    left = max(name.cells for name in names_of(matrix.rows[:rows]))
    ends = ends_of(matrix, look)
    fit = max((look.width - left - ends) // (width + GAP), 1)
    if fit < n_columns:
        fit = max((look.width - left - ends - 2) // (width + GAP), 1)  # room for the mark of what is not there
    return fit


def ends_of(matrix: Matrix, look: Look) -> int:
    """The cells behind the last column: of the sum, and of one more number."""
    sums = (cell_len(look.number(1.0)) + 2 + GAP) if matrix.sums else 0
    return sums + beside_width(matrix.beside, look)


def beside_width(beside: Beside | None, look: Look) -> int:
    """The cells of that column and of the gap before it."""
    return 0 if beside is None else max(cell_len(beside.name), cell_len(look.number(1.0))) + 2 * GAP


def column_width(matrix: Matrix, rows: int, look: Look) -> int:
    """The cells that every column is wide: enough for the widest number, and for most names."""
    shown = matrix.data[:rows]
    shown = shown[~np.isnan(shown)]
    ordinary = shown[np.abs(shown) < HUGE]
    # Of those printed alike none is wider than the smallest or the largest; a matrix has a thousand, most not shown.
    widest = {*shown[np.abs(shown) >= HUGE].tolist(), *((ordinary.min(), ordinary.max()) if ordinary.size else ())}
    width = max((cell_len(written(float(value), matrix, look)) for value in widest), default=1)
    if matrix.shaded and not look.colour:
        width += 1  # for the tick
    heads = [label(token) for token in matrix.columns] if matrix.columns else [str(matrix.data.shape[1] - 1)]
    return max(width, min(max(map(cell_len, heads)), LABEL - 2 if look.roomy else LABEL // 2))


def written(value: float, matrix: Matrix, look: Look) -> str:
    """A number as a cell shows it."""
    if value != value:
        return ""
    return look.difference(value) if matrix.signed else look.number(value)


def largest_of(numbers: np.ndarray, matrix: Matrix) -> float | None:
    """The largest number of a row; none where there is nothing to see, nor among weights that are all 0."""
    top = float(numbers.max())
    return top if np.isfinite(top) and (top > 0 or not matrix.shaded) else None


def rounding_shows(data: np.ndarray, look: Look) -> bool:
    """Whether the numbers of a row, as printed, would not add up to its sum as printed."""
    shown = np.round(data.astype(np.float64), look.precision).sum(axis=-1)
    sums = np.round(data.sum(axis=-1, dtype=np.float64), look.precision)
    return bool((np.abs(shown - sums) > 0.5 * 10.0**-look.precision).any())


def cut_of(look: Look, rows: int, n_rows: int, columns: int, n_columns: int) -> Iterator[Notice]:
    """One line for what is not shown, if anything."""
    if look.full or (rows == n_rows and columns == n_columns):
        return
    cut = []
    if rows < n_rows:
        cut.append(look.say("cut_rows", shown=rows, all=n_rows))
    if columns < n_columns:
        cut.append(look.say("cut_columns", shown=columns, all=n_columns))
    yield Notice(look.say("cut", what=look.say("and").join(cut)))


def abreast(part: SideBySide, look: Look) -> Iterator[Abreast]:
    """Bands of as many tables as have room beside one another."""
    tables = [(name, tuple(matrix_in_blocks(matrix, look))) for name, matrix in part.matrices.items()]
    while tables:
        count = 1
        while count < len(tables) and band_width(tables[: count + 1]) <= look.width:
            count += 1
        yield Abreast(tuple(tables[:count]))
        tables = tables[count:]


APART = 3  # cells between two tables side by side


def band_width(tables: Sequence[tuple[str, Sequence[Block | Notice | Note]]]) -> int:
    """The cells of these tables beside each other."""
    widths = [
        max(cell_len(name), *(part.cells if isinstance(part, Block) else cell_len(part.text) for part in table))
        for name, table in tables
    ]
    return sum(widths) + APART * (len(widths) - 1)


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
