"""One query before learning and after: the same tokens, two sets of weights."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from attnx.measures.compare import Comparison, compare
from attnx.trace import Trace
from attnx.views.differences import called, heading, row_table, where_of
from attnx.views.look import Look
from attnx.views.opening import opening
from attnx.views.parts import Paragraph, Part


def before_after(before: Trace, after: Trace, query: int, look: Look) -> Iterator[Part]:
    """A row for each key, with its weight before and after; then what changed, in a sentence."""
    yield from opening(after, look)
    for part in compare(before, after):
        assert isinstance(part, Comparison)
        yield from side_by_side(part, query, look)
        yield from what_learning_did(part, query, look)
    yield Paragraph(look.say("honest"))


def side_by_side(part: Comparison, query: int, look: Look) -> Iterator[Part]:
    """The same row of both."""
    where = where_of(part.after_place, part.after_place, look)
    yield from heading(look.say("before_after_title", query=called(part.queries[query]), where=where), look)
    yield from row_table(part, query, (look.say("column_before"), look.say("column_after")), look)


def what_learning_did(part: Comparison, query: int, look: Look) -> Iterator[Part]:
    """What the row read most from, before and after, where that is one key each time."""
    tops = [np.flatnonzero(weights == weights.max()) for weights in (part.before[query], part.after[query])]
    if any(len(top) > 1 for top in tops):
        return
    old, new = (part.change(query, int(top[0])) for top in tops)
    facts = {
        "old": called(old.key),
        "old_weight": look.number(old.before),
        "new": called(new.key),
        "new_weight": look.number(new.after),
    }
    yield Paragraph(look.say("before_after_changed" if old.key != new.key else "before_after_same", **facts))
