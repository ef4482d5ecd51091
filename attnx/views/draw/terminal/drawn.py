"""The parts of a view as what Rich prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.cells import cell_len
from rich.console import RenderableType
from rich.segment import Segment
from rich.text import Text

from attnx.views.draw.abreast import FACT, Abreast, Headings
from attnx.views.draw.fit import Cards, Fitted, fitted
from attnx.views.draw.matrices import GAP, Block, Legend
from attnx.views.draw.terminal.listing import cards, table
from attnx.views.draw.terminal.matrix import abreast, block, legend
from attnx.views.draw.terminal.styles import BOLD, DIM, ITALIC, Lines, Run, meant, run_of, text_of
from attnx.views.draw.wrap import pack
from attnx.views.look import Look
from attnx.views.parts import (
    Caption,
    Gap,
    Heading,
    Items,
    Line,
    Listing,
    Note,
    Notice,
    Paragraph,
    Part,
    Scene,
    Title,
    Words,
)
from attnx.views.parts import Lines as LinesPart

RULE = "─"
ENDS = 4  # cells of a rule around what stands in it


def drawn(parts: Iterable[Part], look: Look) -> Iterator[RenderableType]:
    """Every part, one below the other."""
    for part in fitted(parts, look):
        yield from one_part(part, look)


def one_part(part: Fitted, look: Look) -> Iterator[RenderableType]:
    match part:
        case Block():
            yield Lines(block(part))
        case Legend():
            yield Lines(legend(part))
        case Abreast():
            yield Lines(abreast(part))
        case Listing():
            yield Lines(table(part, look))
        case Cards(listing):
            yield from cards(listing, look)
        case LinesPart(lines):
            yield Lines([run_of(line, look) for line in lines])
        case Headings():
            yield Lines([in_a_row(part, look)])
        case Heading(mark=mark) if mark:
            yield from heading(part, look)
        case Scene(number, of, text):
            yield Lines([[*ruled([Segment(f"{number}/{of}  {text} ", BOLD)], "", look)]])
        case _:
            yield words(part, look)


def words(part: Words, look: Look) -> Text:
    """What is read as a sentence or a title."""
    match part:
        case Title(text, kind, doubtful, facts):
            said = Text.assemble(
                (text, BOLD), "  " if kind else "", (kind, meant("doubtful" if doubtful else "", look))
            )
            if not facts:
                return said
            alike = " · ".join(facts)
            between = "  " if said.cell_len + 2 + cell_len(alike) <= look.width else "\n"
            return Text.assemble(said, between, (alike if between == "  " else pack(facts, " · ", look.width), DIM))
        case Heading(text):
            return Text(text, style=BOLD)
        case Paragraph(line):
            return text_of(line, look) if isinstance(line, Line) else Text(line)
        case Note(text):
            return Text(text, style=DIM)
        case Notice(text):
            return Text(text, style=meant("doubtful", look))
        case Caption(text):
            return Text(text, style=ITALIC)
        case Items(items, gap, meaning):
            return Text(pack(items, gap, look.width), style=meant(meaning, look))
        case Gap():
            return Text()
    raise AssertionError(part)


# ── headings ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def heading(part: Heading, look: Look) -> Iterator[Lines | Text]:
    """The number and name of a step in a thin rule that ends with its place; what has no room there goes on below."""
    title = called(part, look)
    below: list[Run] = []
    if part.formulas:
        first, *others = pack(part.formulas, "  ", look.width, width_of(title) + 1).split("\n")
        title += [Segment(f" {first} " if first else "", meant("formula", look))]
        below = [[Segment(line, meant("formula", look))] for line in others]
    if width_of(title) > look.width:  # a title as long as a sentence is broken as one
        title[-1] = Segment(title[-1].text.rstrip(), title[-1].style)
        yield Text.assemble(*((segment.text, segment.style or "") for segment in title))
        return
    fits = width_of(title) + cell_len(part.place) + ENDS <= look.width
    yield Lines([ruled(title, part.place if fits else "", look), *below])
    if part.place and not fits:
        yield Text(pack(part.place.split(FACT), FACT, look.width), style=DIM)


def called(part: Heading, look: Look) -> Run:
    return [Segment(f"{part.mark} ", meant("number", look)), Segment(f"{part.text} ", BOLD)]


def in_a_row(part: Headings, look: Look) -> Run:
    """Steps side by side, each over its table, and in the rule between them what makes one of the other."""
    line = called(part.headings[0], look)
    following = [*part.begins[1:], look.width]
    line += sized(part.sizes[0], following[0] - width_of(line))
    for heading, begin, into, size, end in zip(
        part.headings[1:], part.begins[1:], part.into[1:], part.sizes[1:], following[1:], strict=True
    ):
        title = [Segment(f" {into} → " if into else " ", meant("formula", look)), *called(heading, look)]
        start = begin + GAP - 1 - (cell_len(into) + 3 if into else 0)
        line += [Segment(RULE * max(start - width_of(line), 1), DIM), *title]
        line += sized(size, end - width_of(line))
    room = look.width - width_of(line) - ENDS
    *_, last = part.place.split(FACT)
    return ruled(line, next((place for place in (part.place, last) if cell_len(place) <= room), ""), look)


def sized(size: str, room: int) -> Run:
    """The size of a table, where there is room for it."""
    return [Segment(f"{size} ", DIM)] if size and cell_len(size) + 2 < room else []


def ruled(title: Run, place: str, look: Look) -> Run:
    """A title, a thin rule up to the page's edge, and in it the place."""
    left = look.width - width_of(title)
    if place:
        return [*title, Segment(f"{RULE * (left - cell_len(place) - ENDS)} {place} {RULE * 2}", DIM)]
    return [*title, Segment(RULE * left, DIM)] if left > 0 else title


def width_of(run: Run) -> int:
    return sum(cell_len(segment.text) for segment in run)
