"""What a view yields, as the parts of a document: headings, paragraphs, tables, and lines laid out as they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from rich.console import RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from attnx.frozen import frozen
from attnx.trace import Token
from attnx.views.look import NUMBER, TITLE, label
from attnx.views.matrix import Block, largest, written
from attnx.views.palette import BARS, EIGHTHS

WIDTH = 180  # cells: what a table on paper may be wide, where nothing else was said
DRAWN = frozenset(BARS + EIGHTHS)


@frozen
class Heading:
    """A title; `level` 1 is that of the whole page."""

    text: str
    level: int


@frozen
class Paragraph:
    text: str
    caption: bool = False


@frozen
class Cell:
    text: str
    strong: bool = False


@frozen
class Grid:
    """A table: the first column and those not in `numbers` stand left, numbers stand right."""

    headers: Sequence[Cell]
    rows: Sequence[Sequence[Cell]]
    numbers: Sequence[bool]


@frozen
class Lines:
    """Lines whose columns are made of spaces."""

    lines: Sequence[str]


Part = Heading | Paragraph | Grid | Lines


def parts_of(view: Iterable[RenderableType]) -> Iterator[Part]:
    """The parts of a view, in their order. Lines laid out one by one that follow one another are one part."""
    laid_out: list[str] = []
    for one in view:
        part = part_of(one)
        if isinstance(part, Lines):
            laid_out += part.lines
            continue
        if laid_out:
            yield Lines(laid_out)
            laid_out = []
        if part is not None:
            yield part
    if laid_out:
        yield Lines(laid_out)


def part_of(one: RenderableType) -> Part | None:
    """One part; a blank line is none."""
    match one:
        case Block():
            return grid_of_matrix(one)
        case Table():
            return grid_of_table(one)
        case Rule():
            return Heading(" — ".join(re.split(r"\s{2,}", str(one.title))), 2)
        case Text():
            return text_part(one)
    raise TypeError(f"a view yielded {type(one).__name__}, which no page knows")


def text_part(text: Text) -> Part | None:
    """A heading where it begins as headings do, with a number or a mark or in the style of a title."""
    if not text.plain.strip():
        return None
    if text.no_wrap:
        return Lines(text.plain.splitlines())
    first = str(text.spans[0].style) if text.spans and text.spans[0].start == 0 else str(text.style)
    plain = " — ".join(re.split(r"\s{2,}|\n", text.plain.strip()))
    if first in (NUMBER, TITLE):
        return Heading(plain, 1 if first == TITLE and text.spans else 2)
    if str(text.style) == "italic":
        return Paragraph(plain, caption=True)
    return Paragraph(" ".join(text.plain.split()))


def grid_of_matrix(block: Block) -> Grid:
    """The names of rows and columns, the numbers as they are printed, the largest of each row strong."""
    matrix, look, columns = block.matrix, block.look, block.columns
    headers = [str(column) if matrix.columns is None else numbered(matrix.columns[column]) for column in columns]
    ends = block.ends and matrix.sums
    headers = ["", *headers, *(["…"] if block.more else []), *(["Σ"] if ends else [])]
    headers += [matrix.beside.name] if matrix.beside and block.ends else []
    rows = []
    for row, token in enumerate(matrix.rows[: block.rows]):
        line = matrix.data[row]
        top = largest(line, matrix) if matrix.largest else None
        cells = [Cell(numbered(token))]
        shown = line[columns.start : columns.stop].tolist()
        cells += [Cell(written(value, matrix, look), value == top) for value in shown]
        cells += [Cell("…")] if block.more else []
        cells += [Cell(look.number(float(line.sum(dtype=float))))] if ends else []
        if matrix.beside and block.ends:
            cells.append(Cell(look.number(float(matrix.beside.data[row]))))
        rows.append(cells)
    return Grid([Cell(header) for header in headers], rows, [False] + [True] * (len(headers) - 1))


def numbered(token: Token) -> str:
    return f"{token.index} {label(token)}"


def grid_of_table(table: Table) -> Grid:
    """The cells of a table of Rich's; columns that are nothing but bars are left out."""
    columns = []
    for column in table.columns:
        header, cells = cell_of(column.header), [cell_of(one) for one in column.cells]
        if header.text or not all(set(cell.text) <= DRAWN for cell in cells):
            footer = [cell_of(column.footer)] if table.show_footer else []
            columns.append((header, [*cells, *footer], column.justify == "right"))
    headers, bodies, numbers = zip(*columns, strict=True)
    rows: list[list[Cell]] = [list(row) for row in zip(*bodies, strict=True)]
    for row, style in zip(rows, (row.style for row in table.rows), strict=False):
        if str(style) == "bold":
            row[:] = [Cell(cell.text, True) for cell in row]
    return Grid(headers, rows, numbers)


def cell_of(one: RenderableType) -> Cell:
    """The text of a cell, strong where all of it is."""
    text = one if isinstance(one, Text) else Text(cast(str, one))
    styles = {str(text.style)} | {str(span.style) for span in text.spans if span.end - span.start == len(text)}
    return Cell(" ".join(text.plain.split()), "bold" in styles)
