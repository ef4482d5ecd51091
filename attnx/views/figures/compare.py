"""Two of anything side by side: A and B on one scale, and what B has more or less of on a scale of two colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from attnx.errors import UsageError
from attnx.frozen import frozen
from attnx.measures.align import Pair
from attnx.measures.compare import Comparison, Place, Shift
from attnx.measures.turns import Turns
from attnx.trace import Token
from attnx.views.compare import lead, most_moved, turns_of
from attnx.views.differences import A, B, title_of
from attnx.views.draw.pictures.drawing import HEIGHT, Drawing, Label, Shape
from attnx.views.figures.heatmap import Map, Section, bare_side, numbered_side, whole
from attnx.views.figures.maps import check_size
from attnx.views.figures.page import figure, known_of, wrapped
from attnx.views.figures.placed import Placed, below, moved
from attnx.views.figures.scale import Scale, scale_of, scale_of_shares
from attnx.views.figures.section import titled, with_bar
from attnx.views.figures.style import GAP, TEXT, Inks, Style
from attnx.views.figures.told import placed
from attnx.views.look import Look, label
from attnx.views.opening import FACT
from attnx.views.opening import titled as model_titled
from attnx.views.place import place
from attnx.views.visible import visible

NUMBERED = 9  # the most rows and columns whose cells hold their numbers: there are three maps
LARGEST = 330.0  # the longest side of a map whose cells do not

Cell = tuple[int, int]


@frozen(eq=False)
class Panel:
    """One of the three: its name, what tells it from the others, and its map."""

    name: str
    facts: Sequence[str]
    section: Section


def compare_figure(parts: Sequence[Comparison | Shift], row: int | None, style: Style, look: Look) -> Drawing:
    """Every comparison of matrices, each on scales of its own; `row` is the one that was asked about.

    Raises UsageError where only vectors are compared, or for a mark on a token that is not there, and OutputError for
    more than a picture can show.
    """
    shown = [part for part in parts if isinstance(part, Comparison)]
    if not shown:
        raise UsageError("compare_figure", array=parts[0].array)
    told = [turns_of(part, row) for part in shown]
    panels = [three(part, turns, style, look) for part, turns in zip(shown, told, strict=True)]
    check_size([panel.section for each in panels for panel in each])
    titles = [title_of(part, look) if len(shown) > 1 else "" for part in shown]
    body = [
        titled(abreast_of(each, style.inks, look), title, style.inks)
        for each, title in zip(panels, titles, strict=True)
    ]
    first, turns = max(zip(shown, told, strict=True), key=lambda pair: most_moved(pair[1]))
    one, other = (known_of(side.trace, look) for side in (first.before_place, first.after_place))
    notes = [note for note in one if note in other]
    notes += [f"{name}: {note}" for name, known in ((A, one), (B, other)) for note in known if note not in notes]
    common = FACT.join(fact for fact in facts_of(first.after_place, look) if fact in facts_of(first.before_place, look))
    return figure(lead(first, turns, look), common, body, [look.say("compare_about"), *notes], style)


def three(part: Comparison, told: Turns | None, style: Style, look: Look) -> list[Panel]:
    """A, B and B − A of a comparison: the first two on one scale."""
    inks, weights = style.inks, part.array == "weights"
    both = np.concatenate([part.before.ravel(), part.after.ravel()])
    scale = scale_of_shares(both, inks) if weights else scale_of(both, inks)
    measures = look.say("figure_weight") if weights else look.say(f"title_{part.array}")
    axes = look.say("figure_query"), look.say("figure_key")
    rows = [visible(pair.name) for pair in part.queries]
    quiet = markers(part.queries), markers(part.keys)
    marks = marks_of(part, told, style)
    one, other = facts_of(part.before_place, look), facts_of(part.after_place, look)
    sides: tuple[tuple[str, list[str], np.ndarray, Scale, list[str]], ...] = (
        (A, [fact for fact in one if fact not in other], part.before, scale, [named(key.before) for key in part.keys]),
        (B, [fact for fact in other if fact not in one], part.after, scale, [named(key.after) for key in part.keys]),
        (f"{B} − {A}", [], part.difference, scale_of(part.difference, inks), [visible(key.name) for key in part.keys]),
    )
    return [
        Panel(name, facts, Section("", axes, measures, scale, [Map(("", ""), data, rows, columns, quiet, mark)]))
        for (name, facts, data, scale, columns), rows, mark in zip(sides, (rows, (), ()), marks, strict=True)
    ]


def named(token: Token | None) -> str:
    """What a key is called on one side; nothing where that side has none."""
    return "" if token is None else label(token)


def markers(pairs: Sequence[Pair]) -> frozenset[int]:
    """The places that are no words of the text."""
    return frozenset(at for at, pair in enumerate(pairs) if (held := pair.after or pair.before) and held.special)


def facts_of(side: Place, look: Look) -> list[str]:
    """What there is to know of one side: the model, the place, the text."""
    model = " — ".join(filter(None, model_titled(side.trace.model, look.say)))
    where = place(side.trace, side.layer, side.attention, side.head, look.say)
    return [model, where, f"“{visible(side.trace.text)}”"]


def marks_of(part: Comparison, told: Turns | None, style: Style) -> tuple[Cell | None, Cell | None, Cell | None]:
    """The cell that was asked for; or what the word that is told of reads on each side, and where it changed most."""
    if style.mark is not None:
        query = placed(style.mark[0], [pair.after.index if pair.after else -1 for pair in part.queries])
        key = placed(style.mark[1], [pair.after.index if pair.after else -1 for pair in part.keys])
        return ((query, key),) * 3
    turn = None if told is None else told.rows[0]
    if told is None or turn is None or "sharp" not in (turn.before.how, turn.after.how):
        return None, None, None
    token = part.after_place.labels()[told.after.pieces_of_queries[turn.after.word][0]]
    row = next((at for at, pair in enumerate(part.queries) if pair.after == token), None)
    if row is None:
        return None, None, None
    old, new = (
        (row, int(weights[row].argmax())) if reading.how == "sharp" else None
        for weights, reading in ((part.before, turn.before), (part.after, turn.after))
    )
    return old, new, (row, int(np.abs(part.difference[row]).argmax()))


def abreast_of(panels: Sequence[Panel], inks: Inks, look: Look) -> Placed:
    """The panels side by side, their maps on one line; a bar after the last of each scale."""
    size = max(panels[0].section.maps[0].data.shape)
    numbered = [numbered_side(panel.section.maps[0], panel.section.scale, look) for panel in panels]
    fits = size <= NUMBERED and all(numbered)
    side = max(filter(None, numbered)) if fits else bare_side(panels[0].section.maps[0], LARGEST)
    maps = [whole(panel.section.maps[0], panel.section, side, inks, look) for panel in panels]
    top = max(map_.top for map_ in maps)
    maps = [lowered(map_, top - map_.top) for map_ in maps]
    maps[1:] = [with_bar(map_, panel.section, inks, look) for map_, panel in zip(maps[1:], panels[1:], strict=True)]
    heads = [heading(panel, map_.width, inks) for panel, map_ in zip(panels, maps, strict=True)]
    high = max(head.height for head in heads)
    columns = [below(replace(head, height=high), map_, GAP / 3) for head, map_ in zip(heads, maps, strict=True)]
    body = columns[0]
    for column in columns[1:]:
        parts = (*body.parts, *moved(column.parts, body.width + GAP, 0))
        body = Placed(body.width + GAP + column.width, max(body.height, column.height), parts)
    return body


def lowered(part: Placed, by: float) -> Placed:
    """The same further down."""
    return Placed(part.width, part.height + by, tuple(moved(part.parts, 0, by)), part.top + by, part.bottom + by)


def heading(panel: Panel, width: float, inks: Inks) -> Placed:
    """The name of a panel, and what tells it from the others."""
    line = TEXT * HEIGHT
    parts: list[Shape] = [Label(0, line / 2, panel.name, TEXT, inks.text, bold=True)]
    y = line
    for fact in panel.facts:
        for text in wrapped(fact, width, TEXT):
            parts.append(Label(0, y + line / 2, text, TEXT, inks.quiet))
            y += line
    return Placed(width, y, tuple(parts))
