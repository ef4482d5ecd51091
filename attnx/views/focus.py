"""One query's whole story as one table: a row for each key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from rich.cells import cell_len
from rich.console import JustifyMethod, RenderableType
from rich.table import Table
from rich.text import Text

from attnx.frozen import frozen
from attnx.measures.focus import Focus, focus
from attnx.trace import Attention, Trace
from attnx.views import formulas
from attnx.views.look import DIM, NUMBER, ROWS, TITLE, Look, label, names_of
from attnx.views.opening import opening
from attnx.views.palette import bar
from attnx.views.place import place
from attnx.views.top import largest


@frozen
class Column:
    """One column of the table; where not all fit, those of the lowest `rank` go first."""

    header: str
    cells: Mapping[int, Text]
    rank: int
    total: str = ""
    left: bool = False

    @property
    def width(self) -> int:
        return max(cell_len(self.header), cell_len(self.total), *(cell.cell_len for cell in self.cells.values()))

    @property
    def adds_up(self) -> bool:
        """Whether the numbers, as printed, have the sum that is printed, if one is."""
        if not self.total:
            return True
        total, *parts = (
            float(text.replace("−", "-").rstrip("%")) for text in (self.total, *map(str, self.cells.values()))
        )
        return abs(sum(parts) - total) < 0.5 * 10.0 ** -len(self.total.rstrip("%").partition(".")[2])


def focus_story(trace: Trace, query: int, look: Look) -> Iterator[RenderableType]:
    """The story of one query in every layer and head of the trace."""
    yield from opening(trace, look)
    for number, attention in trace.attentions():
        for head in (None,) if attention.averaged else attention.heads:
            yield Text()
            yield from one_row(trace, number, attention, head, query, look)


def one_row(
    trace: Trace, number: int, attention: Attention, head: int | None, query: int, look: Look
) -> Iterator[RenderableType]:
    """The story of one query in one head, or in the mean of several."""
    name, where = label(trace.queries_of(attention)[query]), place(trace, number, attention, head, look.say)
    yield Text.assemble(("▸ ", NUMBER), (look.say("focus_title", query=name, index=query, where=where), TITLE))
    story = focus(attention, query, head)
    if story.exp is not None:
        yield Text(look.say("about_focus"), style=DIM)
    if story.skipped is not None:
        first = label(trace.keys_of(attention)[0])
        weight = look.number(story.skipped)
        yield Text(look.say("skipped_row", key=first, weight=weight), style="yellow")
    yield from table_of(story, attention, trace, look)


def table_of(story: Focus, attention: Attention, trace: Trace, look: Look) -> Iterator[RenderableType]:
    keys = trace.keys_of(attention)
    rows = shown_keys(story, look)
    names = dict(zip(rows, names_of([keys[key] for key in rows]), strict=True))
    room = look.width - max(name.cell_len for name in names.values())
    columns = columns_of(story, attention, trace, rows, look)
    shown = fitting(columns, room)

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=DIM, footer_style=DIM, show_footer=True)
    table.add_column(look.say("column_key"), "Σ", no_wrap=True)
    for column in shown:
        justify: JustifyMethod = "left" if column.left else "right"
        table.add_column(Text(column.header), column.total, justify=justify, no_wrap=True)
    for key in rows:
        style = "bold" if story.weights[key] == story.weights.max() > 0 else ""
        table.add_row(names[key], *(column.cells[key] for column in shown), style=style)
    yield table

    yield from left_out(story, rows, look)
    dropped = [column.header for column in columns if column.header and column not in shown]
    if dropped:
        yield Text(look.say("focus_columns", columns=", ".join(dropped)), style="yellow")
    if len(rows) == len(keys) - (story.skipped is not None) and not all(column.adds_up for column in shown):
        yield Text(look.say("rounded"), style=DIM)
    if story.z is not None:
        yield Text(vector("z = Σ w·v", story.z, look))


def shown_keys(story: Focus, look: Look) -> list[int]:
    """The keys that have a row, in their order: all, or those with the largest weights."""
    keys = list(range(len(story.weights)))
    if story.skipped is not None and len(keys) > 1:
        keys = keys[1:]
    if look.top is not None:
        return sorted(largest(story.weights, look.top)) or keys[:1]
    if len(keys) > ROWS and not look.full:
        return sorted(np.argsort(-story.weights, kind="stable")[:ROWS].tolist())
    return keys


def left_out(story: Focus, shown: Sequence[int], look: Look) -> Iterator[Text]:
    """One line for the keys that have no row, if any."""
    count = len(story.weights) - (story.skipped is not None)
    if len(shown) < count:
        rest = look.number(float(np.delete(story.weights, shown).sum(dtype=np.float64)))
        key = "focus_cut" if look.top is None else "focus_top_cut"
        yield Text(look.say(key, shown=len(shown), all=count, rest=rest), style="yellow")


def vector(name: str, values: np.ndarray, look: Look) -> str:
    """name = [0.10, −0.20, …], as many numbers as a line has room for."""
    numbers = [look.number(float(value)) for value in values]

    def line(count: int) -> str:
        more = look.say("vector_more", more=len(numbers) - count) if count < len(numbers) else ""
        return f"{name} = [{', '.join(numbers[:count])}{more}]"

    counts = range(len(numbers), 0, -1)
    return line(len(numbers) if look.full else next((n for n in counts if cell_len(line(n)) <= look.width), 1))


def columns_of(story: Focus, attention: Attention, trace: Trace, rows: Sequence[int], look: Look) -> tuple[Column, ...]:
    """Everything the trace tells of each key, in the order in which it happens."""

    def numbers(header: str, values: np.ndarray | None, rank: int, total: float | None = None) -> list[Column]:
        if values is None:
            return []
        cells = {key: Text(look.number(float(values[key]))) for key in rows}
        return [Column(header, cells, rank, "" if total is None else look.number(total))]

    exponent = f"s−{look.number(story.largest)}" if story.largest >= 0 else f"s+{look.number(-story.largest)}"
    columns = [
        *numbers("q·k" if attention.similarity == "dot" else "−½‖q−k‖²", story.scores, rank=2),
        *numbers("bias", story.bias, rank=2),
        *numbers(" ".join(part.replace(" ", "") for part in formulas.scaled(attention, trace.model)), story.scaled, 3),
        *numbers(look.say("column_masked"), story.masked, rank=4),
        *numbers(f"exp({exponent})", story.exp, rank=1, total=story.total),
        *numbers(look.say("column_weight"), story.weights, rank=6, total=float(story.weights.sum(dtype=np.float64))),
        Column("", {key: draw_bar(float(story.weights[key]), look) for key in rows}, rank=0, left=True),
    ]
    if story.share is not None:
        shares = {key: Text(percent(float(story.share[key]))) for key in rows}
        columns.append(Column(look.say("column_share"), shares, rank=5, total=percent(float(story.share.sum()))))
    return tuple(columns)


def percent(share: float) -> str:
    text = f"{100 * share:.1f}%"
    return text.replace("-0.0%", "0.0%").replace("-", "−")


def draw_bar(weight: float, look: Look) -> Text:
    return Text(bar(weight, 16 if look.width >= 100 else 10), style="cyan")


def fitting(columns: Sequence[Column], room: int) -> tuple[Column, ...]:
    """The columns that fit into so many cells."""
    shown = list(columns)
    for column in sorted(columns, key=lambda column: column.rank):
        if len(shown) == 1 or sum(one.width + 2 for one in shown) <= room:
            break
        shown.remove(column)
    return tuple(shown)
