"""A figure as a whole: what it is called, what it says, the body, and what has to be known of its numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import ceil

from rich.cells import cell_len

from attnx.trace import Token, Trace
from attnx.views.draw.pictures.drawing import HEIGHT, Drawing, Label, Shape
from attnx.views.draw.pictures.letters import reach
from attnx.views.draw.wrap import UNITS, pack
from attnx.views.figures.placed import Placed, moved
from attnx.views.figures.style import GAP, MARGIN, SMALL, TEXT, TITLE, Style
from attnx.views.look import Look
from attnx.views.opening import titled
from attnx.views.reads import called
from attnx.views.visible import visible

NARROWEST = 320.0  # of lines of text, whatever the body is


def figure(verdict: str, name: str, body: Sequence[Placed], notes: Sequence[str], style: Style) -> Drawing:
    """What the figure says, or the title it was given; the model, the parts of its body below one another, the notes.

    A figure that says nothing has the model's name for its title.
    """
    inks = style.inks
    width = max([NARROWEST, *(part.width for part in body)])
    parts: list[Shape] = []
    y = float(MARGIN)
    title = style.title or verdict or name
    under = "" if name == title else name
    for text, size, ink, bold in ((title, TITLE, inks.text, True), (under, TEXT, inks.quiet, False)):
        for line in wrapped(text, width, size, bold):
            parts.append(Label(MARGIN, y + size * HEIGHT / 2, line, size, ink, bold))
            y += size * HEIGHT
    for part in body:
        y += GAP
        parts += moved(part.parts, MARGIN, y)
        y += part.height
    y += GAP / 2 if notes else 0
    for note in notes:
        for line in wrapped(note, width, SMALL):
            parts.append(Label(MARGIN, y + SMALL * HEIGHT / 2, line, SMALL, inks.quiet))
            y += SMALL * HEIGHT
    reached = max((x for part in parts if isinstance(part, Label) for x, _ in part.corners), default=0.0)
    right = max(MARGIN + width, reached)
    return Drawing(ceil(right + MARGIN), ceil(y + MARGIN), inks.ground, title, tuple(parts), style.width_mm)


def wrapped(text: str, width: float, size: float, bold: bool = False) -> Iterator[str]:
    """The text in lines that are no wider."""
    if not text:
        return
    room = max(int(cell_len(text) * width / (reach(text, bold) * size)), 8)
    while True:
        lines = [line.strip() for line in pack(re.findall(UNITS, text), "", room).splitlines()]
        if room <= 8 or all(reach(line, bold) * size <= width for line in lines):
            yield from lines
            return
        room -= max(room // 20, 1)


def named(trace: Trace, look: Look) -> str:
    """What a figure is called where no title was given: the model, and what its numbers are."""
    return " — ".join(filter(None, titled(trace.model, look.say)))


def known_of(trace: Trace, look: Look) -> list[str]:
    """What has to be known of the numbers of a trace."""
    model, say = trace.model, look.say
    warning = [say("random_warning", model=visible(model.name))] if model.provenance == "random" else []
    return [*warning, *(say(f"note_{note}") for note in trace.notes)]


def names(tokens: Sequence[Token]) -> list[str]:
    """What tokens are called in a figure, as in a sentence."""
    return [called(token, tokens) for token in tokens]
