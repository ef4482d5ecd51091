"""How two matrices or vectors differ, in numbers: A, B and B − A, one row of both, and what changed in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from attnx.measures.align import Pair
from attnx.measures.compare import SAID, CellChange, Comparison, Place, Shift
from attnx.measures.focus import focus
from attnx.trace import Token
from attnx.views.draw.matrices import plan
from attnx.views.focus import left_out, shown_keys
from attnx.views.look import ROWS, Look, label, names_of
from attnx.views.opening import FACT
from attnx.views.parts import (
    Bar,
    Beside,
    Gap,
    Heading,
    Matrix,
    Note,
    Notice,
    Paragraph,
    Part,
    SideBySide,
    listing,
    word,
)
from attnx.views.place import place
from attnx.views.visible import visible

A, B = "A", "B"
FEW = 10  # rows of a difference, so that the answer above it stays in sight
SENTENCES = 3  # rows that are talked about


def where(part: Comparison | Shift, look: Look) -> list[str]:
    """Where the numbers of both belong."""
    if isinstance(part, Comparison):
        return [where_of(part.before_place, part.after_place, look)]
    held = part.before_place
    return [] if held is None else [place(held.trace, held.layer, held.attention, held.head, look.say)]


def title_of(part: Comparison | Shift, look: Look) -> str:
    """What a part compares."""
    what = look.say(f"title_{part.array}") if isinstance(part, Comparison) else part.array
    return look.say("compare_title", what=what, where="".join(where(part, look)))


def heading(title: str, look: Look) -> Iterator[Part]:
    yield Gap()
    yield Heading(title, "▸")


def where_of(before: Place, after: Place, look: Look) -> str:
    """Where the numbers of both belong, once where that is the same place."""
    places = [place(side.trace, side.layer, side.attention, side.head, look.say) for side in (before, after)]
    return places[0] if places[0] == places[1] else look.say("compare_where", one=places[0], other=places[1])


def matrices(part: Comparison, look: Look) -> Iterator[Part]:
    """Both tables and their difference, as far as there is one; then what changed, in words."""
    yield from heading(title_of(part, look), look)
    yield Note(look.say("compare_about"))
    if part.same:
        yield Paragraph(look.say("compare_same"))
    else:
        yield from tables(part, look)
    yield from in_words(part, look)


def tables(part: Comparison, look: Look) -> Iterator[Part]:
    """A, B and B − A: of many rows those that changed most, and as many columns as have room."""
    rows, columns = shown(part, ROWS, look)
    yield SideBySide(three(part, rows, columns, look))
    yield from missing(part, rows, columns, look)


def difference(part: Comparison, look: Look) -> Iterator[Part]:
    """B − A alone, of the few rows that have changed enough to speak of; with --full A and B too."""
    yield Note(look.say("compare_about"))
    if look.full:
        yield from tables(part, look)
        return
    count = ROWS if part.moved is None else min(max(int((part.moved >= SAID).sum()), 1), FEW)
    rows, columns = shown(part, count, look)
    yield three(part, rows, columns, look)[f"{B} − {A}"]
    yield from missing(part, rows, columns, look)


def shown(part: Comparison, count: int, look: Look) -> tuple[list[int], list[int]]:
    """The `count` rows that changed most, and as many columns as have room; with --full all."""
    size = np.nan_to_num(np.abs(part.difference), nan=0.0, posinf=1e30)
    rows = most(size.max(axis=1) if part.moved is None else part.moved, len(size) if look.full else count)
    return rows, most(size[rows].max(axis=0), len(part.keys) if look.full else room(part, rows, look))


def most(size: np.ndarray, count: int) -> list[int]:
    """The places of the largest numbers, at most so many, in their order."""
    return sorted(np.argsort(-size, kind="stable")[:count].tolist())


def three(part: Comparison, rows: Sequence[int], columns: Sequence[int], look: Look) -> dict[str, Matrix]:
    """The tables of A, of B and of their difference."""
    shown = np.ix_(rows, columns)
    names = named(part.queries), named(part.keys)
    labels = [names[0][row] for row in rows], [names[1][column] for column in columns]
    weights, change = part.array == "weights", part.difference[shown]
    largest = np.abs(change, where=np.isfinite(change), out=np.zeros(change.shape)).max(initial=0.0)
    moved = None if part.moved is None else Beside(look.say("column_moved"), part.moved[list(rows)])
    return {
        A: Matrix(part.before[shown], *labels, shaded=weights),
        B: Matrix(part.after[shown], *labels, shaded=weights),
        f"{B} − {A}": Matrix(change, *labels, signed=float(largest) or 1.0, beside=moved),
    }


def named(pairs: Sequence[Pair]) -> list[Token]:
    """Pairs as the labels of a table."""
    both = [(pair, pair.after or pair.before) for pair in pairs]
    return [
        Token(token.index, pair.name, pair.name, token.id, 0, len(pair.name), token.special)
        for pair, token in both
        if token is not None
    ]


def room(part: Comparison, rows: Sequence[int], look: Look) -> int:
    """How many columns the table with the least room for them can show."""
    tables = three(part, rows, range(len(part.keys)), look).values()
    return min(len(plan(table, look, look.width).columns) for table in tables)


def missing(part: Comparison, rows: Sequence[int], columns: Sequence[int], look: Look) -> Iterator[Part]:
    """One line for what is not shown, and one for each side's own words."""
    cut = []
    for key, shown, count in (("cut_rows", rows, part.queries), ("cut_columns", columns, part.keys)):
        if len(shown) < len(count):
            cut.append(look.say(key, shown=len(shown), all=len(count)))
    if cut:
        yield Notice(look.say("compare_cut", what=look.say("and").join(cut)))
    alone = dict.fromkeys((*part.alone, *(key for key in part.keys if not key.both)))
    for name, tokens in ((A, [pair.before for pair in alone]), (B, [pair.after for pair in alone])):
        words = FACT.join(dict.fromkeys(label(token) for token in tokens if token is not None))
        if words:
            yield Notice(look.say("compare_alone", side=name, words=words))


