"""What each part of the screen shows: a trace and a place in it become text. Nothing here knows Textual."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from rich.console import Group, RenderableType
from rich.text import Text

from attnx.lessons import Lesson, words_of
from attnx.measures.focus import focus
from attnx.measures.known import known
from attnx.measures.opening import Opening
from attnx.measures.side import side_of
from attnx.measures.way import way
from attnx.reduce.narrow import narrow
from attnx.screen.place import Place, attention_at, window
from attnx.trace import STEPS, Seen, Trace
from attnx.views import formulas
from attnx.views.block import block_story
from attnx.views.cell import one_cell
from attnx.views.draw.matrices import GAP, widths
from attnx.views.draw.palette import tick
from attnx.views.draw.terminal.drawn import drawn
from attnx.views.draw.terminal.styles import BOLD, DIM
from attnx.views.draw.theme import theme_of
from attnx.views.draw.wrap import wrap
from attnx.views.focus import one_row
from attnx.views.known import figure, kind, shown_head
from attnx.views.look import Look, label, names_of, shorten
from attnx.views.parts import Gap, Matrix, Note, Paragraph, Part
from attnx.views.picture import SIDE, sights_of_row
from attnx.views.place import place as place_of
from attnx.views.reads import verdict_of
from attnx.views.steps import explanation
from attnx.views.way import way_story

READ = 6  # lines below a picture: its names, and what is said of the row
STORY = 8  # lines below a matrix from which on the row's story is told there
HEAD = 2  # cells that a head of the map is wide


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
    """The model, where in it one is, and what that head does; where the text opened there, why."""
    reason = opened.reason if (place.layer, place.head) == (opened.layer, opened.head) else None
    said = shown_head(trace, place.layer, attention_at(trace, place), place.head, reason, look)
    random = trace.model.provenance == "random"
    return Text(said, style="yellow" if random else BOLD, no_wrap=True, overflow="ellipsis")


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


def aside(trace: Trace, place: Place, look: Look, height: int) -> Iterator[Text]:
    """The heads, what the one chosen does, and the marked cell in it."""
    about = [Text(), *about_head(trace, place, look), Text(), *about_cell(trace, place, look)]
    yield from head_map(trace, place, look, max(height - len(about) - 3, 3))
    yield from about


def head_map(trace: Trace, place: Place, look: Look, height: int) -> Iterator[Text]:
    """Every layer and head, each shaded by what its query reads from its key."""
    yield Text(look.say("explore_heads"), style=DIM)
    numbers = [number for number, _ in trace.attentions()]
    left = len(str(numbers[-1])) + 1
    heads = attention_at(trace, place).heads
    at = heads.index(place.head)
    shown = [heads[i] for i in window(at, len(heads), (look.width - left) // HEAD)]
    yield Text(" " * left + "".join(f"{head % 100:>{HEAD}}" for head in shown), style=DIM)
    for row in window(numbers.index(place.layer), len(numbers), height):
        number = numbers[row]
        attention = attention_at(trace, Place(number, 0, 0, 0))
        line = Text.assemble((f"{number:<{left}}", "reverse" if number == place.layer else DIM))
        for head in shown:
            weight = float(attention.of_head("weights", head).data[place.query, place.key])
            mark = "◆" if (number, head) == (place.layer, place.head) else " "
            line.append(
                mark + (" " if look.colour else tick(weight)), theme_of(look).weights(weight) if look.colour else ""
            )
        yield line


def about_head(trace: Trace, place: Place, look: Look) -> Iterator[Text]:
    """What the head was found to do, where that was measured."""
    if fact := known(trace, place.layer, attention_at(trace, place), place.head):
        yield Text(kind(fact, look))
        yield Text(figure(fact, look), style=DIM)


def about_cell(trace: Trace, place: Place, look: Look) -> Iterator[Text]:
    """The way of one score to its weight, in short."""
    attention = attention_at(trace, place)
    story = focus(attention, place.query, place.head)
    query, key = trace.tokens[place.query], trace.tokens[place.key]
    cells = max((look.width - 5) // 2, 3)
    yield Text(f"{shorten(label(query), cells)} → {shorten(label(key), cells)}", style=BOLD)
    scaling = " ".join(part.replace(" ", "") for part in formulas.scaled(attention, trace.model))
    values = (
        ("q·k", story.scores),
        ("bias", story.bias),
        (scaling, story.scaled),
        (look.say("column_masked"), story.masked),
        (look.say("column_weight"), story.weights),
        (look.say("column_share"), story.share),
    )
    lines = [(name, look.number(float(numbers[place.key]))) for name, numbers in values if numbers is not None]
    widest = max(Text(name).cell_len for name, _ in lines)
    longest = max(len(number) for _, number in lines)
    for name, number in lines:
        yield Text.assemble((name + " " * (widest - Text(name).cell_len), DIM), f"  {number:>{longest}}")


def weights(trace: Trace, place: Place, look: Look, height: int) -> Iterator[Part | RenderableType]:
    """As much of the matrix as fits, around the cell one is at; below it what its row says, as far as there is room."""
    if trace.picture is not None:
        yield from over_picture(trace, trace.picture, place, look, height)
        return
    attention = attention_at(trace, place)
    data = attention.of_head("weights", place.head).data
    tokens = trace.tokens
    count = len(tokens)
    left = max(name.cells for name in names_of(tokens))
    _, width = next(widths(Matrix(data, tokens, tokens, shaded=True), range(count), look))
    rows = window(place.query, count, height - 6)
    columns = window(place.key, count, (look.width - left - 1) // (width + GAP))
    part = data[rows.start : rows.stop, columns.start : columns.stop]
    at = (place.query - rows.start, place.key - columns.start)
    whole = len(columns) == count
    some = [tokens[index] for index in columns]
    yield Text(look.say("explore_matrix"), style=DIM, no_wrap=True, overflow="ellipsis")
    matrix = Matrix(part, [tokens[index] for index in rows], some, shaded=True, largest=whole, cursor=at)
    yield from drawn((matrix,), replace(look, full=True))  # what is drawn here has been chosen to fit
    if len(rows) < count or not whole:
        facts = {"rows": f"{rows.start}–{rows.stop - 1}", "columns": f"{columns.start}–{columns.stop - 1}"}
        yield Note(look.say("explore_part", last=count - 1, **facts))
    yield Gap()
    if height - len(rows) - 6 >= STORY:
        yield from one_row(trace, place.layer, attention, place.head, place.query, look)
        return
    yield Paragraph(verdict_of(trace, place.layer, attention, place.head, place.query, look))


def over_picture(trace: Trace, picture: Seen, place: Place, look: Look, height: int) -> Iterator[Part]:
    """What the marked patch reads, over the picture and in words; below it the row's story, where there is room."""
    attention = attention_at(trace, place)
    rows = max(height - READ, 4)  # cells that the picture may be high: each is two pixels
    across = min((look.width - 2) // 2, rows * 2 * picture.columns // picture.rows, SIDE)
    yield from sights_of_row(trace, attention, place.head, place.query, look, max(across, 4))
    yield Gap()
    yield Paragraph(verdict_of(trace, place.layer, attention, place.head, place.query, look))


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
    """The arithmetic of the cell, every product of it."""
    attention = attention_at(trace, place)
    yield from one_cell(trace, place.layer, attention, place.head, place.query, place.key, look)
