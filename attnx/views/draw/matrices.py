"""How a matrix has room: fewer digits before fewer tokens, and what does not fit at all is cut by what matters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

import numpy as np
from rich.cells import cell_len

from attnx.frozen import frozen
from attnx.trace import Token
from attnx.views.look import HUGE, LABEL, ROWS, Look, difference, digits_of, label, number
from attnx.views.parts import Beside, Matrix, Note, Notice, Side

GAP = 1  # cells before each column
MARK = 2  # cells before the names of rows, where one of them is marked
MORE = 2  # cells behind the last column, where more follow
LEAST = 5  # cells that a word at the end of a row needs to be worth showing
WIDE, NARROW = 8, 5  # cells of a column that is made wide for its name
FEWEST = 3  # dimensions for which digits are given up

Decimals = int | None  # None: by shade alone


@frozen(eq=False)
class Block:
    """Some rows and columns of a matrix, by their places, as one table.

    Columns are `width` cells wide and numbers have so many `decimals`. `names` are the cells of the names of rows, 0
    where they stand before a table to the left, `ends` those of the words at the end of rows; what of them has no
    room is not there. `numbered` is whether a name has its number before it, `more` whether columns follow, and
    `counted` whether dimensions have their numbers above them. Its columns take the `least` cells, if not more.
    """

    matrix: Matrix
    look: Look
    rows: Sequence[int]
    columns: Sequence[int]
    decimals: Decimals
    width: int
    names: int
    numbered: bool = True
    more: bool = False
    sums: bool = False
    ends: int = 0
    beside: bool = True
    counted: bool = True
    least: int = 0

    @property
    def left(self) -> int:
        """The cells before the first column."""
        if not self.names:
            return 0
        return margin(self.matrix) + (digits_of(self.tokens) + 1) * self.numbered + self.names + GAP

    @property
    def tokens(self) -> list[Token]:
        """Those of the rows that are shown."""
        return [self.matrix.rows[row] for row in self.rows]

    @property
    def cells(self) -> int:
        """How wide it is."""
        behind = (
            MORE * self.more + sum_cells(self.look) * self.sums + beside_cells(self.matrix, self.look) * self.beside
        )
        columns = max(len(self.columns) * (self.width + GAP) + behind, self.least)
        return self.left + columns + (arrow_cells(self.look) + self.ends if self.ends else 0)

    @property
    def full(self) -> float:
        """The size at which the colour of a number is the strongest."""
        if self.matrix.signed or self.matrix.scale:
            return self.matrix.signed or self.matrix.scale
        sizes = np.abs(self.matrix.data)
        return float(sizes[sizes < HUGE].max(initial=0.0)) or 1.0


@frozen(eq=False)
class Legend:
    """What the shades and digits of a table mean: its scale, and a few words."""

    text: str
    part: Block


def written(value: float, matrix: Matrix, decimals: Decimals) -> str:
    """A number as a cell shows it; a share without the zero before its point, and · where there is nothing to see."""
    if value != value:
        return ""
    if decimals is None:
        return ""
    if matrix.shaded:
        return share(value, decimals)
    return difference(value, decimals) if matrix.signed else number(value, decimals)


def share(value: float, decimals: int) -> str:
    """A number between 0 and 1 in one cell more than it has decimals: .77, 1.0, and · for what rounds to nothing."""
    text = f"{value:.{decimals}f}"
    if float(text) == 0:
        return "·"
    return text[1:] if text.startswith("0.") else text[: decimals + 1].removesuffix(".")


def top_of(numbers: np.ndarray, shaded: bool) -> float | None:
    """The largest number of a row; none where there is nothing to see, nor among weights that are all 0."""
    top = float(np.nanmax(numbers)) if np.isfinite(numbers).any() else -np.inf
    return top if np.isfinite(top) and (top > 0 or not shaded) else None


# ── what is shown ─────────────────────────────────────────────────────────────────────────────────────────────────────


def rows_shown(matrix: Matrix, look: Look) -> Sequence[int]:
    """All rows; of many without `full` those that matter most, in their order."""
    count = len(matrix.data)
    if look.full or count <= ROWS:
        return range(count)
    return first_of(matrix.down, -largest(matrix.data, axis=1), ROWS)


def first_of(side: Side, by_data: np.ndarray, count: int) -> list[int]:
    """So many places along a side, those that matter most, in their order; where nobody said so, by their numbers."""
    order = side.order if len(side.order) else np.argsort(by_data, kind="stable").tolist()
    return sorted(order[:count])


def largest(data: np.ndarray, axis: int) -> np.ndarray:
    """The largest size of a finite number in each row or column."""
    finite = np.isfinite(data)
    sizes: np.ndarray = np.abs(data, where=finite, out=np.zeros(data.shape)).max(axis=axis, initial=0.0)
    return sizes


def plan(matrix: Matrix, look: Look, room: int, named: bool = True) -> Block:
    """The table in so many cells: at the widest precision at which all tokens fit, or what matters most of it.

    Of dimensions, which are merely counted, as many are shown as there is room for.
    """
    rows = rows_shown(matrix, look)
    first = next(drafts(matrix, look, rows, named))
    whole = next((draft for draft in drafts(matrix, look, rows, named) if draft.cells <= room), None)
    if whole is not None:
        return furnished(whole, room)
    if matrix.columns is None:
        return dimensions(replace(first, ends=0), room)
    ends = min(max(map(cell_len, matrix.ends)), LABEL) if matrix.ends else 0
    fit = max((room - replace(first, columns=(), more=True, ends=ends).cells) // (first.width + GAP), 1)
    columns = first_of(matrix.across, -largest(matrix.data[list(rows)], axis=0), fit)
    return furnished(replace(first, columns=columns, more=True, ends=0), room)


def drafts(matrix: Matrix, look: Look, rows: Sequence[int], named: bool = True) -> Iterator[Block]:
    """The table of these rows and all columns, from the most to the least: words at the end of rows go after digits,
    and before all of these are gone.
    """
    tokens = [matrix.rows[row] for row in rows]
    names = {True: name_cells(tokens, look), False: name_cells(tokens, look, matrix.rows)} if named else {}
    behind = (least_ends(matrix, rows), 0) if matrix.ends else (0,)
    numbering = (True, False) if matrix.columns is not None and not look.full else (True,)
    columns = range(matrix.data.shape[1])
    for digits, ends in product((True, False), behind):
        for decimals, width in widths(matrix, rows, look):
            for numbered in numbering if digits == (decimals is not None) else ():
                yield Block(matrix, look, rows, columns, decimals, width, names.get(numbered, 0), numbered, ends=ends)


def dimensions(block: Block, room: int) -> Block:
    """The first dimensions of a vector, with a digit less where very few would have room."""

    def cut(width: int) -> int:
        return max((room - replace(block, columns=(), more=True).cells) // (width + GAP), 1)

    choices = list(widths(block.matrix, block.rows, block.look))
    decimals, width = next((choice for choice in choices if cut(choice[1]) >= FEWEST), choices[0])
    return replace(block, columns=range(cut(width)), decimals=decimals, width=width, more=True)


def furnished(block: Block, room: int) -> Block:
    """The table with what stands behind its rows, and wider columns for longer names, as far as there is room."""
    matrix, look = block.matrix, block.look
    if matrix.ends:
        longest = max((cell_len(matrix.ends[row]) for row in block.rows), default=0)
        ends = min(longest, LABEL, room - replace(block, ends=0).cells - arrow_cells(look))
        block = replace(block, ends=ends if ends >= least_ends(matrix, block.rows) else 0)
    if matrix.sums and room - block.cells >= sum_cells(look):
        block = replace(block, sums=True)
    if matrix.columns is None or block.more or not block.columns:
        return block
    wanted = max(cell_len(label(matrix.columns[column])) for column in block.columns)
    spare = (room - block.cells) // len(block.columns)
    return replace(block, width=max(block.width, min(block.width + spare, wanted, widest_name(look))))


def least_ends(matrix: Matrix, rows: Sequence[int]) -> int:
    """The fewest cells in which the words at the end of rows are worth showing."""
    return min(max((cell_len(matrix.ends[row]) for row in rows), default=0), LEAST)


def blocks(matrix: Matrix, look: Look) -> Iterator[Block | Notice | Legend | Note]:
    """The table, or with `full` as many as it takes, and then what was cut."""
    whole = plan(matrix, look, look.width)
    if not look.full or not (whole.more or whole.decimals != look.precision):
        yield whole
        yield from remarks([whole], look)
        return
    decimals, width = next(widths(matrix, whole.rows, look))
    part = replace(
        whole, decimals=decimals, width=width, numbered=True, columns=(), more=True, sums=matrix.sums, ends=0
    )
    count = matrix.data.shape[1]
    fit = max((look.width - part.cells) // (width + GAP), 1)
    for begin in range(0, count, fit):
        columns = range(begin, min(begin + fit, count))
        last = columns.stop == count
        shown = replace(part, columns=columns, more=not last, sums=matrix.sums and last, beside=last)
        yield (shown := furnished(shown, look.width) if last else shown)
    yield from remarks([replace(part, columns=range(count), more=False, ends=shown.ends)], look)


def remarks(parts: Sequence[Block], look: Look) -> Iterator[Notice | Legend | Note]:
    """What of some tables is not shown, in one line, what their shades and digits mean, and whether rounding shows."""
    cut: list[str] = []
    for part in parts:
        (n_rows, n_columns), rows, columns = part.matrix.data.shape, len(part.rows), len(part.columns)
        if rows < n_rows:
            cut.append(look.say("cut_rows_matter", shown=rows, all=n_rows))
        if columns < n_columns and part.matrix.columns is not None:
            cut.append(look.say("cut_keys", shown=columns, all=n_columns))
    if cut:
        yield Notice(look.say("cut", what=look.say("and").join(dict.fromkeys(cut))))
    for part in parts:
        if part.more and part.matrix.columns is None:
            yield Notice(dimensions_shown(part))
            break
    legend = next((part for part in parts if part.matrix.shaded or coarser(part)), None)
    if legend is not None and ((said := legend_of(legend)).text or look.colour):
        yield said
    if any(part.sums and not part.more and rounding_shows(part) for part in parts):
        yield Note(look.say("rounded"))


def coarser(part: Block) -> bool:
    """Whether tokens have room only because digits were given up."""
    numbers = part.matrix.data[np.isfinite(part.matrix.data)]
    given_up = part.decimals is None or (part.decimals < part.look.precision and not counts(part.matrix, numbers))
    return part.matrix.columns is not None and given_up


def dimensions_shown(part: Block) -> str:
    """How many dimensions are shown of all."""
    return part.look.say("cut_dimensions", shown=len(part.columns), all=part.matrix.data.shape[1])


def legend_of(part: Block) -> Legend:
    """That digits were given up so that all keys have room, what a dot stands for, and what else has to be known."""
    say, matrix = part.look.say, part.matrix
    said: list[str] = []
    if coarser(part):
        keys = [] if part.more else [say("legend_keys", shown=len(part.columns), all=matrix.data.shape[1])]
        digits = say("legend_shades") if part.decimals is None else say("legend_digits", decimals=part.decimals)
        said += [*keys, digits]
    if matrix.shaded and part.decimals:
        said.append(say("legend_dot", least=f"{0.5 * 10.0**-part.decimals:.{part.decimals + 1}f}"[1:]))
    elif not matrix.shaded and part.decimals is None and not part.look.colour:
        said.append(say("legend_signs"))
    if matrix.ends and not part.ends:
        said.append(say("legend_no_room"))
    elif part.ends and not all(matrix.ends[row] for row in part.rows):
        said.append(say("legend_ends"))
    return Legend(" · ".join((*said, *matrix.signs)), part)


def rounding_shows(part: Block) -> bool:
    """Whether the numbers of a row, as printed, would not add up to its sum as printed."""
    data = part.matrix.data[list(part.rows)].astype(np.float64)
    decimals = part.look.precision if part.decimals is None else part.decimals
    shown = np.nansum(np.round(data, decimals), axis=-1)
    sums = np.round(np.nansum(data, axis=-1), part.look.precision)
    return bool((np.abs(shown - sums) > 0.5 * 10.0**-part.look.precision).any())


# ── how wide ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def widths(matrix: Matrix, rows: Sequence[int], look: Look) -> Iterator[tuple[Decimals, int]]:
    """From the most digits to shade alone, how wide a column has to be."""
    heads = least_name(matrix)
    shown = matrix.data[list(rows)]
    shown = shown[~np.isnan(shown)]
    ordinary = shown[np.abs(shown) < HUGE]
    # Of those printed alike none is wider than the smallest or the largest; a matrix has a thousand, most not shown.
    ends = (*shown[np.abs(shown) >= HUGE].tolist(), *((ordinary.min(), ordinary.max()) if ordinary.size else ()))
    coarsest = min(look.precision, 1) if matrix.shaded or matrix.signed else 0
    if matrix.columns is None:  # of dimensions rather fewer
        coarsest = max(look.precision - 1, 0)
    for decimals in (0,) if counts(matrix, ordinary) else range(look.precision, coarsest - 1, -1):
        if matrix.shaded:
            numbers = max(decimals + 1, *(len(share(float(value), decimals)) for value in ends), 1)
        else:
            numbers = max((cell_len(written(float(value), matrix, decimals)) for value in set(ends)), default=1)
        yield decimals, max(numbers, heads)
    if matrix.columns is not None:
        yield None, heads


def counts(matrix: Matrix, numbers: np.ndarray) -> bool:
    """Whether these numbers are whole, so that no decimals of them have anything to say."""
    return not (matrix.shaded or matrix.signed) and bool((numbers == np.rint(numbers)).all())


def least_name(matrix: Matrix) -> int:
    """The cells that the first letter of every column's name has room in, or the largest number of a dimension."""
    if matrix.columns is None:
        return len(str(matrix.data.shape[1] - 1))
    return max((cell_len(label(token)[:1]) for token in matrix.columns), default=1) or 1


