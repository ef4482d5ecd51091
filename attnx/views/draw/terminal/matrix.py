"""Tables of numbers as lines: each number on a ground that says how large it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from attnx.views.draw.abreast import APART, FACT, Abreast
from attnx.views.draw.matrices import (
    GAP,
    Block,
    Legend,
    beside_cells,
    margin,
    number_behind,
    sum_cells,
    top_of,
    written,
)
from attnx.views.draw.terminal.styles import BOLD, DIM, ITALIC, PLAIN, REVERSE, Run, meant
from attnx.views.draw.theme import QUIET, theme_of
from attnx.views.draw.wrap import pack
from attnx.views.look import Look, clipped, digits_of, label, shorten

MORE = " …"
SCALE = 8  # steps of a scale
FEWEST = 2  # with which it still is one
WHOLE = 10  # from here on the end of a scale has no decimals
FIFTH = 5  # of columns narrower than their numbers every fifth has its number
# How much, where there is no colour and no room for digits: nothing, more than zero, less than zero.
SHADES, LESS = "·░▒▓█", "·-−=≡"


def block(part: Block) -> list[Run]:
    """The lines of a table: the names of its columns, and its rows."""
    return [*header(part), *map(list, rows(part))]


def abreast(part: Abreast) -> list[Run]:
    """Tables beside one another: what they are called, where that is said here, and then line by line."""
    lines = side_by_side([block(table) for table in part.tables], [table.cells for table in part.tables])
    return [*([named(part)] if part.names else []), *lines]


def named(part: Abreast) -> Run:
    """What the tables are called, each from where it begins."""
    line: Run = []
    at = 0
    for name, begin in zip(part.names, part.begins, strict=True):
        line += [Segment(" " * (begin + GAP - at)), Segment(name, ITALIC)]
        at = begin + GAP + cell_len(name)
    return line


def side_by_side(tables: Sequence[list[Run]], widths: Sequence[int]) -> Iterator[Run]:
    """The lines of tables in one; those of a table with fewer lines of names stand at its foot."""
    height = max(map(len, tables))
    for row in range(height):
        line: Run = []
        owed = 0
        for table, width in zip(tables, widths, strict=True):
            own = table[row - height + len(table)] if row >= height - len(table) else []
            line += [Segment(" " * owed), *own] if owed and own else own
            used = sum(cell_len(segment.text) for segment in own)
            owed = (0 if own else owed) + width - used + APART
        yield line


# ── the names of columns ──────────────────────────────────────────────────────────────────────────────────────────────


def header(part: Block) -> list[Run]:
    """What the columns are called, cut to their width, with their numbers above where names of words are cut."""
    edge = Segment(" " * part.left)  # in no style, so that a picture of it keeps its place
    mark = MORE if part.more else ""
    if part.matrix.columns is None and not part.counted:
        return []
    if part.matrix.columns is None:
        numbers = "".join(right(str(column), part.width) for column in part.columns)
        return [[edge, Segment(numbers + mark, DIM)]]
    tokens = [part.matrix.columns[column] for column in part.columns]
    names = [label(token) for token in tokens]
    lines: list[Run] = []
    if any(cell_len(label(token)) > part.width for token in tokens if not token.special) or not part.numbered:
        lines.append([edge, Segment(numbers_over([token.index for token in tokens], part.width), DIM)])
    line = [edge]
    for column, name in zip(part.columns, names, strict=True):
        short = name if cell_len(name) <= part.width else clipped(name, part.width)
        style = meant(part.matrix.across.marks.get(column, "quiet"), part.look)
        line += [Segment(" " * (GAP + part.width - cell_len(short))), Segment(short, style)]
    behind = mark + (right("Σ", sum_cells(part.look) - GAP) if part.sums else "")
    if part.matrix.beside and part.beside:
        name = part.matrix.beside.name
        behind += " " * (beside_cells(part.matrix, part.look) - cell_len(name)) + name
    return [*lines, [*line, Segment(behind, DIM)]]


def numbers_over(numbers: Sequence[int], width: int) -> str:
    """The numbers of tokens, each over its column; where they are wider than that every fifth."""
    if all(len(str(number)) <= width for number in numbers):
        return "".join(right(str(number), width) for number in numbers)
    line = ""
    for place, number in enumerate(numbers):
        if number % FIFTH == 0:
            line = f"{line:<{place * (width + GAP) + GAP}}{number}"
    return line


def right(text: str, width: int) -> str:
    """The text at the right end of a column, with the gap before it."""
    return " " * (GAP + width - cell_len(text)) + text


# ── rows ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def rows(part: Block) -> Iterator[Iterator[Segment]]:
    digits = digits_of(part.tokens)
    for row in part.rows:
        yield one_row(part, row, digits)


def one_row(part: Block, row: int, digits: int) -> Iterator[Segment]:
    """The name of a row, its numbers, and what stands behind them."""
    matrix, look = part.matrix, part.look
    meaning = matrix.down.marks.get(row, "")
    at = matrix.cursor[1] if matrix.cursor and matrix.cursor[0] == row else None
    if part.names:
        yield from row_name(part, row, digits, at is not None)
    numbers = matrix.data[row].tolist()
    top = top_of(matrix.data[row], matrix.shaded) if matrix.largest else None
    full = part.full
    for column in part.columns:
        gap = "[" if column == at else "]" if column - 1 == at and at is not None else " "
        yield from cell(part, numbers[column], top, full, gap)
    if at is not None and part.columns and part.columns[-1] == at:
        yield Segment("]")
    if part.more:
        yield Segment(MORE, DIM)
    if part.sums:
        yield Segment(f" = {look.number(float(np.nansum(matrix.data[row], dtype=np.float64)))}", DIM)
    if part.ends and matrix.ends[row]:
        end = shorten(matrix.ends[row], part.ends)
        yield from (Segment(look.arrow, DIM), Segment(end, meant("key" if meaning == "query" else "", look)))
    if matrix.beside and part.beside:
        number = look.number(float(matrix.beside.data[row]))
        yield Segment(" " * (beside_cells(matrix, look) - cell_len(number)) + number, DIM)


def row_name(part: Block, row: int, digits: int, marked: bool) -> Iterator[Segment]:
    """The mark of the row that is asked about, the number of a token and its name."""
    token, look = part.matrix.rows[row], part.look
    meaning = part.matrix.down.marks.get(row, "")
    if margin(part.matrix):
        yield Segment("» " if meaning == "query" else "  ", meant(meaning, look))
    number = f"{token.index:<{digits}} " if part.numbered else ""
    behind = "" if part.numbered else number_behind(token, part.matrix.rows)
    name = shorten(label(token), part.names - len(behind)) + behind
    if marked:
        yield Segment(number + name, REVERSE)
    else:
        yield Segment(number, DIM)
        yield Segment(name, meant(meaning or ("quiet" if token.special else ""), look))
    yield Segment(" " * (part.names - cell_len(name) + GAP))


def cell(part: Block, value: float, top: float | None, full: float, gap: str) -> Iterator[Segment]:
    """A number on its ground, with the gap before it where nothing is said in that."""
    matrix, look = part.matrix, part.look
    text = written(value, matrix, part.decimals)
    blank = " " * (part.width - cell_len(text))
    if value != value:
        yield Segment(gap + blank)
        return
    size = value if matrix.shaded else value / full if np.isfinite(value) else 0.0
    if part.decimals is None and not look.colour:
        text, blank = shade_of(size), blank[1:]
    style = ground(size, text, matrix.shaded, look)
    if value == top:
        style = BOLD if style == DIM else style + BOLD
    if not style.bgcolor:  # blanks in no style, so that a picture keeps its place
        yield from (Segment(gap + blank), Segment(text, style))
    elif gap == " ":
        yield Segment(gap + blank + text, style)
    else:
        yield from (Segment(gap), Segment(blank + text, style))


def ground(size: float, text: str, shaded: bool, look: Look) -> Style:
    """How a number of this size, of 1, stands on the page: the smaller it is the quieter."""
    if not look.colour:
        return DIM if abs(size) < QUIET or text in ("−∞", "·") else PLAIN
    theme = theme_of(look)
    return theme.weights(size) if shaded else theme.signed(size)


def shade_of(size: float) -> str:
    """One sign for a size between −1 and 1."""
    signs = SHADES if size >= 0 else LESS
    return signs[round(min(abs(size), 1.0) * (len(signs) - 1))]


def legend(part: Legend) -> list[Run]:
    """From nothing to the strongest ground, or from less than zero to more, and what else there is to say.

    A scale of weights has fewer steps where both then stand on one line.
    """
    block, look = part.part, part.part.look
    said = Segment(part.text, DIM)
    if not look.colour:
        return wrapped(part.text, look)
    theme = theme_of(look)
    if block.matrix.shaded:
        room = look.width - cell_len(part.text) - cell_len("0  1   ")
        steps = min(SCALE, room - 1) if room > FEWEST else SCALE
        grounds = (Segment(" ", theme.weights(step / steps)) for step in range(steps + 1))
        scale = [Segment("0 ", DIM), *grounds, Segment(" 1   ", DIM)]
    else:
        end = replace(look, precision=0 if block.full >= WHOLE else look.precision).number(block.full)
        grounds = (Segment(" ", theme.signed(step / SCALE)) for step in range(-SCALE, SCALE + 1))
        scale = [Segment(f"−{end} ", DIM), *grounds, Segment(f" {end}   ", DIM)]
    used = sum(cell_len(segment.text) for segment in scale)
    return [[*scale, said]] if used + cell_len(part.text) <= look.width else [scale, *wrapped(part.text, look)]


def wrapped(text: str, look: Look) -> list[Run]:
    """Quiet words, whose facts are not broken where a line is full."""
    return [[Segment(line, DIM)] for line in pack(text.split(FACT), FACT, look.width).split("\n")]
