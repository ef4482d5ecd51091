"""A matrix as a table. What does not fit is cut visibly: how much, and what shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rich.cells import cell_len
from rich.console import RenderableType
from rich.style import Style
from rich.table import Table
from rich.text import Text

from attnx.trace import Token
from attnx.views.look import DIM, LABEL, ROWS, Look, label, names_of, shorten
from attnx.views.palette import shade, tick

GAP = 1  # cells between two columns


@dataclass(frozen=True)
class Matrix:
    """Rows by columns of numbers. `columns` are tokens, or None where they are merely counted.

    `shaded` gives each cell a shade (a tick where there is no colour) by its value between 0 and 1, and
    `sums` prints the sum of each row.
    """

    data: np.ndarray
    rows: Sequence[Token]
    columns: Sequence[Token] | None = None
    shaded: bool = False
    largest: bool = False
    sums: bool = False


def draw(matrix: Matrix, look: Look) -> Iterator[RenderableType]:
    """The table, or with `full` as many as it takes, and then what was cut."""
    n_rows, n_columns = matrix.data.shape
    rows = n_rows if look.full else min(n_rows, ROWS)
    cells = [[look.number(float(value)) for value in row] for row in matrix.data[:rows]]
    width = column_width(matrix, cells, look)
    names = names_of(matrix.rows[:rows])
    left = max(name.cell_len for name in names) + 1
    right = (cell_len(look.number(1.0)) + 3 + GAP) if matrix.sums else 0
    fit = max((look.width - left - right) // (width + GAP), 1)
    if fit < n_columns and not look.full:
        fit = max((look.width - left - right - 2) // (width + GAP), 1)  # room for the mark of what is cut
    blocks = range(0, n_columns, fit) if look.full else range(1)
    for begin in blocks:
        end = min(begin + fit, n_columns)
        yield block(matrix, look, cells, names, range(begin, end), width, cut=end < n_columns and not look.full)
    yield from notices(look, rows, n_rows, min(fit, n_columns), n_columns)


def column_width(matrix: Matrix, cells: list[list[str]], look: Look) -> int:
    width = max(cell_len(cell) for row in cells for cell in row)
    if matrix.shaded and not look.colour:
        width += 1  # for the tick
    heads = [label(token) for token in matrix.columns] if matrix.columns else [str(matrix.data.shape[1] - 1)]
    return max(width, min(max(map(cell_len, heads)), LABEL - 2 if look.roomy else 6))


def block(
    matrix: Matrix, look: Look, cells: list[list[str]], names: list[Text], columns: range, width: int, cut: bool
) -> Table:
    """The table of some columns."""
    table = Table(box=None, padding=(0, 0, 0, GAP), collapse_padding=True, pad_edge=False, header_style="")
    table.add_column(no_wrap=True)
    for column in columns:
        table.add_column(head(matrix, column, width), justify="right", min_width=width, no_wrap=True)
    if cut:
        table.add_column(Text("…", style=DIM), no_wrap=True)
    if matrix.sums:
        table.add_column(Text("\nΣ", style=DIM), justify="right", no_wrap=True)
    for row, name in enumerate(names):
        line = matrix.data[row]
        top = float(line.max()) if matrix.largest and np.isfinite(line).any() else None
        shown: list[Text] = [
            draw_cell(float(line[column]), cells[row][column], top, matrix.shaded, look) for column in columns
        ]
        if cut:
            shown.append(Text("…", style=DIM))
        if matrix.sums:
            shown.append(Text(f"= {look.number(float(line.sum(dtype=np.float64)))}", style=DIM))
        table.add_row(name, *shown)
    return table


def head(matrix: Matrix, column: int, width: int) -> Text:
    if matrix.columns is None:
        return Text(str(column), style=DIM)
    token = matrix.columns[column]
    return Text.assemble((f"{token.index}\n", DIM), (shorten(label(token), width), DIM if token.special else ""))


def draw_cell(value: float, text: str, top: float | None, shaded: bool, look: Look) -> Text:
    largest = value == top
    style = Style(bold=True) if largest else Style(dim=True) if text == "−∞" else Style()
    if not shaded:
        return Text(text, style=style)
    if look.colour:
        return Text(text, style=shade(value) + style)
    return Text(text + tick(value), style=style)


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
