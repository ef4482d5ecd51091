"""How a terminal shows what words mean."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from rich.cells import cell_len
from rich.color import Color
from rich.console import Console, ConsoleOptions
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from attnx.views.draw.theme import Theme, theme_of
from attnx.views.look import Look
from attnx.views.parts import Colours, Line, Meaning, Pixels, Share

DIM, BOLD, ITALIC, REVERSE = Style(dim=True), Style(bold=True), Style(italic=True), Style(reverse=True)
PLAIN = Style.null()

Run = list[Segment]  # a line of letters, each few of one style


class Lines:
    """Lines that are laid out already: nothing is left for Rich to do but to print them, cut at the page's edge."""

    def __init__(self, lines: list[Run]) -> None:
        self.lines = lines

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        for line in self.lines:
            if sum(cell_len(segment.text) for segment in line) > options.max_width:
                yield from Segment.adjust_line_length(line, options.max_width - 1, pad=False)
                yield Segment("…")
            else:
                yield from line
            yield Segment.line()


@cache
def of_meaning(meaning: Meaning, theme: Theme) -> Style:
    return Style.parse(theme.meanings[meaning])


@cache
def pixels(pair: Pixels, theme: Theme) -> Style:
    """The upper half of a sign in one colour, its lower half in another."""
    top, bottom = (None if share is None else theme.pixel(share) for share in pair)
    return Style(color=bottom) if top is None else Style(color=top, bgcolor=bottom)


@cache
def colours(pair: Colours) -> Style:
    """The same of a picture; where a terminal has fewer colours Rich takes the nearest."""
    top, bottom = (Color.from_rgb(*colour) for colour in pair)
    return Style(color=top, bgcolor=bottom)


def meant(meaning: Meaning | Share | Pixels | Colours, look: Look) -> Style:
    """How words of this meaning look."""
    if isinstance(meaning, Colours):
        return colours(meaning)
    if isinstance(meaning, Pixels):
        return pixels(meaning, theme_of(look))
    if isinstance(meaning, Share):
        style = theme_of(look).weights(meaning.value)
        return style + BOLD if meaning.strong else style
    return of_meaning(meaning, theme_of(look))


def run_of(line: Line, look: Look) -> Run:
    """A line as it is printed."""
    return [Segment(text, meant(meaning, look)) for text, meaning in line.spans]


def text_of(line: Line, look: Look) -> Text:
    """A line that may be broken; what means one thing is of one style, blanks around it too."""
    if len(line.spans) == 1:
        ((text, meaning),) = line.spans
        return Text(text, style=meant(meaning, look))
    return Text.assemble(*((text, meant(meaning, look)) for text, meaning in line.spans))