def in_words(part: Comparison, look: Look) -> Iterator[Part]:
    """The rows whose weight moved most, a sentence each; or that there is nothing to say."""
    if part.moved is None or part.same:
        return
    order = [int(row) for row in np.argsort(-part.moved, kind="stable") if part.moved[row] >= SAID]
    for row in order[:SENTENCES]:
        yield Paragraph(sentence(part, row, look))
    if len(order) > SENTENCES:
        yield Note(look.say("compare_more_rows", count=len(order) - SENTENCES, least=look.number(SAID)))
    if not order:
        size = np.abs(part.difference)
        query, key = np.unravel_index(int(size.argmax()), size.shape)
        change = part.change(int(query), int(key))
        facts = {"query": called(change.query), "key": called(change.key)}
        yield Paragraph(look.say("compare_little", least=look.number(SAID), numbers=numbers(change, look), **facts))


def sentence(part: Comparison, row: int, look: Look) -> str:
    """What became of one row: where it looked most and looks now, or what it reads more and less."""
    before, after, change = part.before[row], part.after[row], part.difference[row]
    query = called(part.queries[row])
    old, new = (only_top(weights) for weights in (before, after))
    if not before.any() or not after.any():
        key = int((before if before.any() else after).argmax())
        said = "compare_blind" if before.any() else "compare_opened"
        return look.say(said, query=query, **told("key", part.change(row, key), look))
    turned_to = old is not None and new is not None and old != new
    lost, gained = (old, new) if turned_to else (int(change.argmin()), int(change.argmax()))
    assert lost is not None and gained is not None
    facts = told("new", part.change(row, gained), look) | told("old", part.change(row, lost), look)
    return look.say("compare_row_turned" if turned_to else "compare_more", query=query, **facts)


