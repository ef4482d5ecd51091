"""The whole matrix of weights as a map: fewer digits before fewer tokens, and what is cut goes by what matters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Literal

import numpy as np
from rich.cells import cell_len

from attnx.frozen import frozen
from attnx.measures.readings import Reading, Readings
from attnx.trace import Attention, Token, Trace
from attnx.trace.sight import may_look
from attnx.views.look import LABEL, Look, label, shorten
from attnx.views.parts import Line, Lines, Meaning, Note, Notice, Share, Span
from attnx.views.reads import called

Decimals = Literal[2, 1, 0]  # 0: by shade alone
CELLS = {2: 4, 1: 3, 0: 2}  # how wide a weight is, with the space behind it
SHADES = " ░▒▓█"
ROWS = 20  # of a long text without --full: those that matter most
ARROW = 3  # cells before the word at the end of a row
LEAST = 7  # cells that such a word needs, with its arrow, to be worth showing
FIFTH = 5  # of narrow columns every fifth has its number
QUIET = 0.1  # weights below it are written quietly
POINTED = 0.1  # a row whose largest weight is not above it points nowhere


def short(weight: float, decimals: Decimals) -> str:
    """A weight in few cells: .77, 1.0, and · for what rounds to nothing."""
    if weight < 0.5 * 10.0**-decimals:
        return "·"
    text = f"{weight:.{decimals}f}"
    if text.startswith("1"):
        return "1.0" if decimals == 2 else "1"
    return text[1:]


@frozen
class Plan:
    """What of a matrix is drawn: the rows and columns by their places, how precisely, and in how many cells names are.

    `ends` are the cells of the word at the end of a row; where it is 0 there is no room for one.
    """

    rows: tuple[int, ...]
    columns: tuple[int, ...]
    decimals: Decimals
    names: int
    ends: int


def plan(weights: np.ndarray, names: int, ends: int, asked: Sequence[int], look: Look) -> Plan:
    """The widest precision at which all keys have room; where none does, the rows and keys that matter most."""
    n_rows, n_columns = weights.shape
    rows = tuple(range(n_rows)) if look.full or n_rows <= ROWS else telling_rows(weights, asked)
    room = look.width - names - 3
    decimals: Decimals
    for decimals in (2, 1, 0):
        left = room - n_columns * CELLS[decimals]
        if left >= 0:
            return Plan(rows, tuple(range(n_columns)), decimals, names, fitting(ends, left))
    fit = max((room - LEAST) // CELLS[2], 1)
    tops = weights[list(rows)].argmax(axis=-1)  # (row,)
    read = weights[list(rows)].sum(axis=0) + len(rows) * weights[list(asked)].sum(axis=0)  # (key,)
    most = sorted(np.argsort(-read, kind="stable")[:fit].tolist())
    kept = tuple(row for row, top in zip(rows, tops.tolist(), strict=True) if row in asked or top in most)
    left = room - len(most) * CELLS[2]
    return Plan(kept, tuple(most), 2, names, fitting(ends, left))


def fitting(ends: int, left: int) -> int:
    """The cells that the word at the end of a row has, of those that are left; 0 where they are too few."""
    return min(ends, left - ARROW) if left > LEAST else 0


def telling_rows(weights: np.ndarray, asked: Sequence[int]) -> tuple[int, ...]:
    """The rows that were asked for, those of what they read from, and then the sharpest, in their order."""
    read = [int(key) for row in asked for key in np.argsort(-weights[row], kind="stable")[:3] if key < len(weights)]
    sharp = np.argsort(-weights.max(axis=-1), kind="stable").tolist()
    return tuple(sorted(tuple(dict.fromkeys((*asked, *read, *sharp)))[:ROWS]))


@frozen(eq=False)
class Map:
    """What a map is drawn of: weights (query, key), what each query may see (None: everything), and how rows end.

    `asked` are the rows that are marked, `pointed` the columns that they point to.
    """

    queries: Sequence[Token]
    keys: Sequence[Token]
    weights: np.ndarray
    seen: np.ndarray | None
    ends: Sequence[str]
    asked: Sequence[int] = ()
    pointed: Collection[int] = ()


def weights_map(
    trace: Trace, attention: Attention, head: int | None, rows: Readings, first: Reading, look: Look
) -> Iterator[Lines | Note | Notice]:
    """Rows are queries, columns are keys; at the end of each row the word it reads from most."""
    weights = attention.of_head("weights", head).data  # (query, key)
    asked = list(rows.pieces_of_queries[first.word])
    pointed = {piece for key in first.keys[:1] for piece in rows.pieces_of_keys[key]}
    ends = [end_of(row, rows) for row in weights]
    tokens = trace.queries_of(attention), trace.keys_of(attention)
    yield from heat(Map(*tokens, weights, may_look(attention, head), ends, asked, pointed), look)


def heat(of: Map, look: Look) -> Iterator[Lines | Note | Notice]:
    """The map, what is cut of it, and its scale."""
    queries, keys = of.queries, of.keys
    named = told_apart(queries, LABEL if look.roomy else LABEL - 3)
    names = max(map(cell_len, named))
    drawn = plan(of.weights, names, max(cell_len(end) for end in of.ends), of.asked, look)
    lines = [*header(keys, drawn, of.pointed, look)]
    for row in drawn.rows:
        visible = [of.seen is None or bool(of.seen[row, column]) for column in drawn.columns]
        lines.append(
            row_of(queries[row], named[row], of.weights[row], visible, row in of.asked, drawn, of.ends[row], look)
        )
    yield Lines(tuple(lines))
    if len(drawn.columns) < len(keys):
        yield Notice(look.say("answer_cut_keys", keys=len(drawn.columns), all=len(keys)))
    elif len(drawn.rows) < len(queries):
        yield Notice(look.say("answer_cut_rows", rows=len(drawn.rows), of=len(queries)))
    facts = {"shown": len(drawn.columns), "all": len(keys), "decimals": drawn.decimals}
    kind = "cells" if drawn.decimals else "shades"
    yield Note(look.say(f"answer_scale_{kind}", **facts, least=f"{0.5 * 10.0**-drawn.decimals:g}"[1:]))


def told_apart(tokens: Sequence[Token], cells: int) -> list[str]:
    """What rows are called in so many cells: by their words, and by their numbers too where a word occurs again."""
    counted = Counter(map(label, tokens))

    def name(token: Token) -> str:
        number = f" {token.index}" if counted[label(token)] > 1 else ""
        return shorten(label(token), cells - len(number)) + number

    return list(map(name, tokens))


def header(keys: Sequence[Token], drawn: Plan, pointed: Collection[int], look: Look) -> Iterator[Line]:
    """What the columns are called, cut to their width, with their numbers above where names are cut."""
    wide = CELLS[drawn.decimals] - 1
    edge = " " * (drawn.names + 3)
    cut = any(cell_len(label(keys[column])) > wide for column in drawn.columns)
    if cut:
        yield Line(((edge, ""), (numbers_of(keys, drawn.columns, wide), "quiet")))
    spans: list[Span] = [(edge, "")]
    for column in drawn.columns:
        name = label(keys[column])
        name = name if cell_len(name) <= wide else clipped(name, wide)
        meaning: Meaning = "key" if column in pointed else "quiet"
        spans += [(" " * (wide - cell_len(name)), ""), (name, meaning), (" ", "")]
    yield trimmed(spans)


def numbers_of(keys: Sequence[Token], columns: Sequence[int], wide: int) -> str:
    """The numbers of the keys, each over its column; where they are wider than that every fifth."""
    if all(len(str(keys[column].index)) <= wide for column in columns):
        return "".join(f"{keys[column].index:>{wide}} " for column in columns).rstrip()
    line = ""
    for place, column in enumerate(columns):
        if keys[column].index % FIFTH == 0:
            line = f"{line:<{place * (wide + 1)}}{keys[column].index}"
    return line


def clipped(text: str, cells: int) -> str:
    """The beginning of a name in so many cells."""
    kept = ""
    for character in text:
        if cell_len(kept + character) > cells:
            break
        kept += character
    return kept


def row_of(
    token: Token,
    name: str,
    weights: np.ndarray,
    visible: Sequence[bool],
    asked: bool,
    drawn: Plan,
    end: str,
    look: Look,
) -> Line:
    """One row: its name, its weights by shade and number, and what it reads from most."""
    meaning: Meaning = "query" if asked else "quiet" if token.special else ""
    spans: list[Span] = [("» " if asked else "  ", "query" if asked else "")]
    spans += [(name, meaning), (" " * (drawn.names - cell_len(name) + 1), "")]
    for column, may in zip(drawn.columns, visible, strict=True):
        weight = float(weights[column])
        spans.append((cell(weight, may, drawn.decimals, look), cell_meaning(weight, may)))
        spans.append((" ", "") if not look.colour else (" ", cell_meaning(weight, may)))
    if end and drawn.ends > 0:
        spans += [(" → ", "quiet"), (shorten(end, drawn.ends), "key" if asked else "")]
    return trimmed(spans)


def trimmed(spans: list[Span]) -> Line:
    """A line without blanks of no meaning at its end."""
    while spans and not spans[-1][0].strip() and not spans[-1][1]:
        spans.pop()
    return Line(tuple(spans))


def cell(weight: float, may: bool, decimals: Decimals, look: Look) -> str:
    """A weight as its cell shows it, blank where the query may not look."""
    wide = CELLS[decimals] - 1
    if not may:
        return " " * wide
    if decimals == 0:
        return " " * wide if look.colour else SHADES[min(round(weight * 4), 4)] * wide
    return f"{short(weight, decimals):>{wide}}"


def cell_meaning(weight: float, may: bool) -> Share | Literal["", "quiet"]:
    if not may:
        return ""
    return Share(weight) if weight >= QUIET else "quiet"


def end_of(weights: np.ndarray, rows: Readings) -> str:
    """The word that one row (key,) reads from most, where there is one that stands out."""
    sums = [float(weights[pieces.start : pieces.stop].sum()) for pieces in rows.pieces_of_keys]
    most = max(range(len(sums)), key=lambda word: sums[word])
    return called(rows.keys[most], rows.keys) if sums[most] > POINTED else ""
