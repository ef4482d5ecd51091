"""A soft lookup: who is nearest, and what is read from all of them together."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from attnx.measures.focus import focus
from attnx.trace import Trace
from attnx.views.focus import table_of
from attnx.views.look import Look, label
from attnx.views.parts import Heading, Note, Paragraph, Part


def lookup_story(trace: Trace, look: Look) -> Iterator[Part]:
    """The one query of a lookup, key by key, and the answer in a sentence."""
    _, attention = next(trace.attentions())
    story = focus(attention, 0, 0)
    yield Heading(look.say("lookup_title", query=label(trace.tokens[0])))
    yield Note(look.say("lookup_about"))
    yield from table_of(story, attention, trace, look)
    # Weights that are blurred by a high temperature are all alike, and the similarities still differ.
    near = story.weights if story.scores is None else story.scores
    nearest = np.flatnonzero(near == near.max())
    names = look.say("and").join(label(trace.source[int(key)]) for key in nearest)
    yield Paragraph(look.say("lookup_nearest", names=names, weight=look.number(float(story.weights[nearest[0]]))))
