"""Two of anything side by side: both tables, their difference in colour, and the largest changes in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from attnx.measures.align import Pair
from attnx.measures.compare import SAID, CellChange, Comparison, Place, Shift
from attnx.measures.focus import focus
from attnx.measures.known import known
from attnx.measures.readings import Reading, Readings, written
from attnx.measures.turns import Turn, Turns, turns
from attnx.trace import HeadFact, Token, Trace
from attnx.views.answer import PLAIN, arcs_of
from attnx.views.arcs import Arc, arcs
from attnx.views.draw.matrices import plan
from attnx.views.explained import notices
from attnx.views.focus import left_out, shown_keys
from attnx.views.known import shown_head
from attnx.views.look import ROWS, Look, label, names_of
from attnx.views.opening import FACT, beneath, titled
from attnx.views.parts import (
    Bar,
    Beside,
    Gap,
    Heading,
    Line,
    Lines,
    Matrix,
    Note,
    Notice,
    Paragraph,
    Part,
    SideBySide,
    Title,
    line,
    listing,
    word,
)
from attnx.views.place import place
from attnx.views.reads import called as word_called
from attnx.views.reads import verdict
from attnx.views.visible import visible

A, B = "A", "B"
FEW = 10  # rows of a difference, so that the answer above it stays in sight
MARGIN = 3  # cells before a text, for the name of its side
SENTENCES = 3  # rows that are talked about


def comparison(
    parts: Sequence[Comparison | Shift], before: Trace, after: Trace, look: Look, row: int | None = None
) -> Iterator[Part]:
    """What differs most, in a sentence; both sides; and then the numbers of every part, or one row of each."""
    told = {id(part): turns_of(part, row) for part in parts}
    first = max(parts, key=lambda part: most_moved(told[id(part)]))
    places = dict.fromkeys("".join(where(part, look)) for part in parts)
    said = lead(first, told[id(first)], look)
    several = len(places) > 1 and not first.same
    yield Title(look.say("compare_at", where="".join(where(first, look)), said=said) if several else said)
    yield from sides(first, told[id(first)], before, after, look)
    for part in parts:
        if len(parts) > 1:
            yield from heading(title_of(part, look), look)
            if not part.same:
                yield Paragraph(word(lead(part, told[id(part)], look), "strong"))
        if isinstance(part, Shift):
            yield from shifts(part, look)
        elif row is not None:
            yield Gap()
            yield from row_table(part, row, (A, B), look)
        elif not part.same:
            yield Gap()
            yield from difference(part, look)
            yield from others(part, told[id(part)], look)
    yield Note(look.say("honest"))
    if row is None and not look.full and not all(part.same for part in parts):
        yield Note(look.say("answer_try", commands=" · ".join(tries(told[id(first)]))))


def tries(told: Turns | None) -> Iterator[str]:
    """What to type next: the row of the word that is told first on both sides, and all numbers."""
    if told is not None:
        name = label(told.after.queries[told.rows[0].after.word])
        if PLAIN.fullmatch(name) and [label(token) for token in told.after.queries].count(name) == 1:
            yield f"--focus {name}"
    yield "--full"


def turns_of(part: Comparison | Shift, row: int | None) -> Turns | None:
    return None if isinstance(part, Shift) else turns(part, None if row is None else part.queries[row])


def most_moved(told: Turns | None) -> float:
    """How much of the weight the row that is told first has moved."""
    return -1.0 if told is None else told.rows[0].moved


# ── the verdict ───────────────────────────────────────────────────────────────────────────────────────────────────────


def lead(part: Comparison | Shift, told: Turns | None, look: Look) -> str:
    """What differs most in one part."""
    if told is None or part.same or isinstance(part, Shift):
        return largest(part, look)
    return turned(part, told, told.rows[0], look)


def largest(part: Comparison | Shift, look: Look) -> str:
    """The largest change of what is not weights."""
    if part.same:
        return look.say("compare_same")
    if isinstance(part, Shift):
        if part.gone:
            return look.say("compare_gone")
        token = int(np.nan_to_num(part.relative, posinf=np.finfo(float).max).argmax())
        cosine = look.number(float(part.cosine[token]))
        return look.say("compare_vector", array=part.array, token=called(part.tokens[token]), cosine=cosine)
    size = np.nan_to_num(np.abs(part.difference), nan=0.0, posinf=1e30)
    query, key = (int(place) for place in np.unravel_index(int(size.argmax()), size.shape))
    change = part.change(query, key)
    return look.say("compare_cell", query=called(change.query), key=called(change.key), numbers=numbers(change, look))


def turned(part: Comparison, told: Turns, turn: Turn, look: Look) -> str:
    """What became of one word, in a sentence."""
    old, new = told.before, told.after
    if turn.how in ("held", "turned"):
        facts = {
            "query": named_on_both(told, turn),
            "old": word_called(old.keys[turn.before.keys[0]], old.keys),
            "new": word_called(new.keys[turn.after.keys[0]], new.keys),
            "old_weight": f"{turn.before.weights[0]:.2f}",
            "new_weight": f"{turn.after.weights[0]:.2f}",
        }
        return look.say(f"compare_{turn.how}", **facts)
    if turn.how == "alike" and not (turn.pronoun or turn.asked):
        return look.say("compare_none", least=look.number(SAID))
    if turn.how == "alike":
        return look.say("compare_alike", said=verdict(turn.after, new, fact_of(part.after_place), look))
    one = verdict(turn.before, old, fact_of(part.before_place), look)
    return look.say("compare_each", one=one, other=verdict(turn.after, new, fact_of(part.after_place), look))


def fact_of(place: Place) -> HeadFact | None:
    """What the head of one side is known for."""
    return known(place.trace, place.layer, place.attention, place.head)


def named_on_both(told: Turns, turn: Turn) -> str:
    """What a word is called: once where it is the same on both sides."""
    names = [label(told.before.queries[turn.before.word]), label(told.after.queries[turn.after.word])]
    return "→".join(dict.fromkeys(names))


def others(part: Comparison, told: Turns | None, look: Look) -> Iterator[Part]:
    """The words after the first that have changed, a sentence each."""
    if told is None:
        return
    words = [turn for turn in told.rows[1:] if written(told.after.queries[turn.after.word])]
    moved = sorted((turn for turn in words if turn.moved >= SAID), key=lambda turn: -turn.moved)
    for turn in moved[: SENTENCES - 1]:
        yield Paragraph(turned(part, told, turn, look))
    if len(moved) > SENTENCES - 1:
        count = len(moved) - SENTENCES + 1
        yield Note(look.say("compare_more_rows", count=count, least=look.number(SAID)))


# ── both sides ────────────────────────────────────────────────────────────────────────────────────────────────────────


def sides(part: Comparison | Shift, told: Turns | None, before: Trace, after: Trace, look: Look) -> Iterator[Part]:
    """What both have in common, and then each with its text, and arcs from the word that is told first."""
    models = [(trace.model.name, trace.model.provenance) for trace in (before, after)]
    alike = models[0] == models[1]
    if alike and isinstance(part, Comparison) and same_place(part):
        held = part.after_place
        yield Note(shown_head(after, held.layer, held.attention, held.head, None, look))
        yield from notices(after, look)
    elif alike:
        yield from beneath(after, look, *where(part, look))
    else:
        yield Note(FACT.join(where(part, look)))
        for note in dict.fromkeys((*before.notes, *after.notes)):
            yield Notice(look.say(f"note_{note}"))
    readers = (None, None) if told is None else ((told.before, told.rows[0].before), (told.after, told.rows[0].after))
    for side, trace, reader in zip((A, B), (before, after), readers, strict=True):
        if not alike:
            yield Paragraph(line((f"{side}  ", "number"), "  ".join(filter(None, titled(trace.model, look.say)))))
        if reader is not None and not part.same:
            yield Lines(tuple(with_arcs(side if alike else "", *reader, look)))
        elif before.text != after.text:
            yield Paragraph(line((f"{side if alike else '':<{MARGIN}}", "number"), visible(trace.text)))


def same_place(part: Comparison) -> bool:
    """Whether both sides are one head."""
    before, after = part.before_place, part.after_place
    return (before.layer, before.head, before.attention.layers) == (after.layer, after.head, after.attention.layers)


def with_arcs(side: str, rows: Readings, reading: Reading, look: Look) -> Iterator[Line]:
    """A sentence with the arcs of one word, and the name of its side in front."""
    drawn = [Arc(reading.word, key, f"{weight:.2f}") for key, weight in arcs_of(reading)]
    for runs in arcs(rows.queries, drawn, look.width - MARGIN):
        sentence = all(role != "arc" for _, role in runs)
        name, side = (side, "") if sentence else ("", side)
        yield Line(((f"{name:<{MARGIN}}", "number"), *runs))


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
