"""Where numbers belong: which layer and head, and which attention where a trace has several kinds."""

from __future__ import annotations

from attnx.lessons import Lesson
from attnx.trace import Attention, Kind, Trace


def place(trace: Trace, number: int, attention: Attention, head: int | None, say: Lesson) -> str:
    """The layer and head of an attention; None is the mean of its heads."""
    if head is not None:
        where = say("place", layer=number, head=head)
    elif len(attention.heads) == 1:
        where = say("place_mean_of_one", layer=number)
    else:
        where = say("place_mean", layer=number, heads=len(attention.heads))
    return of_kind(attention.kind, where, say) if has_kinds(trace) else where


def of_kind(kind: Kind, where: str, say: Lesson) -> str:
    """A place in an attention of this kind."""
    return say(f"place_{kind}", where=where)


def has_kinds(trace: Trace) -> bool:
    """Whether it has to be said which kind of attention is meant; a model that writes always has several."""
    return bool(trace.steps) or len({attention.kind for _, attention in trace.attentions()}) > 1
