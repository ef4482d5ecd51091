"""One query before learning and after: the same tokens, two sets of weights."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from rich.console import RenderableType
from rich.text import Text

from attnx.measures.focus import focus
from attnx.trace import Attention, Token, Trace
from attnx.views.focus import left_out, shown_keys
from attnx.views.listing import listing
from attnx.views.look import NUMBER, TITLE, Look, label, names_of
from attnx.views.opening import opening
from attnx.views.palette import bar
from attnx.views.place import place


def before_after(before: Trace, after: Trace, query: int, look: Look) -> Iterator[RenderableType]:
    """A row for each key, with its weight before and after; then what changed, in a sentence."""
    yield from opening(after, look)
    for (number, one), (_, other) in zip(before.attentions(), after.attentions(), strict=True):
        for head in (None,) if one.averaged else one.heads:
            name, where = label(after.tokens[query]), place(after, number, one, head, look.say)
            title = look.say("before_after_title", query=name, where=where)
            yield Text()
            yield Text.assemble(("▸ ", NUMBER), (title, TITLE))
            yield from side_by_side(one, other, query, head, after.keys_of(other), look)
    yield Text(look.say("honest"))


def side_by_side(
    before: Attention, after: Attention, query: int, head: int | None, keys: tuple[Token, ...], look: Look
) -> Iterator[RenderableType]:
    was, story = (focus(attention, query, head) for attention in (before, after))
    old, new = was.weights, story.weights
    cells = 10 if look.roomy else 4
    shown = shown_keys(story, look)
    names = dict(zip(shown, names_of([keys[key] for key in shown]), strict=True))
    rows = [
        (
            name,
            Text(look.number(float(old[key]))),
            Text(bar(float(old[key]), cells), style="cyan"),
            Text(look.number(float(new[key])), style="bold" if new[key] == new.max() else ""),
            Text(bar(float(new[key]), cells), style="cyan"),
        )
        for key, name in names.items()
    ]
    headers = [look.say("column_key"), look.say("column_before"), "", look.say("column_after"), ""]
    yield from listing(headers, rows, look, right=(1, 3))
    yield from left_out(story, shown, look)
    tops = [np.flatnonzero(weights == weights.max()) for weights in (old, new)]
    if any(len(top) > 1 for top in tops):
        return
    first, then = (int(top[0]) for top in tops)
    facts = {
        "old": label(keys[first]),
        "old_weight": look.number(float(old[first])),
        "new": label(keys[then]),
        "new_weight": look.number(float(new[then])),
    }
    yield Text(look.say("before_after_changed" if first != then else "before_after_same", **facts))
