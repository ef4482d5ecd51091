"""A matrix as a table. What does not fit is cut visibly: how much, and what shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions
from rich.style import Style, StyleType
from rich.text import Text

from attnx.frozen import frozen
from attnx.trace import Token
from attnx.views.look import DIM, HUGE, LABEL, ROWS, Look, label, names_of, shorten
from attnx.views.palette import shade, tick, tint

Piece = Text | str | tuple[str, StyleType]
GAP = 1  # cells between two columns


@frozen
class Beside:
    """One more number for each row, at its end."""

    name: str
    data: np.ndarray


@frozen
class Matrix:
    """Rows by columns of numbers. `columns` are tokens, or None where they are merely counted.

    `shaded` gives each cell a shade (a tick where there is no colour) by its value between 0 and 1, and
    `sums` prints the sum of each row. Where `signed` is not 0 the numbers are differences, each with its sign and a
    colour, the full one at this size; one that rounds to 0 is a dot. NaN is left blank: there is no such cell.
    `cursor` is the row and column of a cell that is marked, with its row.
    """

    data: np.ndarray
    rows: Sequence[Token]
    columns: Sequence[Token] | None = None
    shaded: bool = False
    largest: bool = False
    sums: bool = False
    signed: float = 0.0
    beside: Beside | None = None
    cursor: tuple[int, int] | None = None


@frozen
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
    def text(self) -> Text:
        names = names_of(self.matrix.rows[: self.rows])
        return block(self.matrix, self.look, names, self.columns, self.width, self.more, self.ends)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        yield self.text


def draw(matrix: Matrix, look: Look) -> Iterator[Block | Text]:
    """The table, or with `full` as many as it takes, and then what was cut."""
    n_rows, n_columns = matrix.data.shape
    rows = n_rows if look.full else min(n_rows, ROWS)
    width = column_width(matrix, rows, look)
    names = names_of(matrix.rows[:rows])
    fit = columns_that_fit(matrix, names, width, look)
    blocks = range(0, n_columns, fit) if look.full else range(1)
    for begin in blocks:
        columns = range(begin, min(begin + fit, n_columns))
        more = columns.stop < n_columns  # in the next block, or cut
        yield Block(matrix, look, rows, columns, width, more, ends=not (more and look.full))
    yield from notices(look, rows, n_rows, min(fit, n_columns), n_columns)
    if matrix.sums and (look.full or fit >= n_columns) and rounding_shows(matrix.data[:rows], look):
        yield Text(look.say("rounded"), style=DIM)


def columns_that_fit(matrix: Matrix, names: list[Text], width: int, look: Look) -> int:
    """How many columns of this width have room in a block."""
    n_columns = matrix.data.shape[1]
    left = max(name.cell_len for name in names)
    sums = (cell_len(look.number(1.0)) + 2 + GAP) if matrix.sums else 0
    sums += beside_width(matrix.beside, look)
    fit = max((look.width - left - sums) // (width + GAP), 1)
    if fit < n_columns:
        fit = max((look.width - left - sums - 2) // (width + GAP), 1)  # room for the mark of what is not there
    return fit


def rounding_shows(data: np.ndarray, look: Look) -> bool:
    """Whether the numbers of a row, as printed, would not add up to its sum as printed."""
    shown = np.round(data.astype(np.float64), look.precision).sum(axis=-1)
    sums = np.round(data.sum(axis=-1, dtype=np.float64), look.precision)
    return bool((np.abs(shown - sums) > 0.5 * 10.0**-look.precision).any())


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


def block(
    matrix: Matrix,
    look: Look,
    names: list[Text],
    columns: range,
    width: int,
    more: bool,
    ends: bool,
) -> Text:
    """The table of some columns, laid out here: for a cell each, a general table takes many times as long.

    `ends` says whether the rows end here, with their sums.
    """
    left = max(name.cell_len for name in names)
    mark = " …" if more else ""
    pieces = header(matrix, columns, left, width, mark, ends, look)
    for row, name in enumerate(names):
        line = matrix.data[row]
        numbers = line.tolist()
        top = largest(line, matrix) if matrix.largest else None
        marked = matrix.cursor[1] if matrix.cursor and matrix.cursor[0] == row else None
        pieces += ["\n", name if marked is None else (name.plain, "reverse"), " " * (left - name.cell_len)]
        for column in columns:
            value = numbers[column]
            gap = "[" if column == marked else "]" if column - 1 == marked else " "
            pieces += draw_cell(value, top, matrix, width, gap, look)
        pieces += ["]"] if columns.stop - 1 == marked else []
        total = f" = {look.number(float(line.sum(dtype=np.float64)))}" if matrix.sums and ends else ""
        pieces.append((mark + total, DIM))
        if matrix.beside and ends:
            number = look.number(float(matrix.beside.data[row]))
            pieces += [" " * (beside_width(matrix.beside, look) - cell_len(number)), (number, DIM)]
    return Text.assemble(*pieces, no_wrap=True, overflow="ellipsis")


def beside_width(beside: Beside | None, look: Look) -> int:
    """The cells of that column and of the gap before it."""
    return 0 if beside is None else max(cell_len(beside.name), cell_len(look.number(1.0))) + 2 * GAP


def largest(line: np.ndarray, matrix: Matrix) -> float | None:
    """The largest number of a row; none where there is nothing to see, nor among weights that are all 0."""
    top = float(line.max())
    return top if np.isfinite(top) and (top > 0 or not matrix.shaded) else None


def header(matrix: Matrix, columns: range, left: int, width: int, mark: str, ends: bool, look: Look) -> list[Piece]:
    """What the columns are called: their numbers and, where they are tokens, their names below."""
    edge = " " * left  # in no style, so that a picture of it keeps its place
    if matrix.columns is None:
        return [edge, ("".join(right(str(column), width) for column in columns) + mark, DIM)]
    tokens = [matrix.columns[column] for column in columns]
    numbers = "".join(right(str(token.index), width) for token in tokens)
    names = "".join(right(shorten(label(token), width), width) for token in tokens)
    total = right("Σ", cell_len(look.number(1.0)) + 2) if matrix.sums and ends else ""
    if matrix.beside and ends:
        total += " " * (beside_width(matrix.beside, look) - cell_len(matrix.beside.name)) + matrix.beside.name
    return [edge, (f"{numbers}\n", DIM), edge, (names + mark + total, DIM)]


def right(text: str, width: int) -> str:
    """The text at the right end of a column, with the gap before it."""
    return " " * (GAP + width - cell_len(text)) + text


def written(value: float, matrix: Matrix, look: Look) -> str:
    """A number as a cell shows it."""
    if value != value:
        return ""
    return look.difference(value) if matrix.signed else look.number(value)


def draw_cell(value: float, top: float | None, matrix: Matrix, width: int, gap: str, look: Look) -> list[Piece]:
    text = written(value, matrix, look)
    style = "bold" if value == top else DIM if text in ("−∞", "·") else ""
    if look.colour and text and text != "·" and (matrix.signed or matrix.shaded):
        back = tint(value / matrix.signed) if matrix.signed else shade(value)
        return [gap, (right(text, width)[GAP:], back + Style.parse(style))]
    if matrix.signed:  # the spaces in no style, so that a picture keeps its place
        style = "bold" if abs(value) >= matrix.signed / 2 else style
        return [gap + " " * (width - cell_len(text)), (text, style)]
    return [(gap + right(text + tick(value) if matrix.shaded and text else text, width)[GAP:], style)]


def notices(look: Look, rows: int, n_rows: int, columns: int, n_columns: int) -> Iterator[Text]:
    """One line for what is not shown, if anything."""
    if look.full or (rows == n_rows and columns == n_columns):
        return
    parts = []
    if rows < n_rows:
        parts.append(look.say("cut_rows", shown=rows, all=n_rows))
    if columns < n_columns:
        parts.append(look.say("cut_columns", shown=columns, all=n_columns))
    yield Text(look.say("cut", what=look.say("and").join(parts)), style="yellow")
