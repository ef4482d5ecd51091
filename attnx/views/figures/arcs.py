"""The sentence with an arc from each word to each that it reads from: the thicker, the more."""

from __future__ import annotations

from collections.abc import Iterator

from attnx.errors import UsageError
from attnx.measures.readings import Readings
from attnx.trace import Trace
from attnx.views.draw.pictures.drawing import HEIGHT, Box, Drawing, Label, Shape, Stroke
from attnx.views.draw.pictures.letters import reach
from attnx.views.figures.page import figure, known_of
from attnx.views.figures.placed import Placed, moved
from attnx.views.figures.style import TEXT, Inks, Style
from attnx.views.figures.told import Told, the_one
from attnx.views.look import Look, label
from attnx.views.place import place
from attnx.views.visible import visible

LETTERS, SPACE = 24.0, 16.0  # of the sentence: the size of its letters, and what stands between two words
LEAST = 0.05  # thinner arcs would be noise
TELLING = 0.1  # an arc of the row that is told of is drawn in its colour from here on
POINTING = ("sharp", "torn", "split")  # rows that point to few words
LOW, HIGH, STEEP = 24.0, 170.0, 0.42  # how high an arc rises: by its length, between these
THICK = 8.0


def arc_figure(trace: Trace, style: Style, look: Look) -> Drawing:
    """Raises UsageError where the trace is not of one head that reads its own text."""
    row = the_one(trace, style, ".arcs")
    if row.attention.kind == "cross":
        raise UsageError("arcs_of_two")
    where = place(trace, row.layer, row.attention, row.head, look.say)
    where = look.say("answer_place", model=visible(trace.model.name), where=where)
    notes = [look.say("figure_arcs", where=where, least=f"{LEAST:.2f}"), *known_of(trace, look)]
    return figure(row.sentence(trace, look), "", [sentence(row, style.inks)], notes, style)


def sentence(row: Told, inks: Inks) -> Placed:
    """The words in a line, and the arcs above it; those of the word that is told of last, so that they lie on top."""
    rows = row.rows
    shown = [word for word, token in enumerate(rows.keys) if not token.special]
    places = {token.index: word for word, token in enumerate(rows.keys)}
    asked = places.get(rows.queries[row.leading.word].index)
    read = dict(told_arcs(row))
    middles, labels, x = {}, [], 0.0
    for word in shown:
        ink = inks.query if word == asked else inks.key if word in read else inks.text
        written = Label(x, 0.0, label(rows.keys[word]), LETTERS, ink, bold=ink != inks.text)
        middles[word] = x + written.length / 2
        x += written.length + SPACE
        labels.append(written)
    arcs: list[Shape] = []
    for query, key, weight in quiet_arcs(rows, places):
        if query != asked and query in middles and key in middles:
            arcs.append(arc(middles[query], middles[key], weight, inks, told=False))
    for key, weight in read.items():
        if asked in middles and key in middles and key != asked:
            arcs += labelled(middles[asked], middles[key], weight, inks)
    rise = max((-y for part in arcs if isinstance(part, Stroke) for _, y in part.points), default=0.0) * 0.75
    top = rise + THICK + TEXT
    line = top + LETTERS * HEIGHT / 2 + 4
    parts = (*moved(arcs, 0, top), *moved(labels, 0, line))
    return Placed(x - SPACE, line + LETTERS * HEIGHT / 2, parts)


def told_arcs(row: Told) -> Iterator[tuple[int, float]]:
    """The words that the one that is told of reads from, with the weights: those that matter, or the marked one."""
    weights = row.rows.weights[row.leading.word]
    if row.mark is not None:
        key = next(word for word, pieces in enumerate(row.rows.pieces_of_keys) if row.mark[1] in pieces)
        yield key, float(weights[key])
        return
    for key in row.leading.keys if row.leading.how in POINTING else ():
        if weights[key] >= TELLING and not row.rows.keys[key].special:
            yield key, float(weights[key])


def quiet_arcs(rows: Readings, places: dict[int, int]) -> Iterator[tuple[int, int, float]]:
    """All the other words, what they read from, and how much: what is large enough to be seen."""
    for word, token in enumerate(rows.queries):
        for key, weight in enumerate(rows.weights[word].tolist()):
            if weight >= LEAST and places.get(token.index) not in (None, key):
                yield places[token.index], key, weight


def arc(begin: float, end: float, weight: float, inks: Inks, told: bool) -> Stroke:
    """From one middle to another over the line y = 0; told of, it has the colour of keys."""
    rise = min(max(abs(end - begin) * STEEP, LOW), HIGH) * 4 / 3  # the curve itself reaches three quarters of it
    points = ((begin, 0.0), (begin, -rise), (end, -rise), (end, 0.0))
    if told:
        return Stroke(points, max(weight * THICK, 2.0), inks.key)
    return Stroke(points, max(weight * THICK, 0.75), inks.quiet, 0.15 + 0.3 * weight)


def labelled(begin: float, end: float, weight: float, inks: Inks) -> Iterator[Shape]:
    """An arc that is told of, its weight at the middle of its top, on a ground of its own."""
    drawn = arc(begin, end, weight, inks, told=True)
    yield drawn
    text, y = f"{weight:.2f}", drawn.points[1][1] * 0.75
    width = reach(text, bold=True) * TEXT + 8
    middle = (begin + end) / 2
    yield Box(middle - width / 2, y - TEXT * HEIGHT / 2, width, TEXT * HEIGHT, inks.ground)
    yield Label(middle, y, text, TEXT, inks.key, bold=True, anchor="middle")