def name_cells(tokens: Sequence[Token], look: Look, among: Sequence[Token] = ()) -> int:
    """The cells of the longest name of a row, which may be cut; with the number that tells it from others `among`
    which it stands.
    """
    longest = max((cell_len(label(token) + number_behind(token, among)) for token in tokens), default=1)
    return min(longest, LABEL if look.roomy else LABEL - 3)


def number_behind(token: Token, among: Sequence[Token]) -> str:
    """The number of a token as it stands behind its name, where that is the name of others too."""
    return f" {token.index}" if sum(label(other) == label(token) for other in among) > 1 else ""


def widest_name(look: Look) -> int:
    """The cells that a column is made wide for its name."""
    return WIDE if look.roomy else NARROW


def margin(matrix: Matrix) -> int:
    """The cells of the mark before the row that is asked about."""
    return MARK if "query" in matrix.down.marks.values() else 0


def sum_cells(look: Look) -> int:
    """The cells of the sum behind a row."""
    return cell_len(look.number(1.0)) + 2 + GAP


def arrow_cells(look: Look) -> int:
    """The cells before the word at the end of a row."""
    return cell_len(look.arrow)


def beside_cells(matrix: Matrix, look: Look) -> int:
    """The cells of the column of one more number, and of the gap before it."""
    beside: Beside | None = matrix.beside
    return 0 if beside is None else max(cell_len(beside.name), cell_len(look.number(1.0))) + 2 * GAP
