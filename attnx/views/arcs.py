"""A sentence with arcs over it, from the word that reads to the words it reads from, as lines of characters.

╭───────── 1.00 ─────────╮
▼                        │
Love is powerful because it gives us hope to live.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from rich.cells import cell_len

from attnx.frozen import frozen
from attnx.trace import Token
from attnx.views.look import shorten
from attnx.views.visible import visible

Role = Literal["", "quiet", "query", "key", "arc"]
Run = tuple[str, Role]  # letters that mean the same


@frozen
class Arc:
    """From the word that reads to one it reads from, with what is written on it. Both are numbers of words."""

    query: int
    key: int
    label: str


@frozen
class Placed:
    """A word on a line of the page: `begin` is its first cell."""

    word: int
    text: str
    begin: int

    @property
    def end(self) -> int:
        return self.begin + cell_len(self.text)

    @property
    def foot(self) -> int:
        """The cell an arc stands on: the middle of the word, and never the second half of a wide character."""
        middle, place = (cell_len(self.text) - 1) // 2, 0
        for character in self.text:
            if place + cell_len(character) > middle:
                break
            place += cell_len(character)
        return self.begin + place


def arcs(words: Sequence[Token], arcs: Sequence[Arc], width: int) -> Iterator[list[Run]]:
    """The sentence in lines of at most `width` cells, each below the arcs that touch it.

    Tokens that stand for nothing written are left out where no arc touches them. An arc whose two words stand on
    different lines leaves the one at its edge and enters the other.
    """
    touched = {place for arc in arcs for place in (arc.query, arc.key)}
    shown = [word for word, token in enumerate(words) if not token.special or word in touched]
    lines = laid_out(words, shown, width)
    on_line = {placed.word: number for number, line in enumerate(lines) for placed in line}
    roles: dict[int, Role] = {word: "quiet" for word in shown if words[word].special}
    for arc in arcs:
        roles |= {arc.key: "key", arc.query: "query"}
    for number, line in enumerate(lines):
        yield from arches(line, number, on_line, arcs, width)
        yield sentence(line, roles)


def laid_out(words: Sequence[Token], shown: Sequence[int], width: int) -> list[list[Placed]]:
    """The words on lines, with a space where the text has one; a word wider than a line is cut."""
    lines: list[list[Placed]] = [[]]
    column = 0
    before: Token | None = None
    for word in shown:
        token = words[word]
        text = visible(token.name).strip() or visible(token.name)
        apart = before is not None and (before.special or token.special or token.start > before.end or gap(token))
        begin = column + 1 if apart and column else column
        if begin + cell_len(text) > width and column:
            lines.append([])
            begin = 0
        lines[-1].append(Placed(word, shorten(text, width), begin))
        column = lines[-1][-1].end
        before = token
    return lines


def gap(token: Token) -> bool:
    """Whether a token begins with the space before it, as byte-level tokenizers cut."""
    return token.text[:1].isspace()


def sentence(line: Sequence[Placed], roles: dict[int, Role]) -> list[Run]:
    """The words of one line, each in its role."""
    runs: list[Run] = []
    column = 0
    for placed in line:
        if placed.begin > column:
            runs.append((" " * (placed.begin - column), ""))
        runs.append((placed.text, roles.get(placed.word, "")))
        column = placed.end
    return runs


@frozen
class Span:
    """An arc as far as one line holds it: `left` and `right` are the cells it stands between, None where it goes on
    beyond that edge. The foot at a key ends in a point.
    """

    left: int | None
    right: int | None
    label: str
    points: frozenset[int]


def arches(
    line: Sequence[Placed], number: int, on_line: dict[int, int], arcs: Sequence[Arc], width: int
) -> Iterator[list[Run]]:
    """The arcs over one line, the widest on top, and below all of them their feet."""
    feet = {placed.word: placed.foot for placed in line}
    edge = max((placed.end for placed in line), default=0)
    spans = [span for arc in arcs if (span := span_of(arc, number, on_line, feet)) is not None]
    if not spans:
        return
    spans.sort(key=lambda span: -reach(span, edge))
    canvas = [[" "] * width for _ in range(len(spans) + 1)]
    for row, span in enumerate(spans):
        draw(canvas, row, span, min(edge, width))
    for cells in canvas:
        yield [("".join(cells).rstrip(), "arc")]


def span_of(arc: Arc, number: int, on_line: dict[int, int], feet: dict[int, int]) -> Span | None:
    """An arc as one line holds it, or None where it does not touch the line."""
    first, last = sorted((arc.query, arc.key))
    left, right = feet.get(first), feet.get(last)
    if left is None and right is None:
        return None
    points = frozenset(foot for word, foot in feet.items() if word == arc.key)
    # What is written on an arc over two lines stands where it ends.
    label = arc.label if on_line[arc.key] == number else ""
    return Span(left, right, label, points)


def reach(span: Span, edge: int) -> int:
    """How many cells an arc takes on its line."""
    return (edge if span.right is None else span.right) - (0 if span.left is None else span.left)


def draw(canvas: list[list[str]], row: int, span: Span, edge: int) -> None:
    """Draws one arc in its row, and its feet down to the sentence."""
    left = 0 if span.left is None else span.left
    right = max(edge - 1, left) if span.right is None else span.right
    line = canvas[row]
    for column in range(left, right + 1):
        line[column] = "─" if line[column] == " " else line[column]
    if span.left is not None:
        line[left] = corner(line[left], "╭")
    if span.right is not None:
        line[right] = corner(line[right], "╮")
    label = f" {span.label} " if span.label else ""
    room = right - left - 1
    if label and len(label) <= room:
        begin = left + 1 + (room - len(label)) // 2
        line[begin : begin + len(label)] = label
    elif span.label:  # beside an arc too narrow for it, on the side that has room
        begin = right + 2 if right + 2 + len(span.label) <= len(line) else left - 1 - len(span.label)
        if begin >= 0:
            line[begin : begin + len(span.label)] = span.label
    for foot in (span.left, span.right):
        if foot is None:
            continue
        for below in range(row + 1, len(canvas)):
            canvas[below][foot] = "│" if canvas[below][foot] in " ─" else canvas[below][foot]
        if foot in span.points:
            canvas[-1][foot] = "▼"


def corner(there: str, mark: str) -> str:
    """The corner of an arc, where another arc's foot passes through it too."""
    if there == "│":
        return "├" if mark == "╭" else "┤"
    return mark if there in " ─" else there
