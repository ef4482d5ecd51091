"""What each part of the screen shows: a trace and a place in it become text. Nothing here knows Textual."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from attnx.lessons import Lesson, words_of
from attnx.measures.cell import cell
from attnx.measures.known import known
from attnx.measures.opening import Opening
from attnx.measures.side import side_of
from attnx.measures.way import way
from attnx.reduce.narrow import narrow
from attnx.screen.matrix import OTHERS, around
from attnx.screen.place import Place, attention_at
from attnx.trace import STEPS, Seen, Trace
from attnx.views import cell as cell_views
from attnx.views.block import block_story
from attnx.views.draw.matrices import legend_of
from attnx.views.draw.terminal.drawn import drawn, one_part
from attnx.views.draw.terminal.styles import BOLD, DIM
from attnx.views.draw.wrap import lines_of, wrap
from attnx.views.focus import one_row
from attnx.views.known import Form, kind, shown_head
from attnx.views.look import Look, label
from attnx.views.parts import Gap, Note, Paragraph, Part, line
from attnx.views.picture import SIDE, sights_of_row
from attnx.views.place import place as place_of
from attnx.views.reads import verdict_of
from attnx.views.steps import explanation
from attnx.views.way import way_story

HEADLINE = 2  # lines that it may take
READ = 6  # lines below a picture: its names, and what is said of the row
STORY = 8  # lines below a matrix from which on the row's story is told there


class ScreenLesson(Lesson):
    """The same words without those that only a command line has a use for: --full, --width."""

    def __call__(self, key: str, /, **facts: object) -> str:
        ours = f"screen_{key}"
        return super().__call__(ours if ours in words_of("screen") else key, **facts)


def page(parts: Iterable[Part | RenderableType], look: Look) -> Group:
    """The parts as one thing to show, Chinese broken where a line is full."""
    shown = (text for part in parts for text in (drawn((part,), look) if isinstance(part, Part) else (part,)))
    return Group(*(wrap(part, look.width) if isinstance(part, Text) else part for part in shown))


def headline(trace: Trace, place: Place, opened: Opening, look: Look) -> Text:
    """The model, where in it one is, and what that head does; where the text opened there, why. In short where that
    would take too much of the screen.
    """
    reason = opened.reason if (place.layer, place.head) == (opened.layer, opened.head) else None
    forms: tuple[Form, ...] = ("whole", "short")
    said = [
        lines_of(shown_head(trace, place.layer, attention_at(trace, place), place.head, reason, look, form), look.width)
        for form in forms
    ]
    shown = next((lines for lines in said if len(lines) <= HEADLINE), said[-1][:HEADLINE])
    return Text("\n".join(shown), style="yellow" if trace.model.provenance == "random" else BOLD)


def why_telling(trace: Trace, place: Place, opened: Opening, look: Look) -> str:
    """Why this head tells most of the word of the query."""
    attention = attention_at(trace, place)
    fact = known(trace, place.layer, attention, place.head)
    where = place_of(trace, place.layer, attention, place.head, look.say)
    return look.say(
        f"explore_telling_{opened.reason}",
        query=label(trace.tokens[place.query]),
        where=where,
        what=kind(fact, look) if fact else "",
    )


def weights(trace: Trace, place: Place, look: Look, height: int) -> Iterator[Part | RenderableType]:
    """As much of the matrix as fits, around the cell one is at; below it what its row says, as far as there is room."""
    if trace.picture is not None:
        yield from over_picture(trace, trace.picture, place, look, height)
        return
    yield from matrix(trace, place, look, height)
    if height - len(trace.tokens) - OTHERS >= STORY:
        yield from one_row(trace, place.layer, attention_at(trace, place), place.head, place.query, look)
    else:
        yield from row_in_short(trace, place, look)


def weights_beside(trace: Trace, place: Place, look: Look, height: int) -> Iterator[Part | RenderableType]:
    """The same where strips beside it tell the row."""
    yield from matrix(trace, place, look, height)
    yield from row_in_short(trace, place, look)


def row_in_short(trace: Trace, place: Place, look: Look) -> Iterator[Part]:
    """What the query reads from."""
    yield Paragraph(verdict_of(trace, place.layer, attention_at(trace, place), place.head, place.query, look))


def matrix(trace: Trace, place: Place, look: Look, height: int) -> Iterator[Part | RenderableType]:
    """The weights, and what is not shown of them."""
    table, last = around(trace, place, look, height), len(trace.tokens) - 1
    yield Text(look.say("explore_matrix"), style=DIM, no_wrap=True, overflow="ellipsis")
    yield from one_part(table, look)
    yield from one_part(legend_of(table), look)
    if len(table.rows) <= last or len(table.columns) <= last:
        facts = {name: f"{some[0]}–{some[-1]}" for name, some in (("rows", table.rows), ("columns", table.columns))}
        yield Note(look.say("explore_part", last=last, **facts))
    yield Gap()


def over_picture(trace: Trace, picture: Seen, place: Place, look: Look, height: int) -> Iterator[Part]:
    """What the marked patch reads, over the picture and in words; below it the row's story, where there is room."""
    attention = attention_at(trace, place)
    rows = max(height - READ, 4)  # cells that the picture may be high: each is two pixels
    across = min((look.width - 2) // 2, rows * 2 * picture.columns // picture.rows, SIDE)
    yield from sights_of_row(trace, attention, place.head, place.query, look, max(across, 4))
    yield Gap()
    yield from row_in_short(trace, place, look)


def row(trace: Trace, place: Place, look: Look, height: int) -> Iterator[Part]:
    """The whole story of the query."""
    yield from one_row(trace, place.layer, attention_at(trace, place), place.head, place.query, look)


def steps(trace: Trace, place: Place, look: Look, height: int) -> Iterator[Part]:
    """Every step of this layer and head, as attnx explain prints them."""
    yield from explanation(narrow(trace, [place.layer], [place.head]), tuple(STEPS), look)


def block(trace: Trace, place: Place, look: Look, height: int) -> Iterator[Part]:
    """The layer whole, and what each of its sublayers made of the query's token."""
    side = side_of(trace)
    if place.layer in side.recorded:
        yield from block_story(trace, side, place.layer, place.query, look)
    else:
        yield Paragraph(look.say("explore_reads"))


def path(trace: Trace, place: Place, look: Look, height: int) -> Iterator[Part]:
    """The way of the query's token through all layers."""
    side = side_of(trace)
    if len(side.recorded) == side.n_layers:
        yield from way_story(trace, side, way(side, place.query), look)
    else:
        yield Paragraph(look.say("explore_reads"))


def arithmetic(trace: Trace, place: Place, look: Look) -> Iterator[Part]:
    """The arithmetic of the cell: what comes of it, how, and every product."""
    attention = attention_at(trace, place)
    workings = cell(attention, place.query, place.key, place.head)
    yield cell_views.heading(workings, trace, place.layer, attention, place.head, look)
    result = look.say(
        "explore_result_hidden" if place.key in workings.row.hidden else "explore_result",
        query=label(trace.tokens[place.query]),
        key=label(trace.tokens[place.key]),
        weight=look.number(float(workings.row.weights[place.key])),
    )
    yield Paragraph(line((result, "strong")))
    yield Gap()
    yield from cell_views.arithmetic(workings, attention, trace, look)
    yield Gap()
    yield from cell_views.products(workings, attention, look)
