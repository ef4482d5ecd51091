"""What a view yields: the parts of a document, as values that say what they are. What draws them says how they look."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Literal, NamedTuple

import numpy as np
from rich.cells import cell_len

from attnx.frozen import frozen
from attnx.trace import Token

# What some words of a line mean: said quietly, the word that matters, the number of a step, a formula,
# a bar, and one that speaks against something, what is to be doubted, what is right or wrong, what a model has
# written; the word that reads, what it reads from, and the arc between them.
Meaning = Literal[
    "",
    "quiet",
    "strong",
    "number",
    "formula",
    "bar",
    "against",
    "doubtful",
    "right",
    "wrong",
    "written",
    "query",
    "key",
    "arc",
]


@frozen
class Share:
    """The meaning of a number between 0 and 1 that is shown by its size."""

    value: float
    strong: bool = False


class Pixels(NamedTuple):
    """The meaning of a sign that stands for two shares, one above the other; None is nothing."""

    top: float | None
    bottom: float | None


RGB = tuple[int, int, int]


class Colours(NamedTuple):
    """The meaning of a sign that stands for two pixels of a picture, one above the other."""

    top: RGB
    bottom: RGB


Span = tuple[str, Meaning | Share | Pixels | Colours]


@frozen
class Line:
    """Words one after another, each with what it means."""

    spans: tuple[Span, ...] = ()

    @property
    def plain(self) -> str:
        return "".join(text for text, _ in self.spans)

    @property
    def cells(self) -> int:
        """How wide it is, in cells of a terminal."""
        return sum(cell_len(text) for text, _ in self.spans)

    def rstrip(self) -> Line:
        """The line without the blanks that it ends in."""
        spans = list(self.spans)
        while spans and not spans[-1][0].rstrip(" "):
            spans.pop()
        return Line((*spans[:-1], (spans[-1][0].rstrip(" "), spans[-1][1]))) if spans else Line()


def line(*pieces: str | Span) -> Line:
    """A line of these words; those that come without a meaning have none."""
    spans = [(piece, "") if isinstance(piece, str) else piece for piece in pieces]
    return Line(tuple(span for span in spans if span[0]))


def word(text: str, meaning: Meaning | Share | Pixels | Colours = "") -> Line:
    """A line that means one thing."""
    return Line(((text, meaning),))


def line_of(text: str | Line) -> Line:
    return word(text) if isinstance(text, str) else text


# ── words ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@frozen
class Gap:
    """An empty line: what follows is about something else."""


@frozen
class Title:
    """What the whole document is about; `doubtful` where its `kind` has to be known, `facts` are in few words."""

    text: str
    kind: str = ""
    doubtful: bool = False
    facts: tuple[str, ...] = ()


@frozen
class Heading:
    """What the parts below it are about; `mark` is the number of a step, or a sign, and `place` is where it happens."""

    text: str
    mark: str = ""
    formulas: tuple[str, ...] = ()
    place: str = ""


@frozen
class Scene:
    """A heading above others: one scene of so many."""

    number: int
    of: int
    text: str


@frozen
class Paragraph:
    text: str | Line


@frozen
class Note:
    """What explains the parts beside it."""

    text: str


@frozen
class Notice:
    """What has to be known: what is cut, changed, left out or not learned."""

    text: str


@frozen
class Caption:
    """What the table below it is."""

    text: str


@frozen
class Items:
    """Facts one after another; none is broken where a line is full."""

    items: tuple[str, ...]
    gap: str
    meaning: Meaning = ""


@frozen
class Lines:
    """Lines whose columns are made of spaces."""

    lines: tuple[Line, ...]


@frozen
class Vector:
    """A name and its numbers, of which as many are shown as a line has room for."""

    name: str
    numbers: tuple[str, ...]


# ── tables ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@frozen
class Bar:
    """A share as a bar that is so many cells long where it is whole; `against` is what speaks against something."""

    share: float
    cells: int
    against: bool = False
    quiet: bool = False


Cell = str | Line | Bar


@frozen
class Column:
    """A column of a listing: numbers stand right. Where not all have room, those of the lowest `rank` go first.

    `gap` are the cells before it, `adds_up` is whether its numbers, as written, have the total as written, and where
    it `folds` its texts may go on below.
    """

    header: str
    number: bool = False
    rank: int | None = None
    gap: int = 2
    adds_up: bool = True
    folds: bool = False


@frozen
class Listing:
    """Rows under the headers of their columns; the first cell of a row names it, and those in `strong` matter most.

    `totals` are rows about all others; `cut` says what is not shown.
    """

    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]
    strong: Collection[int] = ()
    totals: Sequence[Sequence[Cell]] = ()
    cut: str = ""


def listing(
    headers: Sequence[str], rows: Sequence[Sequence[Cell]], numbers: Collection[int] = (), cut: str = ""
) -> Listing:
    """A listing of which no column may be left out; the columns in `numbers` are numbers."""
    return Listing(tuple(Column(header, at in numbers) for at, header in enumerate(headers)), rows, cut=cut)


@frozen
class Either:
    """The first listing where it has room, the other one where it has not."""

    first: Listing
    other: Listing


@frozen(eq=False)
class Beside:
    """One more number for each row of a matrix, at its end."""

    name: str
    data: np.ndarray


@frozen(eq=False)
class Side:
    """What is known of the tokens along one side of a matrix, by their places.

    `order` has those that matter most first, and `marks` say which are the query or the key that is meant.
    """

    order: Sequence[int] = ()
    marks: Mapping[int, Meaning] = field(default_factory=dict)


@frozen(eq=False)
class Matrix:
    """Rows by columns of numbers. `columns` are tokens, or None where they are merely counted.

    The numbers have a colour on both sides of zero, which is strongest at the size `scale`, or at the largest of them.
    Where they are `shaded` they are shares between 0 and 1; where `signed` is not 0 they are differences, each with
    its sign, and the strongest colour at this size. NaN is left blank: there is no such cell.

    `down` and `across` tell of the tokens of rows and of columns, `sums` prints the sum of each row, `ends` a word
    behind it. `cursor` is the row and column of a cell that is marked, with its row. `signs` are said below it: what
    tokens that are no words are.
    """

    data: np.ndarray
    rows: Sequence[Token]
    columns: Sequence[Token] | None = None
    shaded: bool = False
    largest: bool = False
    sums: bool = False
    signed: float = 0.0
    scale: float = 0.0
    ends: Sequence[str] = ()
    down: Side = Side()
    across: Side = Side()
    beside: Beside | None = None
    cursor: tuple[int, int] | None = None
    signs: Sequence[str] = ()


@frozen(eq=False)
class SideBySide:
    """Matrices of the same rows beside one another as far as there is room, each below its name."""

    matrices: Mapping[str, Matrix]


@frozen(eq=False)
class Step:
    """A matrix under its heading. It is called by the longest of its `names` that has room.

    `into` is what makes it of the step before it, said where the two stand side by side, and `size` how large it is.
    """

    heading: Heading
    matrix: Matrix
    note: str = ""
    names: tuple[str, ...] = ()
    into: str = ""
    size: str = ""


@frozen(eq=False)
class Steps:
    """Steps one after another: side by side as far as there is room."""

    steps: tuple[Step, ...]


@frozen(eq=False)
class Maps:
    """Every head's weights at a glance: each layer's number, its weights (head, query, key), and what may be seen."""

    heads: tuple[int, ...]
    layers: tuple[tuple[int, np.ndarray, np.ndarray | None], ...]


# ── pictures ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@frozen(eq=False)
class Sight:
    """A picture, `pixels` (height, width, 3) from 0 to 255, and what was read from each of its patches; one of both is
    there.

    Of `weights` (row, column) the largest is as bright as the picture, and what is not read is dark; without them all
    is as it is. `name` stands below, each of its lines in as few cells as the picture has.
    """

    pixels: np.ndarray | None
    weights: np.ndarray | None = None
    name: tuple[Line, ...] = ()


@frozen(eq=False)
class Sights:
    """Pictures side by side as far as there is room, none of more than `side` cells across."""

    sights: tuple[Sight, ...]
    side: int


Words = Gap | Title | Heading | Scene | Paragraph | Note | Notice | Caption | Items | Lines
Part = Words | Vector | Listing | Either | Matrix | SideBySide | Steps | Maps | Sights
View = Iterator[Part]
