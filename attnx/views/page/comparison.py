"""What a page of two things side by side holds: what each is, and every part of the comparison with its sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from attnx.lessons import Lesson
from attnx.measures.align import Pair
from attnx.measures.compare import Comparison, Shift
from attnx.trace import Trace
from attnx.views.compare import lead, others, turns_of
from attnx.views.differences import A, B, missing, named, title_of
from attnx.views.look import Look, label
from attnx.views.opening import facts_of, titled
from attnx.views.page.numbers import Numbers
from attnx.views.page.size import check_size
from attnx.views.page.writing import in_each
from attnx.views.parts import Note, Notice, Paragraph, Part, line_of
from attnx.views.visible import visible


def document(
    parts: Sequence[Comparison | Shift], before: Trace, after: Trace, row: int | None, numbers: Numbers, precision: int
) -> dict[str, object]:
    """Everything such a page knows but its words; `row` is the one followed first, if one was asked for.

    Raises UsageError for a comparison too large for a page.
    """
    matrices = 3 * sum(isinstance(part, Comparison) for part in parts)
    check_size(max(len(before.tokens), len(after.tokens)), 2 * matrices)  # whole numbers, not shares of 1
    return {
        "text": " — ".join(dict.fromkeys(visible(trace.text) for trace in (before, after))),
        "model": None,
        "remarks": in_each(lambda say: [say(f"note_{note}") for note in dict.fromkeys((*before.notes, *after.notes))]),
        "thinned": False,
        "attentions": [],
        "comparison": {
            "sides": [side_of(name, trace) for name, trace in ((A, before), (B, after))],
            "parts": [part_of(part, row, numbers, precision) for part in parts],
        },
        "precision": precision,
    }


def side_of(name: str, trace: Trace) -> dict[str, object]:
    """What one side is."""
    return {
        "name": name,
        "text": visible(trace.text),
        "titled": in_each(lambda say: titled(trace.model, say)),
        "facts": in_each(lambda say: facts_of(trace.model, Look(say))),
    }


def part_of(part: Comparison | Shift, row: int | None, numbers: Numbers, precision: int) -> dict[str, object]:
    """A matrix of both sides and what differs, or how far each vector turned."""
    told = turns_of(part, row)

    def said(say: Lesson) -> list[str]:
        look = Look(say, precision=precision)
        if isinstance(part, Shift):
            return [lead(part, told, look)]
        own = missing(part, range(len(part.queries)), range(len(part.keys)), look)
        return [lead(part, told, look), *texts(others(part, told, look)), *texts(own)]

    headed: dict[str, object] = {
        "title": in_each(lambda say: title_of(part, Look(say))),
        "said": in_each(said),
        "rows": tokens_of(part.tokens if isinstance(part, Shift) else part.queries),
    }
    if isinstance(part, Shift):
        return headed | {
            "same": part.same,
            "cosine": part.cosine.tolist(),
            "relative": [float(change) if np.isfinite(change) else None for change in part.relative],
        }
    most = 0 if part.moved is None else int(part.moved.argmax())
    return headed | {
        "columns": tokens_of(part.keys),
        "arrays": {
            name: numbers.keep(array)
            for name, array in ((A, part.before), (B, part.after), (f"{B} − {A}", part.difference))
        },
        "moved": None if part.moved is None else part.moved.tolist(),
        "row": most if row is None else row,
    }


def tokens_of(pairs: Sequence[Pair]) -> list[dict[str, object]]:
    return [{"name": label(token), "index": token.index, "special": token.special} for token in named(pairs)]


def texts(parts: Iterator[Part]) -> list[str]:
    """The sentences among the parts of a view."""
    return [line_of(part.text).plain for part in parts if isinstance(part, Paragraph | Note | Notice)]
