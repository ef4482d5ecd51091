"""The parts of a view as what a page of text is made of: headings, paragraphs, tables, and lines as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from attnx.frozen import frozen
from attnx.trace import Token
from attnx.views import parts as p
from attnx.views.draw.abreast import Abreast, Headings
from attnx.views.draw.fit import Cards, Fitted, fitted
from attnx.views.draw.matrices import Block as Table
from attnx.views.draw.matrices import Legend, top_of
from attnx.views.draw.matrices import written as number_of
from attnx.views.look import Look, label

WIDTH = 180  # cells: what a table on paper may be wide, where nothing else was said


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
class Entry:
    """The text of a cell; `shade` is how large its number is among the others, from −1 to 1."""

    text: str
    strong: bool = False
    shade: float = 0.0


@frozen
class Grid:
    """A table: the first column and those not in `numbers` stand left, numbers stand right."""

    headers: Sequence[Entry]
    rows: Sequence[Sequence[Entry]]
    numbers: Sequence[bool]


@frozen
class Lines:
    """Lines whose columns are made of spaces."""

    lines: Sequence[str]


Block = Heading | Paragraph | Grid | Lines


def blocks_of(parts: Iterable[p.Part], look: Look) -> Iterator[Block]:
    """What a view yields, in its order. Lines that follow one another are one block."""
    laid_out: list[str] = []
    for part in fitted(unfolded(parts), look):
        for block in written(part):
            if isinstance(block, Lines):
                laid_out += block.lines
                continue
            if laid_out:
                yield Lines(laid_out)
                laid_out = []
            yield block
    if laid_out:
        yield Lines(laid_out)


def unfolded(parts: Iterable[p.Part]) -> Iterator[p.Part]:
    """The same parts with every step under a heading of its own: on paper there is room below."""
    for part in parts:
        if not isinstance(part, p.Steps):
            yield part
            continue
        before: p.Heading | None = None
        for step in part.steps:
            if step.heading != before:
                yield step.heading
                yield p.Note(step.note)
            if sum(other.heading == step.heading for other in part.steps) > 1 and step.names:
                yield p.Caption(step.names[0])
            yield step.matrix
            before = step.heading


def written(part: Fitted) -> Iterator[Block]:
    """One part; an empty line is none, for all blocks stand apart."""
    match part:
        case p.Gap():
            return
        case p.Title(text, kind, _, facts):
            yield Heading(in_one_line(text, kind), 1)
            yield from paragraph(" · ".join(facts))
        case p.Scene(number, of, text):
            yield Heading(in_one_line(f"{number}/{of}", text), 2)
        case p.Heading(text, mark, formulas, place):
            yield Heading(in_one_line(f"{mark} {text}", *formulas), 2)
            yield from paragraph(place)
        case Headings(headings):
            yield Heading(in_one_line(*(f"{part.mark} {part.text}" for part in headings)), 2)
        case p.Paragraph(line):
            yield from paragraph(p.line_of(line).plain)
        case p.Note(text) | p.Notice(text) | Legend(text):
            yield from paragraph(text)
        case p.Caption(text):
            yield Paragraph(in_one_line(*text.split("  ")), caption=True)
        case p.Items(items, gap, _):
            yield from paragraph(gap.join(items))
        case p.Lines(lines):
            yield Lines([line.plain for line in lines])
        case p.Listing():
            yield grid_of_listing(part)
        case Cards(listing):
            yield grid_of_listing(listing)
        case Table():
            yield grid_of_matrix(part)
        case Abreast(names, tables):
            for at, table in enumerate(tables):
                if names:
                    yield Paragraph(names[at], caption=True)
                yield grid_of_matrix(table)


def in_one_line(*texts: str) -> str:
    return " — ".join(text for text in (" ".join(text.split()) for text in texts) if text)


def paragraph(text: str) -> Iterator[Paragraph]:
    words = " ".join(text.split())
    if words:
        yield Paragraph(words)


def grid_of_matrix(block: Table) -> Grid:
    """The names of rows and columns, the numbers as they are printed, the largest of each row strong."""
    matrix, look, columns = block.matrix, block.look, block.columns
    headers = [str(column) if matrix.columns is None else numbered(matrix.columns[column]) for column in columns]
    headers = ["", *headers, *(["…"] if block.more else []), *(["Σ"] if block.sums else [])]
    headers += [matrix.beside.name] if matrix.beside and block.beside else []
    headers += [""] if block.ends else []
    largest = 1.0 if matrix.shaded else block.full

    def shade(value: float) -> float:
        return value / largest if np.isfinite(value) else 0.0

    rows = []
    for row, token in zip(block.rows, block.tokens, strict=True):
        numbers = matrix.data[row]
        top = top_of(numbers, matrix.shaded) if matrix.largest else None
        cells = [Entry(numbered(token), row in matrix.down.marks)]
        shown = [float(numbers[column]) for column in columns]
        decimals = look.precision if block.decimals is None else block.decimals  # there are no shades on paper
        cells += [Entry(number_of(value, matrix, decimals), value == top, shade(value)) for value in shown]
        cells += [Entry("…")] if block.more else []
        cells += [Entry(look.number(float(np.nansum(numbers, dtype=float))))] if block.sums else []
        if matrix.beside and block.beside:
            cells.append(Entry(look.number(float(matrix.beside.data[row]))))
        cells += [Entry(f"→ {matrix.ends[row]}" if matrix.ends[row] else "")] if block.ends else []
        rows.append(cells)
    return Grid([Entry(header) for header in headers], rows, [False] + [True] * (len(headers) - 1))


def numbered(token: Token) -> str:
    return f"{token.index} {label(token)}"


def grid_of_listing(listing: p.Listing) -> Grid:
    """The entries of a listing; bars, which say again what a number says, are left out."""
    rows = [*listing.rows, *listing.totals]
    kept = [at for at in range(len(listing.columns)) if not all(isinstance(row[at], p.Bar) for row in listing.rows)]
    columns = [listing.columns[at] for at in kept]
    cells = [[cell_of(row[at], strong=place in listing.strong) for at in kept] for place, row in enumerate(rows)]
    return Grid([Entry(column.header) for column in columns], cells, [column.number for column in columns])


def cell_of(cell: p.Cell, strong: bool) -> Entry:
    """The text of a cell, strong where its row or all of it is."""
    if isinstance(cell, p.Bar):
        return Entry("")
    spans = p.line_of(cell).spans
    means = bool(spans) and all(meaning == "strong" for _, meaning in spans)
    return Entry(" ".join("".join(text for text, _ in spans).split()), strong or means)
