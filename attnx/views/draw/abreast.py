"""Tables beside one another: those of the same rows share their names, and each is as wide as it needs to be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, groupby
from math import ceil

from rich.cells import cell_len

from attnx.frozen import frozen
from attnx.views.draw.matrices import (
    FEWEST,
    GAP,
    MORE,
    Block,
    Legend,
    beside_cells,
    blocks,
    dimensions_shown,
    margin,
    name_cells,
    plan,
    remarks,
    rows_shown,
    widths,
)
from attnx.views.look import Look, digits_of
from attnx.views.parts import Caption, Heading, Matrix, Note, Notice, SideBySide, Step, Steps

APART = 3  # cells between two tables
FACT = " · "

Named = tuple[Matrix, tuple[str, ...]]  # and what it may be called, the longest name first


@frozen(eq=False)
class Abreast:
    """Tables of the same rows beside one another, each below its name; the names of the rows stand before the first."""

    names: tuple[str, ...]
    tables: tuple[Block, ...]

    @property
    def begins(self) -> tuple[int, ...]:
        """The cells before the first column of each table."""
        places = [self.tables[0].left]
        for table in self.tables[:-1]:
            places.append(places[-1] + table.cells - table.left + APART)
        return tuple(places)


@frozen
class Headings:
    """What several steps that stand side by side are called, in one line: each over its table, which begins there.

    What leads to a step stands before it; `sizes` are those of the tables, as far as there is room.
    """

    headings: tuple[Heading, ...]
    begins: tuple[int, ...]
    into: tuple[str, ...]
    sizes: tuple[str, ...]
    place: str


Drawable = Headings | Heading | Caption | Note | Notice | Legend | Block | Abreast


def side_by_side(part: SideBySide, look: Look) -> Iterator[Drawable]:
    """Bands of as many tables as have room beside one another."""
    tables = [(matrix, (name,)) for name, matrix in part.matrices.items()]
    while tables:
        count = together(tables, look)
        beside = band(tables[:count], look)
        yield from (beside, *remarks(beside.tables, look))
        tables = tables[count:]


def in_steps(part: Steps, look: Look) -> Iterator[Drawable]:
    """Steps with the same heading together, and with the next ones in one row where all of them have room."""
    groups = [list(group) for _, group in groupby(part.steps, key=lambda step: step.heading)]
    while groups:
        count = next((n for n in range(len(groups), 1, -1) if fit(tables_of(groups[:n]), look)), 1)
        yield from (one_group(groups[0], look) if count == 1 else several_groups(groups[:count], look))
        groups = groups[count:]


def tables_of(groups: Sequence[Sequence[Step]]) -> list[Named]:
    """The matrices, with what they may be called where that has to be said: where headings do not say so already."""
    named = any(step.names[-1] != step.heading.text for group in groups for step in group)
    return [(step.matrix, step.names if named else ()) for group in groups for step in group]


def several_groups(groups: Sequence[Sequence[Step]], look: Look) -> Iterator[Drawable]:
    """Steps in a row under one line of headings."""
    tables = band(tables_of(groups), look)
    places = accumulate((len(group) for group in groups[:-1]), initial=0)
    firsts = [group[0] for group in groups]
    into = ("", *(next((step.into for step in group if step.into), "") for group in groups[1:]))
    sizes = tuple(group[0].size if len(group) == 1 else "" for group in groups)
    cut = cut_in(tables)
    named = cut[:1] if len(firsts) < sum(map(len, groups)) else []  # the others have their size in the line of headings
    place = FACT.join((*named, *(step.heading.place for step in firsts if step.heading.place)))
    yield Headings(
        tuple(step.heading for step in firsts), tuple(tables.begins[at] for at in places), into, sizes, place
    )
    notes = list(dict.fromkeys(step.note for step in firsts if step.note))
    lines = sum(ceil(cell_len(note) / look.width) for note in notes)
    if lines < len(tables.tables[0].tokens):  # what is said is shorter than what it is said of
        yield from map(Note, notes)
    yield tables
    yield from (part for part in remarks(tables.tables, look) if not isinstance(part, Legend) and part.text not in cut)


def one_group(steps: Sequence[Step], look: Look) -> Iterator[Drawable]:
    """The steps of one heading, said once with how much of them there is; as many at a time as have room."""
    first, *others = steps
    bands = list(in_bands(steps, look)) if others else list(blocks(first.matrix, look))
    cut = [text for part in bands if isinstance(part, Block | Abreast) for text in cut_in(part)]
    said = cut[:1] or ([first.size] if first.size else [])
    said += [part.text for part in bands if isinstance(part, Legend)][:1]
    yield replace(first.heading, place=FACT.join(text for text in (*said, first.heading.place) if text))
    if first.note:
        yield Note(first.note)
    yield from (
        part for part in bands if not isinstance(part, Legend) and not (isinstance(part, Notice) and part.text in cut)
    )


def cut_in(part: Block | Abreast) -> list[str]:
    """What is said of dimensions that are not shown."""
    tables = part.tables if isinstance(part, Abreast) else (part,)
    return [dimensions_shown(table) for table in tables if table.more and table.matrix.columns is None]


def in_bands(steps: Sequence[Step], look: Look) -> Iterator[Drawable]:
    """As many side by side as have room, and the next ones below."""
    while steps:
        tables = [(step.matrix, step.names) for step in steps]
        count = together(tables, look)
        if count > 1:
            beside = band(tables[:count], look)
            yield from (beside, *remarks(beside.tables, look))
        else:
            names = steps[0].names
            yield Caption(next((name for name in names if cell_len(name) <= look.width), names[-1]))
            yield from blocks(steps[0].matrix, look)
        steps = steps[count:]


# ── how many, and how wide ────────────────────────────────────────────────────────────────────────────────────────────


def together(tables: Sequence[Named], look: Look) -> int:
    """How many of these, from the first on, stand beside one another."""
    return next((count for count in range(len(tables), 1, -1) if fit(tables[:count], look)), 1)


def fit(tables: Sequence[Named], look: Look) -> bool:
    """Whether these have room beside one another, with no token cut and none of its digits given up for it."""
    first = rows_of(tables[0][0], look)
    return all(rows_of(matrix, look) == first for matrix, _ in tables) and room_for(tables, look) >= 0


def rows_of(matrix: Matrix, look: Look) -> list[str]:
    """The rows that are shown, as they are told apart."""
    return [f"{matrix.rows[row].index} {matrix.rows[row].name}" for row in rows_shown(matrix, look)]


def room_for(tables: Sequence[Named], look: Look) -> int:
    """The cells that are left when each table has the fewest that it can do with."""
    return (
        look.width
        - left_of(tables[0][0], look)
        - sum(least(*table, look) for table in tables)
        - APART * (len(tables) - 1)
    )


def left_of(matrix: Matrix, look: Look) -> int:
    """The cells of the names of rows."""
    tokens = [matrix.rows[row] for row in rows_shown(matrix, look)]
    return margin(matrix) + digits_of(tokens) + 1 + name_cells(tokens, look) + GAP


def least(matrix: Matrix, names: tuple[str, ...], look: Look) -> int:
    """The fewest cells of a table beside others, with every digit: of dimensions a few do, tokens are all there."""
    rows, count = rows_shown(matrix, look), matrix.data.shape[1]
    sizes = [width for decimals, width in widths(matrix, rows, look) if decimals is not None]
    if matrix.columns is None and not look.full and count > FEWEST:
        cells = FEWEST * (sizes[0] + GAP) + MORE
    else:
        cells = count * (sizes[0] + GAP)
    cells += beside_cells(matrix, look)
    return max(cells, min(map(cell_len, names), default=0) + GAP)


def band(tables: Sequence[Named], look: Look) -> Abreast:
    """These tables beside one another, what has room to spare going to those that need little more of it."""
    spare = max(room_for(tables, look), 0)
    rooms = {at: least(*table, look) for at, table in enumerate(tables)}
    wanted = {
        at: plan(matrix, look, look.width, named=False).cells - rooms[at] for at, (matrix, _) in enumerate(tables)
    }
    for done, at in enumerate(sorted(wanted, key=lambda at: wanted[at])):
        more = min(max(wanted[at], 0), spare // (len(tables) - done))
        rooms[at] += more
        spare -= more
    drawn = [
        replace(plan(matrix, look, rooms[at], named=False), counted=False) for at, (matrix, _) in enumerate(tables)
    ]
    drawn[0] = replace(drawn[0], names=name_cells(drawn[0].tokens, look))
    names = captions([names for _, names in tables], drawn, look)
    if names:
        drawn = [wider(*pair) for pair in zip(drawn, names, strict=True)]
    return Abreast(names, tuple(drawn))


def captions(names: Sequence[tuple[str, ...]], tables: Sequence[Block], look: Look) -> tuple[str, ...]:
    """The longest names for which there is room; none where no table has one."""
    if not all(names):
        return ()
    for level in range(max(map(len, names))):
        chosen = tuple(some[min(level, len(some) - 1)] for some in names)
        cells = sum(wider(*pair).cells for pair in zip(tables, chosen, strict=True))
        if cells + APART * (len(tables) - 1) <= look.width:
            break
    return chosen


def wider(table: Block, name: str) -> Block:
    """The table with room for its name above it."""
    return replace(table, least=cell_len(name) + GAP)
