"""Where a text is opened: the layer and head at which there is most to see, and why that one."""

from __future__ import annotations

from typing import Literal

import numpy as np

from attnx.frozen import frozen
from attnx.measures.heads import CLEAR, MEASURES, heads
from attnx.measures.readings import has_pronoun, written
from attnx.reduce.narrow import narrow
from attnx.reduce.words import merge_numbers, words_of
from attnx.trace import Attention, HeadFact, Trace

Reason = Literal["pronoun", "known", "sharpest", "only", "first", "plain"]

# The kinds of heads that show something of a text, the most telling first; the others rest, or look everywhere.
TELLING = ("object", "verb", "noun", "induction", "previous", "next", "itself")
AT_WORK = 0.5  # the weight on another word that shows a head of a relation at work
# Kinds that are told by places, and the measure of a text that says whether they are at work in it.
PLACES = {"induction": "repeats", "previous": "previous", "next": "next", "itself": "itself"}


@frozen
class Opening:
    """A layer and a head, and why a text opens there."""

    layer: int
    head: int
    reason: Reason
    known: HeadFact | None = None


def opening(trace: Trace) -> Opening:
    """Where a text opens, given the weights of the heads that there are to choose from.

    A text with a pronoun opens at the head that finds what one stands for, where the model has one that is known;
    any other at a head of a known kind that is at work in it, the most telling kind first, or else at the head whose
    words read most sharply from other words. Raises ValueError where no weights of single heads were recorded.
    """
    known = {(fact.layer, fact.head): fact for fact in trace.model.heads_known}
    sharp: dict[tuple[int, int], float] = {}
    for layer, attention in trace.attentions():
        if "weights" in attention.arrays and not attention.averaged:
            places = [(layer, head) for head in attention.heads]
            sharp = dict(zip(places, sharpness(trace, attention).tolist(), strict=True)) | sharp
    if not sharp:
        raise ValueError("no weights of single heads were recorded")
    coreference = next((place for place, fact in known.items() if fact.kind == "coreference" and place in sharp), None)
    if coreference is not None and has_pronoun(trace.tokens):
        return Opening(*coreference, "pronoun", known[coreference])
    at_work = [place for place, fact in known.items() if place in sharp and works(trace, fact)]
    if at_work:
        place = min(at_work, key=lambda place: (TELLING.index(known[place].kind), -sharp[place]))
        return Opening(*place, "known", known[place])
    place = max(sharp, key=lambda place: sharp[place])
    if len(sharp) == 1:
        return Opening(*place, "only")
    return Opening(*place, "sharpest" if sharp[place] > 0 else "plain")


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
    return bool((largest(alone, attention) >= AT_WORK).any())


def sharpness(trace: Trace, attention: Attention) -> np.ndarray:
    """(head,): the mean, over the words of a text, of the largest weight on another word; 0 where there is none."""
    rows = largest(trace, attention)
    return rows.mean(axis=-1) if rows.size else np.zeros(len(rows))


def largest(trace: Trace, attention: Attention) -> np.ndarray:
    """(head, word): the largest weight of each word of a text on another word of it."""
    words = [words_of(tokens) for tokens in (trace.queries_of(attention), trace.keys_of(attention))]
    queries, keys = (
        [place for place, pieces in enumerate(runs) if any(written(tokens[piece]) for piece in pieces)]
        for tokens, runs in zip((trace.queries_of(attention), trace.keys_of(attention)), words, strict=True)
    )
    weights = attention.arrays["weights"].data  # (head, query, key)
    if not queries or not keys:
        return np.zeros((len(weights), 0))
    merged = merge_numbers(weights, weights.sum(axis=-1) > 0, *words)  # (head, word, word)
    if attention.kind != "cross":
        merged[:, np.arange(merged.shape[1]), np.arange(merged.shape[1])] = 0.0
    return np.asarray(merged[:, queries][:, :, keys].max(axis=-1))
