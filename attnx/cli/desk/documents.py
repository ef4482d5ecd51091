"""A view as one JSON document: a row, a cell or the largest weights in each head of a trace, or what differs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from attnx.document import document, of_text

if TYPE_CHECKING:
    from attnx.measures.compare import Comparison, Shift
    from attnx.trace import Attention, Trace

Told = Callable[["Attention", int | None], dict[str, Any]]


def of_heads(name: str, trace: Trace, told: Told) -> dict[str, Any]:
    """The document of this name, with what is told of every head; of averaged heads there is one part."""
    parts = [
        {"layer": number, "kind": attention.kind} | ({} if head is None else {"head": head}) | told(attention, head)
        for number, attention in trace.attentions()
        for head in ((None,) if attention.averaged else attention.heads)
    ]
    return document(name) | of_text(trace) | {"parts": parts}


def of_row(trace: Trace, row_of: Callable[[Attention], int], top: int | None) -> dict[str, Any]:
    """The whole story of a row of each attention: all keys, or those with the largest weights."""
    from attnx.measures.focus import focus

    def told(attention: Attention, head: int | None) -> dict[str, Any]:
        query = row_of(attention)
        story = focus(attention, query, head)
        return {"query": trace.queries_of(attention)[query].index} | story.document(story.keys(top))

    return of_heads("focus", trace, told)


def of_cell(trace: Trace, query: int, key: int) -> dict[str, Any]:
    """The arithmetic of one query and one key."""
    from attnx.measures.cell import cell

    def told(attention: Attention, head: int | None) -> dict[str, Any]:
        assert head is not None
        asked = {"query": trace.queries_of(attention)[query].index, "key": trace.keys_of(attention)[key].index}
        facts = {name: getattr(attention, name) for name in ("similarity", "soft_cap", "temperature")}
        return asked | facts | cell(attention, query, key, head).document()

    return of_heads("cell", trace, told)


def of_top(trace: Trace, count: int) -> dict[str, Any]:
    """Of every row the largest weights."""
    from attnx.measures.top import top

    def told(attention: Attention, head: int | None) -> dict[str, Any]:
        weights = attention.of_head("weights", head).data
        queries = trace.queries_of(attention)
        return {
            "rows": [
                {"query": query.index} | top(row, count).document() for query, row in zip(queries, weights, strict=True)
            ]
        }

    return of_heads("top", trace, told)


def of_answer(trace: Trace, query: int | None) -> dict[str, Any]:
    """What each word reads from, in words, and of which the answer tells."""
    from attnx.measures.readings import readings
    from attnx.trace.sight import may_look

    def told(attention: Attention, head: int | None) -> dict[str, Any]:
        rows = readings(trace, attention, head, may_look(attention, head))
        return rows.document(None if query is None else rows.word_with(query))

    return of_heads("answer", trace, told)


def of_comparison(
    before: Trace, after: Trace, parts: Sequence[Comparison | Shift], row: int | None = None
) -> dict[str, Any]:
    """Two of anything side by side; of one query alone where there is a row."""
    sides = {"before": of_text(before), "after": of_text(after)}
    return document("comparison") | sides | {"parts": parts_of(parts, row)}


def parts_of(parts: Sequence[Comparison | Shift], row: int | None) -> list[dict[str, object]]:
    """Every part, or one row of those that have rows."""
    from attnx.measures.compare import Comparison

    if row is None:
        return [part.document() for part in parts]
    return [part.of_row(row).document() for part in parts if isinstance(part, Comparison)]
