"""One query's whole story as one table: a row for each key."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from attnx.frozen import frozen
from attnx.measures.focus import Focus, focus
from attnx.trace import Attention, Trace
from attnx.views import formulas
from attnx.views.look import ROWS, Look, label, names_of
from attnx.views.opening import opening
from attnx.views.parts import Bar, Column, Gap, Heading, Listing, Note, Notice, Paragraph, Part, Vector, line
from attnx.views.picture import sights_of_row
from attnx.views.place import place
from attnx.views.reads import verdict_of


@frozen
class KeyColumn:
    """One column of the table, a cell for each key; where not all fit, those of the lowest `rank` go first."""

    header: str
    cells: Mapping[int, str | Bar]
    rank: int
    total: str = ""

    @property
    def adds_up(self) -> bool:
        """Whether the numbers, as printed, have the sum that is printed, if one is."""
        if not self.total:
            return True
        total, *parts = (
            float(text.replace("−", "-").rstrip("%")) for text in (self.total, *map(str, self.cells.values())) if text
        )
        return abs(sum(parts) - total) < 0.5 * 10.0 ** -len(self.total.rstrip("%").partition(".")[2])


def focus_story(trace: Trace, row_of: Callable[[Attention], int], look: Look) -> Iterator[Part]:
    """The story of one row in every layer and head of the trace; attentions may call it by other numbers."""
    yield from opening(trace, look)
    for number, attention in trace.attentions():
        for head in (None,) if attention.averaged else attention.heads:
            yield Gap()
            yield from one_row(trace, number, attention, head, row_of(attention), look)


def one_row(
    trace: Trace, number: int, attention: Attention, head: int | None, query: int, look: Look
) -> Iterator[Part]:
    """The story of one query in one head, or in the mean of several."""
    name, where = label(trace.queries_of(attention)[query]), place(trace, number, attention, head, look.say)
    yield Heading(look.say("focus_title", query=name, index=query, where=where), "▸")
    yield Paragraph(line((verdict_of(trace, number, attention, head, query, look), "strong")))
    yield from sights_of_row(trace, attention, head, query, look)
    story = focus(attention, query, head)
    if story.exp is not None:
        yield Note(look.say("about_focus"))
    if story.skipped is not None:
        first = label(trace.keys_of(attention)[0])
        weight = look.number(story.skipped)
        yield Notice(look.say("skipped_row", key=first, weight=weight))
    if story.sink is not None:
        yield Notice(look.say("sink_row", weight=look.number(story.sink)))
    yield from table_of(story, attention, trace, look)


def table_of(story: Focus, attention: Attention, trace: Trace, look: Look) -> Iterator[Part]:
    keys = trace.keys_of(attention)
    rows = shown_keys(story, look)
    names = names_of([keys[key] for key in rows])
    columns = columns_of(story, attention, trace, rows, look)
    whole = len(rows) == len(keys) - (story.skipped is not None)
    yield Listing(
        (
            Column(look.say("column_key")),
            *(
                Column(column.header, bool(column.header), column.rank, adds_up=column.adds_up or not whole)
                for column in columns
            ),
        ),
        [[name, *(column.cells[key] for column in columns)] for key, name in zip(rows, names, strict=True)],
        strong=[at for at, key in enumerate(rows) if story.weights[key] == story.weights.max() > 0],
        totals=[["Σ", *(column.total for column in columns)]],
        cut=left_out(story, rows, look),
    )
    if story.z is not None:
        yield Vector("z = Σ w·v", tuple(look.number(float(value)) for value in story.z))


def shown_keys(story: Focus, look: Look) -> list[int]:
    """The keys that have a row, in their order: all, or those with the largest weights."""
    keys = story.keys(look.top)
    if look.top is None and len(keys) > ROWS and not look.full:
        return sorted(np.argsort(-story.weights, kind="stable")[:ROWS].tolist())
    return keys


def left_out(story: Focus, shown: Sequence[int], look: Look) -> str:
    """One line for the keys that have no row, if any."""
    count = len(story.weights) - (story.skipped is not None)
    if len(shown) >= count:
        return ""
    rest = look.number(story.rest(shown))
    key = "focus_cut" if look.top is None else "focus_top_cut"
    return look.say(key, shown=len(shown), all=count, rest=rest)


def columns_of(
    story: Focus, attention: Attention, trace: Trace, rows: Sequence[int], look: Look
) -> tuple[KeyColumn, ...]:
    """Everything the trace tells of each key, in the order in which it happens; of one that is masked up to that."""
    hidden = story.hidden

    def numbers(header: str, values: np.ndarray | None, rank: int, total: float | None = None) -> list[KeyColumn]:
        if values is None:
            return []
        behind = total is not None  # the mask, from which on there is nothing of a hidden key
        cells = {key: "" if behind and key in hidden else look.number(float(values[key])) for key in rows}
        return [KeyColumn(header, cells, rank, "" if total is None else look.number(total))]

    exponent = f"s−{look.number(story.largest)}" if story.largest >= 0 else f"s+{look.number(-story.largest)}"
    columns = [
        *numbers("q·k" if attention.similarity == "dot" else "−½‖q−k‖²", story.scores, rank=2),
        *numbers("bias", story.bias, rank=2),
        *numbers(" ".join(part.replace(" ", "") for part in formulas.scaled(attention, trace.model)), story.scaled, 3),
        *numbers(look.say("column_masked"), story.masked, rank=4),
        *numbers(f"exp({exponent})", story.exp, rank=1, total=story.total),
        *numbers(look.say("column_weight"), story.weights, rank=6, total=float(story.weights.sum(dtype=np.float64))),
        KeyColumn("", {key: Bar(float(story.weights[key]), 16 if look.width >= 100 else 10) for key in rows}, rank=0),
    ]
    if story.share is not None:
        shares = {key: "" if key in hidden else percent(float(story.share[key])) for key in rows}
        columns.append(KeyColumn(look.say("column_share"), shares, rank=5, total=percent(float(story.share.sum()))))
    return tuple(columns)


def percent(share: float) -> str:
    text = f"{100 * share:.1f}%"
    return text.replace("-0.0%", "0.0%").replace("-", "−")
