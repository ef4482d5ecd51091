"""A block of a matrix, as lines."""

from __future__ import annotations

import numpy as np
from rich.cells import cell_len
from rich.style import Style, StyleType
from rich.text import Text

from attnx.views.draw.fit import GAP, Block, beside_width, largest_of, written
from attnx.views.draw.palette import shade, tick, tint
from attnx.views.draw.terminal.styles import DIM, text_of
from attnx.views.look import Look, label, names_of, shorten
from attnx.views.parts import Matrix

Piece = Text | str | tuple[str, StyleType]


def block(part: Block) -> Text:
    """The table of some columns, laid out here: for a cell each, a general table takes many times as long."""
    matrix, look, columns, width, ends = part.matrix, part.look, part.columns, part.width, part.ends
    names = [text_of(name) for name in names_of(matrix.rows[: part.rows])]
    mark = " …" if part.more else ""
    left = max(name.cell_len for name in names)
    pieces = header(matrix, columns, left, width, mark, ends, look)
    for row, name in enumerate(names):
        line = matrix.data[row]
        numbers = line.tolist()
        top = largest_of(line, matrix) if matrix.largest else None
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
