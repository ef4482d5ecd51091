"""The heads ranked by how much one word attends to another."""

from __future__ import annotations

from collections.abc import Iterator

from attnx.measures.looks import Looks
from attnx.trace import Trace
from attnx.views.look import ROWS, Look, label
from attnx.views.opening import opening
from attnx.views.parts import Bar, Gap, Heading, Note, Notice, Paragraph, Part, listing


def looks_page(trace: Trace, ranked: Looks, look: Look) -> Iterator[Part]:
    """The ranking, below what model it is of."""
    yield from opening(trace, look)
    yield Gap()
    yield from ranking(ranked, look)


def ranking(ranked: Looks, look: Look, most: int = ROWS) -> Iterator[Part]:
    """At most so many heads, those that look most first, and what even weights would give."""
    names = {"query": label(ranked.query), "key": label(ranked.key)}
    yield Heading(look.say("looks_title", **names), "▸")
    if ranked.even == 0:
        yield Paragraph(look.say("looks_blind", **names))
        return
    shown = ranked.heads if look.full else ranked.heads[:most]
    rows = [(f"{head.layer}, {head.head}", look.number(head.weight), Bar(head.weight, 10)) for head in shown]
    yield listing([look.say("column_head"), look.say("column_weight"), ""], rows, numbers=(1,))
    if len(shown) < len(ranked.heads):
        what = look.say("heads_count", shown=len(shown), all=len(ranked.heads))
        yield Notice(look.say("cut", what=what))
    yield Note(look.say("looks_even", even=look.number(ranked.even)))
    yield Note(look.say("honest"))
