"""Which head tells most of one word: what a text opens at, asked of a single row."""

from __future__ import annotations

import numpy as np

from attnx.measures.heads import CLEAR, MEASURES, kinds_of_key
from attnx.measures.known import heads_known
from attnx.measures.opening import AT_WORK, PLACES, TELLING, Opening, foreseen, on_others, words_written
from attnx.measures.readings import readings
from attnx.measures.relations import pairs_of
from attnx.reduce.words import joined, words_of
from attnx.trace import Attention, HeadFact, Trace
from attnx.trace.sight import may_look


def telling(trace: Trace, query: int) -> Opening:
    """The head that tells most of the word which the token at this place is part of; all weights were recorded.

    A pronoun has the head that finds what one stands for; any other word a head of a known kind that is at work in
    its row, the most telling kind first, or else the head in which it reads most from one other word. Of random
    weights it is the first, for none has more to show than another.
    """
    words = words_of(trace.tokens)
    word = next(word for word, pieces in enumerate(words) if query in pieces)
    at_once = foreseen(trace.model, (joined(trace.tokens, words)[word],))
    if at_once is not None:
        return at_once
    keys, attentions = words_written(trace.tokens), dict(trace.attentions())
    given: dict[tuple[int, int], float] = {}  # what each head gives the word that it gives most
    for layer, attention in attentions.items():
        most = on_others(trace, attention)[:, word, keys].max(axis=-1, initial=0.0)  # (head,)
        given |= {(layer, head): float(weight) for head, weight in zip(attention.heads, most, strict=True)}
    known = heads_known(trace.model, trace.notes, trace.changes)
    at_work = [place for place, fact in known.items() if works(trace, attentions[place[0]], fact, query)]
    if at_work:
        place = min(at_work, key=lambda place: (TELLING.index(known[place].kind), -given[place]))
        return Opening(*place, "known")
    place = max(given, key=lambda place: given[place])
    return Opening(*place, "sharpest" if given[place] > 0 else "plain")


def works(trace: Trace, attention: Attention, fact: HeadFact, query: int) -> bool:
    """Whether a head of a telling kind does for this token what it was found to do."""
    if fact.kind not in TELLING or trace.tokens[query].special:
        return False
    if fact.kind in PLACES:
        asked = kinds_of_key(trace.tokens)[MEASURES.index(PLACES[fact.kind]), query]  # (key,)
        return bool(attention.of_head("weights", fact.head).data[query] @ asked.astype(np.float32) >= CLEAR)
    rows = readings(trace, attention, fact.head, may_look(attention, fact.head))
    word = rows.word_with(query)
    return any(pair[0] == word and pair[2] >= AT_WORK for pair in pairs_of(rows, fact.kind))
