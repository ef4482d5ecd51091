"""The answer of a picture: what it is taken for where the model says so, and where a token of it looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from attnx.measures.known import known
from attnx.views.answer import Answered, headed
from attnx.views.known import shown_head
from attnx.views.look import Look, label
from attnx.views.parts import Bar, Note, Paragraph, Part, View, line, listing
from attnx.views.picture import FEW, labels, sights_of_row, taken_for
from attnx.views.reads import verdict


def picture_answer(said: Answered, look: Look, title: Callable[[str], Part] = headed) -> View:
    """What the picture is taken for, the row that is asked about in words, over the picture, and in numbers."""
    trace, asked, rows = said.trace, said.asked, said.rows
    query = said.first.word  # each token of a picture is a word by itself
    fact = known(trace, asked.layer, asked.attention, asked.head)
    read, taken = verdict(rows.rows[query], rows, fact, look), taken_for(trace, look)
    yield title(taken or read)
    reason = asked.opening.reason if asked.opening else None
    if taken:
        yield labels(trace.labels, look)
        yield Paragraph(line((read, "strong")))
    yield Note(shown_head(trace, asked.layer, asked.attention, asked.head, reason, look))
    yield from sights_of_row(trace, asked.attention, asked.head, query, look)
    yield most_read(said, query, look)
    if taken:
        yield Note(look.say("picture_honest"))
    yield Note(look.say("answer_try", commands=" · ".join(tries(said, query))))


def most_read(said: Answered, query: int, look: Look) -> Part:
    """The tokens that this one reads most."""
    row = said.asked.attention.of_head("weights", said.asked.head).data[query]
    keys, names = np.argsort(-row, kind="stable")[:FEW].tolist(), said.trace.keys_of(said.asked.attention)
    cells = 20 if look.roomy else 8
    listed = [(label(names[key]), look.number(float(row[key])), Bar(float(row[key]), cells)) for key in keys]
    return listing([look.say("picture_key"), look.say("column_weight"), ""], listed, numbers=(1,))


def tries(said: Answered, query: int) -> Iterator[str]:
    """What to type next: the story of the patch that is read most, its arithmetic, all layers together, a page."""
    trace, attention = said.trace, said.asked.attention
    row = attention.of_head("weights", said.asked.head).data[query]
    patches = [token for token in trace.keys_of(attention) if token.box is not None]
    most = max(patches, key=lambda token: float(row[token.index]))
    if said.asked.query is None:
        yield f"--focus {most.piece}"
    if said.asked.head is not None:
        yield f"--cell {trace.queries_of(attention)[query].piece},{most.piece}"
    if not trace.source:
        yield "--lens rollout"
    yield "--html page.html"
