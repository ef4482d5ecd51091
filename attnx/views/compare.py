"""Two of anything side by side: what differs most in a sentence, both texts with their arcs, and then the numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from attnx.measures.compare import SAID, Comparison, Place, Shift
from attnx.measures.known import known
from attnx.measures.opening import Opening
from attnx.measures.readings import Reading, Readings, written
from attnx.measures.turns import Turn, Turns, turns
from attnx.trace import HeadFact, Trace
from attnx.views.answer import PLAIN, arcs_of
from attnx.views.arcs import Arc, arcs
from attnx.views.differences import (
    SENTENCES,
    A,
    B,
    called,
    difference,
    heading,
    numbers,
    row_table,
    shifts,
    title_of,
    where,
)
from attnx.views.explained import notices
from attnx.views.known import shown_head
from attnx.views.look import Look, label
from attnx.views.opening import FACT, beneath, titled
from attnx.views.parts import Gap, Line, Lines, Note, Notice, Paragraph, Part, Sights, Title, line, word
from attnx.views.picture import SIDE, sight
from attnx.views.reads import called as word_called
from attnx.views.reads import verdict
from attnx.views.visible import visible

MARGIN = 3  # cells before a text, for the name of its side


def comparison(
    parts: Sequence[Comparison | Shift],
    before: Trace,
    after: Trace,
    look: Look,
    row: int | None = None,
    opening: Opening | None = None,
) -> Iterator[Part]:
    """What differs most, in a sentence; both sides; and then the numbers of every part, or one row of each.

    `opening` is why these heads are shown, where they were not chosen by hand.
    """
    told = {id(part): turns_of(part, row) for part in parts}
    first = max(parts, key=lambda part: most_moved(told[id(part)]))
    places = dict.fromkeys("".join(where(part, look)) for part in parts)
    said = lead(first, told[id(first)], look)
    several = len(places) > 1 and not first.same
    yield Title(look.say("compare_at", where="".join(where(first, look)), said=said) if several else said)
    yield from sides(first, told[id(first)], before, after, look, opening)
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


def sides(
    part: Comparison | Shift, told: Turns | None, before: Trace, after: Trace, look: Look, opening: Opening | None
) -> Iterator[Part]:
    """What both have in common, and then each with its text, and arcs from the word that is told first."""
    models = [(trace.model.name, trace.model.provenance) for trace in (before, after)]
    alike = models[0] == models[1]
    if alike and isinstance(part, Comparison) and same_place(part):
        held = part.after_place
        reason = None if opening is None else opening.reason
        yield Note(shown_head(after, held.layer, held.attention, held.head, reason, look))
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
        if trace.picture is not None:
            continue
        if reader is not None and not part.same:
            yield Lines(tuple(with_arcs(side if alike else "", *reader, look)))
        elif before.text != after.text:
            yield Paragraph(line((f"{side if alike else '':<{MARGIN}}", "number"), visible(trace.text)))
    if told is not None:
        yield from over_pictures((before, after), told, look)


def over_pictures(traces: Sequence[Trace], told: Turns, look: Look) -> Iterator[Part]:
    """Of pictures what the patch that is told first reads on each side, laid over it."""
    rows = (told.before, told.rows[0].before), (told.after, told.rows[0].after)
    drawn = [
        sight(of.weights[reading.word], of.keys, trace.picture, f"{side}  {visible(trace.text)}", look)
        for side, trace, (of, reading) in zip((A, B), traces, rows, strict=True)
        if trace.picture is not None
    ]
    if drawn:
        name = label(told.after.queries[told.rows[0].after.word])
        yield Note(look.say("compare_looks", query=name))
        yield Sights(tuple(drawn), SIDE)


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
