"""What every head does on a text: a map of each, and a table of measures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from rich.cells import cell_len
from rich.console import RenderableType
from rich.style import StyleType
from rich.text import Text

from attnx.frozen import frozen
from attnx.measures.heads import MEASURES, Heads
from attnx.trace import Model, Trace
from attnx.views.grid import grid
from attnx.views.look import DIM, ROWS, TITLE, Look
from attnx.views.opening import known_head, model_lines, opening
from attnx.views.palette import shade
from attnx.views.visible import visible

GAP = 1  # cells between two numbers


def heads_page(trace: Trace, found: Heads, look: Look) -> Iterator[RenderableType]:
    """The maps and the table of one text."""
    yield from opening(trace, look)
    if trace.model.n_kv_heads < trace.model.n_heads:
        yield Text(shared(trace.model, look))
    yield Text()
    yield Text(look.say("grid_title"), style=TITLE)
    yield Text(look.say("grid_about"), style=DIM)
    yield from grid(trace, look)
    yield Text()
    yield Text(look.say("heads_measured_title"), style=TITLE)
    yield from table(found, look)


def heads_over_page(found: Heads, look: Look) -> Iterator[RenderableType]:
    """The table of many texts."""
    yield from model_lines(found.model, look)
    for note in found.notes:
        yield Text(look.say(f"note_{note}"), style="yellow")
    yield Text()
    yield Text(look.say("heads_over_title", texts=f"{found.texts:,}", tokens=f"{found.rows:,}"), style=TITLE)
    yield from table(found, look)


def shared(model: Model, look: Look) -> str:
    """That heads share keys and values, in one line."""
    each = model.n_heads // model.n_kv_heads
    return look.say("heads_shared", heads=model.n_heads, kv_heads=model.n_kv_heads, each=each)


@frozen
class Row:
    """A line of the table: a head, or what it is compared with. `cells` are by the place of their measure."""

    head: str
    name: str
    cells: Sequence[str]
    values: Sequence[float] = ()
    style: str = ""


def table(found: Heads, look: Look) -> Iterator[RenderableType]:
    """A line for each head, then what even weights would give and how many tokens were asked."""
    held = [i for i in range(len(MEASURES)) if found.queries[i].any()]
    if not held:
        yield Text(look.say("heads_nothing"))
        return
    yield Text(look.say("heads_about"), style=DIM)
    rows, total = rows_of(found, look)
    headers = {i: look.say(f"measure_{MEASURES[i]}") for i in held}
    ends = [
        Row(look.say("heads_even"), "", [number(one, look) for one in mean_of(found)], style=DIM),
        Row(look.say("heads_queries"), "", [f"{one:,}" for one in found.queries.max(axis=-1).tolist()], style=DIM),
    ]
    widths = {i: max(cell_len(headers[i]), *(cell_len(row.cells[i]) for row in (*rows, *ends))) for i in held}
    titles = Row(
        look.say("column_head"), look.say("column_name"), [headers.get(i, "") for i in range(len(MEASURES))], style=DIM
    )
    left, names = (
        max(map(cell_len, column)) for column in zip(*((row.head, row.name) for row in (titles, *rows)), strict=True)
    )
    edge = max(left + 2 + names, *(cell_len(row.head) for row in ends))
    shown = fitting(held, widths, look.width - edge)
    for row in (titles, *rows, *ends) if rows else ():
        yield drawn(row, shown, widths, left, edge, look)
    yield from notices(found, [headers[i] for i in held if i not in shown], len(rows), total, look)


def rows_of(found: Heads, look: Look) -> tuple[list[Row], int]:
    """The heads that are shown, and how many there are: of very many only those that clearly do something."""
    names = found.names
    places = [(i, j) for i in range(len(found.layers)) for j in range(len(found.heads))]
    if not look.full and len(places) > 2 * ROWS:
        shown = [(i, j) for i, j in places if names[i][j] not in ("", "broad")]
    else:
        shown = places
    rows = []
    for i, j in shown:
        scores = found.scores[:, i, j].tolist()
        name = look.say(f"head_{names[i][j]}") if names[i][j] else ""
        head = f"{found.layers[i]}, {found.heads[j]}"
        rows.append(Row(head, name, [number(one, look) for one in scores], scores))
    return rows, len(places)


def number(score: float, look: Look) -> str:
    """A score, or nothing where there is none."""
    return look.number(score) if score == score else ""


def mean_of(found: Heads) -> list[float]:
    """What even weights would give each measure, the mean of the layers; NaN where no token was asked."""
    asked = found.queries > 0  # (measure, layer)
    sums = np.where(asked, found.even, 0.0).sum(axis=-1)
    counts = asked.sum(axis=-1)
    return [float(one) for one in np.divide(sums, counts, out=np.full_like(sums, np.nan), where=counts > 0)]


def fitting(held: Sequence[int], widths: dict[int, int], room: int) -> list[int]:
    """The measures that fit, in their order."""
    shown, used = [], 0
    for i in held:
        used += GAP + widths[i]
        if used <= room:
            shown.append(i)
    return shown


def drawn(row: Row, shown: Sequence[int], widths: dict[int, int], left: int, edge: int, look: Look) -> Text:
    """One line; a share of attention has its shade, which how broad a head looks has not."""
    begin = row.head + (" " * (left + 2 - cell_len(row.head)) if row.name else "")
    pieces: list[str | tuple[str, StyleType]] = [(begin, row.style or DIM), (row.name, row.style or TITLE)]
    pieces.append(" " * (edge - cell_len(begin + row.name)))
    for i in shown:
        text = row.cells[i]
        blank = widths[i] - cell_len(text)
        if row.values and text and look.colour and MEASURES[i] != "broad":
            pieces += [" " * GAP, (" " * blank + text, shade(row.values[i]))]
        else:  # the spaces in no style: a picture of it would drop those that a run begins with
            pieces += [" " * (GAP + blank), (text, row.style)]
    return Text.assemble(*pieces, no_wrap=True)


def notices(found: Heads, narrow: Sequence[str], shown: int, total: int, look: Look) -> Iterator[Text]:
    """What is not shown and why; what is known of the heads beside this; and what attention does not say."""
    if narrow:
        yield Text(look.say("focus_columns", columns=look.say("comma").join(narrow)), style="yellow")
    absent = [look.say(f"head_{name}") for name, asked in zip(MEASURES, found.queries, strict=True) if not asked.any()]
    if absent:
        yield Text(look.say("heads_absent", kinds=look.say("comma").join(absent)), style=DIM)
    if shown < total:
        yield Text(look.say("heads_cut" if shown else "heads_none", shown=shown, all=total), style="yellow")
    known = [
        fact
        for fact in found.model.heads_known
        if fact.kind != "broad" and fact.layer in found.layers and fact.head in found.heads
    ]
    if known:
        yield Text(look.say("heads_known_title", model=visible(found.model.name)))
        for fact in known:
            yield Text(known_head(fact, look))
    yield Text(look.say("honest"), style=DIM)
