"""Two columns of words, and a line from each word to each that it reads from: the thicker, the more."""

from __future__ import annotations

from attnx.errors import UsageError
from attnx.measures.readings import Readings, readings
from attnx.trace import Trace
from attnx.trace.sight import may_look
from attnx.views.draw.pictures.drawing import RGB, Box, Drawing, Label, Shape, Stroke
from attnx.views.draw.pictures.letters import reach
from attnx.views.figures.page import figure, known_of, named, names
from attnx.views.figures.placed import Placed
from attnx.views.figures.style import GAP, SMALL, TEXT, Inks, Style
from attnx.views.figures.told import heads_of, told
from attnx.views.look import Look
from attnx.views.place import within

ROW = 24.0
ACROSS = 240.0  # between the two columns
LEAST = 0.05
THICK = 8.0
# Of each head, told apart by colour-blind readers (Okabe and Ito 2008).
COLOURS: tuple[RGB, ...] = (
    (0, 114, 178),
    (230, 159, 0),
    (0, 158, 115),
    (204, 121, 167),
    (86, 180, 233),
    (213, 94, 0),
    (160, 140, 20),
    (120, 120, 120),
)


def line_figure(trace: Trace, style: Style, look: Look) -> Drawing:
    """Raises UsageError where the trace is of more heads than there are colours, or of several kinds of attention."""
    held = [(number, attention, head) for number, attention in trace.attentions() for head in heads_of(attention)]
    if len({attention.kind for _, attention, _ in held}) > 1 or len(held) > len(COLOURS):
        raise UsageError("lines_of_many", limit=len(COLOURS))
    rows = [readings(trace, attention, head, may_look(attention, head)) for _, attention, head in held]
    row = told(trace, style)
    inks = style.inks
    colours = COLOURS if len(held) > 1 else (inks.key,)
    asked = None if row is None else row.leading.word
    body = [columns(rows, colours, asked, inks, look)]
    if len(held) > 1:
        where = [within(number, attention, head, look.say) for number, attention, head in held]
        body.append(legend(where, colours, inks))
    notes = [look.say("figure_lines", least=f"{LEAST:.2f}"), *known_of(trace, look)]
    return figure(row.sentence(trace, look) if row else "", named(trace, look), body, notes, style)


def columns(heads: list[Readings], colours: tuple[RGB, ...], asked: int | None, inks: Inks, look: Look) -> Placed:
    """The queries on the left, the keys on the right; the lines of the word that is told of in full colour."""
    queries, keys = names(heads[0].queries), names(heads[0].keys)
    left = max(reach(name, bold=True) for name in queries) * TEXT
    right = left + 8 + ACROSS + 8
    top = ROW
    parts: list[Shape] = [
        Label(left, ROW / 2, look.say("figure_query"), SMALL, inks.quiet, anchor="end")
        if reach(look.say("figure_query")) * SMALL <= left
        else Label(0, ROW / 2, look.say("figure_query"), SMALL, inks.quiet),
        Label(right, ROW / 2, look.say("figure_key"), SMALL, inks.quiet),
    ]
    last: list[Shape] = []
    for head, colour in zip(heads, colours, strict=False):
        for query, row in enumerate(head.weights.tolist()):
            for key, weight in enumerate(row):
                if weight < LEAST:
                    continue
                begin, end = top + (query + 0.5) * ROW, top + (key + 0.5) * ROW
                points = (
                    (left + 8, begin),
                    (left + 8 + ACROSS * 0.4, begin),
                    (right - 8 - ACROSS * 0.4, end),
                    (right - 8, end),
                )
                faint = asked is not None and query != asked
                opacity = 0.12 + 0.25 * weight if faint else 0.25 + 0.75 * weight
                line = Stroke(points, max(weight * THICK, 0.75), inks.quiet if faint else colour, opacity)
                (parts if faint else last).append(line)
    parts += last
    for place, name in enumerate(queries):
        ink = inks.query if place == asked else inks.quiet if heads[0].queries[place].special else inks.text
        parts.append(Label(left, top + (place + 0.5) * ROW, name, TEXT, ink, place == asked, "end"))
    read = set() if asked is None else {key for key, weight in enumerate(heads[0].weights[asked]) if weight >= 0.1}
    for place, name in enumerate(keys):
        ink = inks.key if place in read else inks.quiet if heads[0].keys[place].special else inks.text
        parts.append(Label(right, top + (place + 0.5) * ROW, name, TEXT, ink, place in read))
    width = right + max(*(reach(name, bold=True) * TEXT for name in keys), reach(look.say("figure_key")) * SMALL)
    return Placed(width, top + max(len(queries), len(keys)) * ROW, tuple(parts))


def legend(where: list[str], colours: tuple[RGB, ...], inks: Inks) -> Placed:
    """Which head has which colour."""
    parts: list[Shape] = []
    y = 0.0
    for name, colour in zip(where, colours, strict=False):
        parts += [Box(0, y + 4, GAP, 6, colour), Label(GAP + 8, y + 7, name, SMALL, inks.text)]
        y += 16
    return Placed(GAP + 8 + max(reach(name) * SMALL for name in where), y, tuple(parts))
