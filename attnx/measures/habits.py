"""Which heads do something that can be told of one text, and what: those of a known kind, then those with a habit."""

from __future__ import annotations

from attnx.frozen import frozen
from attnx.measures.heads import CLEAR, MEASURES, Heads
from attnx.measures.known import heads_known
from attnx.measures.opening import AT_WORK, PLACES, TELLING
from attnx.measures.readings import Reading, Readings, readings
from attnx.measures.relations import pairs_of
from attnx.trace import Attention, HeadFact, Trace
from attnx.trace.sight import may_look

SHOWN = 2  # pairs of words that are told of a head of a relation
ORDER = ("coreference", "word", *TELLING)  # the kinds that tell most of a text; the others rest somewhere


@frozen(eq=False)
class Habit:
    """What one head does with one text. `kind` is that of the `fact` known of it, otherwise one of MEASURES.

    `share` is the mean weight on the keys of its kind, None where it is told by words or no token has such a key.
    `pairs` are the words (query, key, weight) that it brings together most, numbers of words in `rows`; `pronouns`
    what it makes of each pronoun. It is `at_work` where it does here what it is known or named for.
    """

    layer: int
    head: int
    kind: str
    fact: HeadFact | None
    at_work: bool
    share: float | None
    rows: Readings
    pairs: tuple[tuple[int, int, float], ...] = ()
    pronouns: tuple[Reading, ...] = ()


def habits(trace: Trace, measured: Heads) -> tuple[Habit, ...]:
    """The heads of a known kind and those with a clear habit here, those at work first, the most telling kinds first.

    `measured` are the measures of the same trace.
    """
    known = heads_known(trace.model, trace.notes, trace.changes)
    found = []
    for layer, attention in trace.attentions():
        if attention.kind != "self" or "weights" not in attention.arrays:
            continue
        for head in attention.heads:
            fact, name = known.get((layer, head)), name_of(measured, layer, head)
            if fact is not None and fact.kind != "broad":
                found.append(of_fact(trace, attention, fact, measured))
            elif name not in ("", "broad"):
                rows = readings(trace, attention, head, may_look(attention, head))
                found.append(Habit(layer, head, name, None, True, score(measured, name, layer, head), rows))
    return tuple(sorted(found, key=rank))


def rank(habit: Habit) -> tuple[bool, bool, int, int, int]:
    """What is at work before what is not, what is known before what is only named here, the telling kinds first."""
    place = ORDER.index(habit.kind) if habit.kind in ORDER else len(ORDER)
    return (not habit.at_work, habit.fact is None, place, habit.layer, habit.head)


def of_fact(trace: Trace, attention: Attention, fact: HeadFact, measured: Heads) -> Habit:
    """What a head of a known kind does here."""
    rows = readings(trace, attention, fact.head, may_look(attention, fact.head))
    place = fact.layer, fact.head, fact.kind, fact
    if fact.kind == "coreference":
        pronouns = tuple(rows.rows[word] for word in rows.pronouns)
        return Habit(*place, any(row.how in ("sharp", "torn", "split") for row in pronouns), None, rows, (), pronouns)
    if fact.kind == "word":
        return Habit(*place, any(token.joined for token in trace.tokens), None, rows)
    measure = PLACES.get(fact.kind, fact.kind)
    if measure in MEASURES:
        share = score(measured, measure, fact.layer, fact.head)
        return Habit(*place, share is not None and share >= CLEAR, share, rows)
    pairs = pairs_of(rows, fact.kind)
    at_work = bool(pairs) and pairs[0][2] >= AT_WORK
    told = tuple(pair for pair in pairs[:SHOWN] if pair[2] >= AT_WORK) if at_work else pairs[:1]
    return Habit(*place, at_work, None, rows, told)


def name_of(measured: Heads, layer: int, head: int) -> str:
    return measured.name(measured.layers.index(layer), measured.heads.index(head))


def score(measured: Heads, measure: str, layer: int, head: int) -> float | None:
    """The mean weight that a head gives keys of this kind; None where no token has one."""
    number = measured.scores[MEASURES.index(measure), measured.layers.index(layer), measured.heads.index(head)]
    return float(number) if number == number else None