def only_top(weights: np.ndarray) -> int | None:
    """The one key with the largest weight; None where several share it."""
    tops = np.flatnonzero(weights >= weights.max() * (1 - 1e-6))
    return int(tops[0]) if len(tops) == 1 else None


def told(name: str, change: CellChange, look: Look) -> dict[str, str]:
    return {name: called(change.key), f"{name}_numbers": numbers(change, look)}


def numbers(change: CellChange, look: Look) -> str:
    """0.12 → 0.64"""
    return f"{look.number(change.before)} → {look.number(change.after)}"


def called(pair: Pair) -> str:
    """What a pair is called in a sentence."""
    token = pair.after if pair.before is None else pair.before if pair.after is None else None
    return visible(pair.name if token is None else token.name)


def one_row(part: Comparison, query: int, look: Look) -> Iterator[Part]:
    """The row of one query on both sides, a line for each key, and what changed in a sentence."""
    where = where_of(part.before_place, part.after_place, look)
    yield from heading(look.say("compare_row", query=called(part.queries[query]), where=where), look)
    yield from row_table(part, query, (A, B), look)
    assert part.moved is not None
    if part.moved[query] >= SAID:
        yield Paragraph(sentence(part, query, look))
    else:
        yield Paragraph(look.say("compare_same_row" if part.moved[query] else "compare_same", least=look.number(SAID)))


def row_table(part: Comparison, query: int, names: tuple[str, str], look: Look) -> Iterator[Part]:
    """A line for each key of a row: its weight before and after, each with a bar."""
    old, new = part.before[query], part.after[query]
    row = part.after_place.rows([part.queries[query].after])[0]
    story = replace(focus(part.after_place.attention, row, part.after_place.head), weights=new)
    shown = shown_keys(replace(story, weights=np.maximum(old, new)), look)
    keys = names_of(named([part.keys[key] for key in shown]))
    cells = 10 if look.roomy else 4
    rows = [
        (
            name,
            look.number(float(old[key])),
            Bar(float(old[key]), cells),
            word(look.number(float(new[key])), "strong" if new[key] == new.max() else ""),
            Bar(float(new[key]), cells),
        )
        for key, name in zip(shown, keys, strict=True)
    ]
    cut = left_out(story, shown, look)
    yield listing([look.say("column_key"), names[0], "", names[1], ""], rows, numbers=(1, 3), cut=cut)


def vectors(part: Shift, look: Look) -> Iterator[Part]:
    """How far the vector of each token has turned, and how large its change is."""
    held = part.before_place
    where = "" if held is None else place(held.trace, held.layer, held.attention, held.head, look.say)
    yield from heading(look.say("compare_title", what=part.array, where=where), look)
    yield from shifts(part, look)


def shifts(part: Shift, look: Look) -> Iterator[Part]:
    """A line for each token: the cosine of the angle, and the length of the change beside what it was."""
    if part.same:
        yield Paragraph(look.say("compare_same"))
        return
    if part.gone:
        yield Paragraph(look.say("compare_gone"))
        return
    yield Note(look.say("compare_vectors"))
    shown = most(part.relative, len(part.tokens) if look.full else ROWS)
    cells = 16 if look.roomy else 6
    rows = [
        (
            name,
            look.number(float(part.cosine[token])),
            look.number(float(part.relative[token])) if np.isfinite(part.relative[token]) else "∞",
            Bar(float(part.relative[token]), cells),
        )
        for token, name in zip(shown, names_of(named([part.tokens[token] for token in shown])), strict=True)
    ]
    headers = [look.say("column_query"), look.say("column_cosine"), look.say("column_relative"), ""]
    yield listing(headers, rows, numbers=(1, 2))
    if len(shown) < len(part.tokens):
        cut = look.say("cut_rows", shown=len(shown), all=len(part.tokens))
        yield Notice(look.say("compare_cut", what=cut))
