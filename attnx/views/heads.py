"""What every head does on a text: those that do something first, each with what it does here, and a map of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from attnx.measures.habits import Habit, habits
from attnx.measures.heads import RESTS, Heads
from attnx.trace import Model, Token, Trace
from attnx.trace.sight import may_look
from attnx.views.heads_measured import flat, listed, table
from attnx.views.look import Look, label
from attnx.views.opening import FACT, beneath
from attnx.views.parts import Column, Gap, Heading, Line, Listing, Maps, Note, Part, Sight, Sights, Title, word
from attnx.views.picture import first_row, over_patches, pixels_of
from attnx.views.reads import called, verdict

DOES = ("name", "in_this_text")  # the columns beside the head
SMALL = 14  # cells of the picture of one head


def heads_page(trace: Trace, measured: Heads, look: Look) -> Iterator[Part]:
    """What the heads that do something do here, and the maps of all; with --full the measures of each."""
    if not measured.queries.any():
        yield Title(look.say("heads_nothing"))
        yield from beneath(trace, look)
        return
    everyone = habits(trace, measured)
    found = told_of(everyone)
    yield Title(headline(found, measured, look))
    yield from beneath(trace, look)
    if trace.model.n_kv_heads < trace.model.n_heads:
        yield Note(shared(trace.model, look))
    if found:
        columns = (Column(look.say("column_head")), *(Column(look.say(f"column_{name}"), folds=True) for name in DOES))
        rows = [(place_of(habit), does(habit, look), here(habit, look)) for habit in found]
        yield Gap()
        yield Listing(columns, rows, strong=[at for at, habit in enumerate(found) if habit.at_work])
        if idle := [(habit.layer, habit.head) for habit in found if not habit.at_work]:
            yield Note(look.say("heads_not_here", heads=listed(idle)))
        if not all(habit.fact for habit in found):
            yield Note(look.say("heads_here_only"))
    yield from resting([habit for habit in everyone if habit not in found], look)
    yield from flat(measured, {(habit.layer, habit.head) for habit in everyone}, look)
    yield Gap()
    yield from all_heads(trace, look)
    if look.full:
        yield Gap()
        yield Heading(look.say("heads_measured_title"))
        yield from table(measured, look)
    yield Note(look.say("honest"))
    yield Note(look.say("answer_try", commands=" · ".join(tries(found, look))))


def told_of(everyone: Sequence[Habit]) -> list[Habit]:
    """The heads that are told of one by one: those of a known kind, and those that do more here than rest."""
    return [habit for habit in everyone if habit.fact or habit.kind not in RESTS]


def headline(found: Sequence[Habit], measured: Heads, look: Look) -> str:
    """How many heads do something here."""
    working, total = sum(habit.at_work for habit in found), measured.scores[0].size
    return look.say("heads_verdict" if working else "heads_none", shown=working, all=total)


def all_heads(trace: Trace, look: Look) -> Iterator[Part]:
    """A map of every head: of a picture what its first token reads, laid over it."""
    if trace.picture is None:
        yield Heading(look.say("grid_title"))
        yield Note(look.say("grid_about"))
        yield maps(trace)
        return
    yield Heading(look.say("picture_heads"))
    query, _ = first_row(trace.tokens, np.zeros((1, 1)), look)
    yield Note(look.say("picture_heads_about", query=query))
    yield Sights(
        tuple(
            Sight(pixels_of(trace.picture), over_patches(row, trace.tokens, trace.picture), (word(f"{layer}, {head}"),))
            for layer, attention in trace.attentions()
            for head, weights in zip(attention.heads, attention.arrays["weights"].data, strict=True)
            for _, row in [first_row(trace.tokens, weights, look)]
        ),
        SMALL,
    )


def resting(habits: Sequence[Habit], look: Look) -> Iterator[Part]:
    """The heads that rest here on tokens of one kind, a line for each kind."""
    for kind in RESTS:
        places = [(habit.layer, habit.head) for habit in habits if habit.kind == kind]
        if places:
            what = look.say(f"habit_{kind}")
            key = "heads_resting" if len(places) > 1 else "heads_resting_one"
            yield Note(look.say(key, what=what, count=len(places), heads=listed(places)))


def tries(found: Sequence[Habit], look: Look) -> Iterator[str]:
    """What to type next: the first head that is at work, and the measures."""
    if found and found[0].at_work:
        yield f"attnx explain … --layer {found[0].layer} --head {found[0].head}"
    yield "--from … --to …"
    if not look.full:
        yield "--full"


def place_of(habit: Habit) -> Line:
    return word(f"{habit.layer}, {habit.head}", "quiet")


def does(habit: Habit, look: Look) -> str:
    """What a head is known to do, or what it is named after here."""
    if habit.fact:
        return look.say(f"kind_{habit.kind}")
    return look.say("heads_here", what=look.say(f"habit_{habit.kind}"))


def here(habit: Habit, look: Look) -> str:
    """What a head makes of this text, so that no row is blank."""
    rows = habit.rows
    if habit.kind == "coreference":
        told = [verdict(row, rows, habit.fact, look) for row in habit.pronouns]
        return FACT.join(told) if told else look.say("heads_no_pronoun")
    if habit.kind == "word" and habit.at_work:
        whole = zip(rows.queries, rows.pieces_of_queries, strict=True)
        return look.say("comma").join(label(word) for word, pieces in whole if len(pieces) > 1)
    if habit.pairs:
        told = [pair(rows.queries, rows.keys, *found, look) for found in habit.pairs]
        return look.say("comma").join(told) if habit.at_work else look.say("heads_at_most", pair=told[0])
    if habit.share is None:
        return look.say("heads_no_such")
    return look.say("heads_share", share=look.number(habit.share))


def pair(queries: Sequence[Token], keys: Sequence[Token], query: int, key: int, weight: float, look: Look) -> str:
    """One word, and another that it reads from."""
    return f"“{called(queries[query], queries)}” → “{called(keys[key], keys)}” {look.number(weight)}"


def shared(model: Model, look: Look) -> str:
    """That heads share keys and values, in one line."""
    each = model.n_heads // model.n_kv_heads
    return look.say("heads_shared", heads=model.n_heads, kv_heads=model.n_kv_heads, each=each)


def maps(trace: Trace) -> Maps:
    """The weights of every head."""
    attentions = [(number, attention) for number, attention in trace.attentions() if attention.kind == "self"]
    layers = [(number, attention.arrays["weights"].data, may_look(attention)) for number, attention in attentions]
    return Maps(attentions[0][1].heads, tuple(layers))
