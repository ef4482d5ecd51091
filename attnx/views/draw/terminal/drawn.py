"""The parts of a view as what Rich prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.cells import cell_len
from rich.console import RenderableType
from rich.rule import Rule
from rich.text import Text

from attnx.views.draw.fit import APART, Abreast, Block, Cards, Fitted, fitted
from attnx.views.draw.terminal.listing import cards, table
from attnx.views.draw.terminal.matrix import block
from attnx.views.draw.terminal.styles import DIM, NOTICE, NUMBER, STYLES, TITLE, text_of
from attnx.views.draw.wrap import pack
from attnx.views.look import Look
from attnx.views.parts import (
    Caption,
    Gap,
    Heading,
    Items,
    Lines,
    Listing,
    Note,
    Notice,
    Paragraph,
    Part,
    Scene,
    Title,
)


def drawn(parts: Iterable[Part], look: Look) -> Iterator[RenderableType]:
    """Every part, one below the other."""
    for part in fitted(parts, look):
        yield from one_part(part, look)


def one_part(part: Fitted, look: Look) -> Iterator[RenderableType]:
    match part:
        case Block():
            yield block(part)
        case Listing():
            yield table(part)
        case Cards(listing):
            yield from cards(listing)
        case Abreast():
            yield joined([[Text(name, style=TITLE), *lines_of(table, look)] for name, table in part.tables])
        case Lines(lines):
            for line in lines:
                text = text_of(line)
                text.no_wrap, text.overflow = True, "ellipsis"
                yield text
        case Scene(number, of, text):
            yield Rule(Text(f"{number}/{of}  {text}", style=TITLE), align="left")
        case _:
            yield words(part, look)


def words(part: Gap | Title | Heading | Paragraph | Note | Notice | Caption | Items, look: Look) -> Text:
    """What is read as a sentence or a title."""
    match part:
        case Gap():
            return Text()
        case Title(text, kind, doubtful):
            return Text.assemble((text, TITLE), "  " if kind else "", (kind, NOTICE if doubtful else ""))
        case Heading(text, mark, formulas):
            number = f"{mark} " if mark else ""
            packed = pack(formulas, "  ", look.width, used=cell_len(number + text) + 2)
            return Text.assemble((number, NUMBER), (text, TITLE), (f"  {packed}".rstrip(), STYLES["formula"]))
        case Paragraph(line):
            return text_of(line)
        case Note(text):
            return Text(text, style=DIM)
        case Notice(text):
            return Text(text, style=NOTICE)
        case Caption(text):
            return Text(text, style="italic")
        case Items(items, gap, meaning):
            return Text(pack(items, gap, look.width), style=STYLES[meaning])


def lines_of(table: Iterable[Block | Notice | Note], look: Look) -> Iterator[Text]:
    for part in table:
        yield from (block(part) if isinstance(part, Block) else words(part, look)).split("\n")


def joined(tables: list[list[Text]]) -> Text:
    """The lines of these tables beside each other."""
    rows = []
    widths = [max(line.cell_len for line in lines) for lines in tables]
    for number in range(max(map(len, tables))):
        row = Text()
        for at, lines in enumerate(tables):
            cell = lines[number] if number < len(lines) else Text()
            row.append_text(cell)
            if at < len(tables) - 1:
                row.append(" " * (widths[at] - cell.cell_len + APART))
        rows.append(row)
    page = Text("\n", no_wrap=True, overflow="ellipsis").join(rows)
    page.no_wrap = True
    return page
