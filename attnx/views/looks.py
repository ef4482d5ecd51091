"""The heads ranked by how much one word attends to another."""

from __future__ import annotations

from collections.abc import Iterator

from attnx.measures.habits import habits
from attnx.measures.heads import heads
from attnx.measures.looks import Looks
from attnx.reduce.words import joined, words_of
from attnx.trace import Trace
from attnx.views.arcs import Arc, arcs
from attnx.views.heads import does
from attnx.views.look import Look, label
from attnx.views.opening import beneath
from attnx.views.parts import Bar, Column, Gap, Line, Lines, Listing, Note, Notice, Part, Title, word
from attnx.views.picture import sights_of_row

FINDERS = 10  # heads that are ranked without --full


def looks_page(trace: Trace, ranked: Looks, look: Look) -> Iterator[Part]:
    """Which head looks most from one word to the other, the sentence with its arc, and the heads in their order."""
    yield Title(verdict(ranked, look))
    yield from beneath(trace, look)
    if ranked.even == 0:
        return
    if ranked.queries != ranked.keys or trace.picture is not None:
        yield from drawn(trace, ranked, look)
    yield Gap()
    yield from ranking(trace, ranked, look)
    yield Note(look.say("honest"))


def verdict(ranked: Looks, look: Look) -> str:
    """The head that looks there most, where any does so more than even weights would."""
    names = {"query": label(ranked.query), "key": label(ranked.key), "even": look.number(ranked.even)}
    if ranked.even == 0:
        return look.say("looks_blind", **names)
    first = ranked.heads[0]
    facts = {"layer": first.layer, "head": first.head, "weight": look.number(first.weight)}
    return look.say("looks_most" if first.weight > ranked.even else "looks_none", **names, **facts)


def drawn(trace: Trace, ranked: Looks, look: Look) -> Iterator[Part]:
    """The sentence, with an arc that has the largest weight on it; of a picture what that head reads of it."""
    if trace.picture is not None:
        first = ranked.heads[0]
        attention = next(one for number, one in trace.attentions() if number == first.layer)
        yield from sights_of_row(trace, attention, first.head, ranked.queries[0], look)
        return
    pieces = words_of(trace.tokens)
    query, key = (
        next(word for word, tokens in enumerate(pieces) if places[0] in tokens)
        for places in (ranked.queries, ranked.keys)
    )
    arc = Arc(query, key, look.number(ranked.heads[0].weight))
    lines = arcs(joined(trace.tokens, pieces), [arc], look.width)
    yield Lines(tuple(Line(tuple(runs)) for runs in lines))


def ranking(trace: Trace, ranked: Looks, look: Look, most: int = FINDERS) -> Iterator[Part]:
    """At most so many heads, those that look most first, with what each does; and what even weights would give."""
    told = {(habit.layer, habit.head): does(habit, look) for habit in habits(trace, heads(trace))}
    shown = ranked.heads if look.full else ranked.heads[:most]
    rows = [
        (
            word(f"{head.layer}, {head.head}", "quiet"),
            look.number(head.weight),
            Bar(head.weight, 10),
            told.get((head.layer, head.head), ""),
        )
        for head in shown
    ]
    columns = (
        Column(look.say("column_head")),
        Column(look.say("column_weight"), number=True),
        Column(""),
        Column(look.say("column_name"), folds=True),
    )
    yield Listing(columns, rows, strong=(0,) if ranked.heads[0].weight > ranked.even else ())
    if len(shown) < len(ranked.heads):
        what = look.say("heads_count", shown=len(shown), all=len(ranked.heads))
        yield Notice(look.say("cut", what=what))
    yield Note(look.say("looks_even", even=look.number(ranked.even)))
