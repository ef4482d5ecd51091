"""The heads ranked by how much one word attends to another."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from attnx.measures.looks import Looks
from attnx.trace import Trace
from attnx.views.listing import listing
from attnx.views.look import DIM, ROWS, TITLE, Look, label
from attnx.views.opening import opening
from attnx.views.palette import bar


def looks_page(trace: Trace, found: Looks, look: Look) -> Iterator[RenderableType]:
    """The ranking, below what model it is of."""
    yield from opening(trace, look)
    yield Text()
    yield from ranking(found, look)


def ranking(found: Looks, look: Look, most: int = ROWS) -> Iterator[RenderableType]:
    """At most so many heads, those that look most first, and what even weights would give."""
    names = {"query": label(found.query), "key": label(found.key)}
    yield Text.assemble(("▸ ", "cyan"), (look.say("looks_title", **names), TITLE))
    if found.even == 0:
        yield Text(look.say("looks_blind", **names))
        return
    shown = found.heads if look.full else found.heads[:most]
    rows = [
        (Text(f"{one.layer}, {one.head}"), Text(look.number(one.weight)), Text(bar(one.weight, 10), style="cyan"))
        for one in shown
    ]
    yield from listing([look.say("column_head"), look.say("column_weight"), ""], rows, look, right=(1,))
    if len(shown) < len(found.heads):
        what = look.say("heads_count", shown=len(shown), all=len(found.heads))
        yield Text(look.say("cut", what=what), style="yellow")
    yield Text(look.say("looks_even", even=look.number(found.even)), style=DIM)
    yield Text(look.say("honest"), style=DIM)
