"""The heads ranked by how much one word attends to another."""

from __future__ import annotations

from collections.abc import Iterator

from attnx.measures.looks import Looks
from attnx.trace import Trace
from attnx.views.look import ROWS, Look, label
from attnx.views.opening import opening
from attnx.views.parts import Bar, Gap, Heading, Note, Notice, Paragraph, Part, listing


def looks_page(trace: Trace, found: Looks, look: Look) -> Iterator[Part]:
    """The ranking, below what model it is of."""
    yield from opening(trace, look)
    yield Gap()
    yield from ranking(found, look)


def ranking(found: Looks, look: Look, most: int = ROWS) -> Iterator[Part]:
    """At most so many heads, those that look most first, and what even weights would give."""
    names = {"query": label(found.query), "key": label(found.key)}
    yield Heading(look.say("looks_title", **names), "▸")
    if found.even == 0:
        yield Paragraph(look.say("looks_blind", **names))
        return
    shown = found.heads if look.full else found.heads[:most]
    rows = [(f"{one.layer}, {one.head}", look.number(one.weight), Bar(one.weight, 10)) for one in shown]
    yield listing([look.say("column_head"), look.say("column_weight"), ""], rows, numbers=(1,))
    if len(shown) < len(found.heads):
        what = look.say("heads_count", shown=len(shown), all=len(found.heads))
        yield Notice(look.say("cut", what=what))
    yield Note(look.say("looks_even", even=look.number(found.even)))
    yield Note(look.say("honest"))
