"""Where numbers belong: which layer and head, and which attention where a trace has several kinds."""

from __future__ import annotations

from attnx.lessons import Lesson
from attnx.trace import Attention, Kind, Trace


def place(trace: Trace, number: int, attention: Attention, head: int | None, say: Lesson) -> str:
    """The layer and head of an attention, and the kv head that serves it where several share one; None is the mean."""
    where = within(number, attention, head, say)
    return of_kind(attention.kind, where, say) if has_kinds(trace) else where


def within(number: int, attention: Attention, head: int | None, say: Lesson) -> str:
    """The layer and head, or what they are the mean of."""
    heads = attention.heads
    if attention.layers and len(heads) == 1:
        return say("place_layers", layers=len(attention.layers), head=heads[0])
    if attention.layers:
        return say("place_layers_mean", layers=len(attention.layers), heads=len(heads))
    if head is None and len(heads) == 1:
        return say("place_mean_of_one", layer=number)
    if head is None:
        return say("place_mean", layer=number, heads=len(heads))
    if attention.group > 1:
        return say("place_grouped", layer=number, head=head, kv_head=head // attention.group)
    return say("place", layer=number, head=head)


def of_kind(kind: Kind, where: str, say: Lesson) -> str:
    """A place in an attention of this kind."""
    return say(f"place_{kind}", where=where)


def has_kinds(trace: Trace) -> bool:
    """Whether it has to be said which kind of attention is meant; a translator always has several."""
    return bool(trace.steps and trace.source) or len({attention.kind for _, attention in trace.attentions()}) > 1
