"""Where a text is opened: the layer and head at which there is most to see, and why that one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from attnx.frozen import frozen
from attnx.measures.heads import CLEAR, MEASURES, heads
from attnx.measures.known import heads_known
from attnx.measures.readings import has_pronoun, readings, written
from attnx.measures.relations import pairs_of
from attnx.reduce.narrow import narrow
from attnx.reduce.words import merge_numbers, words_of
from attnx.trace import Attention, HeadFact, Model, Token, Trace
from attnx.trace.sight import may_look

Reason = Literal["pronoun", "known", "sharpest", "only", "first", "plain"]

# The kinds of heads that show something of a text, the most telling first; the others rest, or look everywhere.
TELLING = ("object", "verb", "noun", "belongs", "induction", "previous", "next", "itself")
AT_WORK = 0.5  # the weight on another word that shows a head of a relation at work
# Kinds that are told by places, and the measure of a text that says whether they are at work in it.
PLACES = {"induction": "repeats", "previous": "previous", "next": "next", "itself": "itself"}
MOST = 4_000_000  # weights of all heads together: of a longer text not every head is looked at to choose one


@frozen
class Opening:
    """A layer and a head, and why a text opens there."""

    layer: int
    head: int
    reason: Reason


def opening(trace: Trace) -> Opening | None:
    """Where a text opens, given the weights of the heads that there are to choose from.

    A text with a pronoun opens at the head that finds what one stands for, where the model has one that is known;
    any other at a head of a known kind that is at work in it, the most telling kind first, or else at the head whose
    words read most sharply from other words; random weights, and a text too long to look, at the first.
    None where no weights of single heads were recorded.
    """
    held = [
        (layer, attention)
        for layer, attention in trace.attentions()
        if "weights" in attention.arrays and not attention.averaged
    ]
    places = [(layer, head) for layer, attention in held for head in attention.heads]
    if not places:
        return None
    at_once = foreseen(trace.model, trace.tokens)
    if at_once is not None and (at_once.layer, at_once.head) in places:
        return at_once
    if len(places) == 1:
        return Opening(*places[0], "plain")
    sharp = dict(
        zip(places, [score for _, attention in held for score in sharpness(trace, attention).tolist()], strict=True)
    )
    known = heads_known(trace.model, trace.notes, trace.changes)
    at_work = [place for place, fact in known.items() if place in sharp and works(trace, fact)]
    if at_work:
        place = min(at_work, key=lambda place: (TELLING.index(known[place].kind), -sharp[place]))
        return Opening(*place, "known")
    place = max(sharp, key=lambda place: sharp[place])
    return Opening(*place, "sharpest" if sharp[place] > 0 else "plain")


def foreseen(model: Model, tokens: Sequence[Token]) -> Opening | None:
    """Where a text opens whatever its weights turn out to be, if that is so."""
    if model.n_layers == model.n_heads == 1:
        return Opening(0, 0, "only")
    points = next((fact for fact in model.heads_known if fact.kind == "coreference"), None)
    if points is not None and has_pronoun(tokens):
        return Opening(points.layer, points.head, "pronoun")
    if model.provenance == "random":  # of which no head has more to show than another
        return Opening(0, 0, "plain")
    return Opening(0, 0, "first") if model.n_layers * model.n_heads * len(tokens) ** 2 > MOST else None


def works(trace: Trace, fact: HeadFact) -> bool:
    """Whether a head of a telling kind does in this text what it was found to do."""
    if fact.kind not in TELLING:
        return False
    alone = narrow(trace, (fact.layer,), (fact.head,))
    if fact.kind in PLACES:
        measured = heads(alone)
        place = MEASURES.index(PLACES[fact.kind])
        return bool(measured.queries[place, 0] > 0 and measured.scores[place, 0, 0] >= CLEAR)
    ((_, attention),) = alone.attentions()
    pairs = pairs_of(readings(alone, attention, fact.head, may_look(attention, fact.head)), fact.kind)
    return bool(pairs) and pairs[0][2] >= AT_WORK


def sharpness(trace: Trace, attention: Attention) -> np.ndarray:
    """(head,): the mean, over the words of a text, of the largest weight on another word; 0 where there is none."""
    rows = largest(trace, attention)
    return rows.mean(axis=-1) if rows.size else np.zeros(len(rows))


def largest(trace: Trace, attention: Attention) -> np.ndarray:
    """(head, word): the largest weight of each word of a text on another word of it."""
    queries, keys = (words_written(tokens) for tokens in (trace.queries_of(attention), trace.keys_of(attention)))
    if not queries or not keys:
        return np.zeros((len(attention.heads), 0))
    return np.asarray(on_others(trace, attention)[:, queries][:, :, keys].max(axis=-1))


def words_written(tokens: Sequence[Token]) -> list[int]:
    """Which words of a text are written, and no marks."""
    return [word for word, pieces in enumerate(words_of(tokens)) if any(written(tokens[piece]) for piece in pieces)]


def on_others(trace: Trace, attention: Attention) -> np.ndarray:
    """(head, word, word): the weights of words, with nothing where a word reads from itself."""
    weights = attention.arrays["weights"].data  # (head, query, key)
    words = words_of(trace.queries_of(attention)), words_of(trace.keys_of(attention))
    merged = merge_numbers(weights, weights.sum(axis=-1) > 0, *words)
    if attention.kind != "cross":
        merged[:, np.arange(merged.shape[1]), np.arange(merged.shape[1])] = 0.0
    return merged
