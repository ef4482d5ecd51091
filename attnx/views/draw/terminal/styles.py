"""How a terminal shows what words mean."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from rich.color import Color
from rich.style import Style
from rich.text import Text

from attnx.views.draw.palette import glow, shade
from attnx.views.parts import Line, Meaning, Pixels, Share

DIM = "dim"
TITLE = "bold"
NUMBER = "bold cyan"
NOTICE = "yellow"
BAR, AGAINST = "cyan", "magenta"
STYLES: Mapping[Meaning, str] = MappingProxyType(
    {
        "": "",
        "quiet": DIM,
        "strong": TITLE,
        "number": NUMBER,
        "formula": "cyan",
        "bar": BAR,
        "doubtful": NOTICE,
        "right": "green",
        "wrong": "bold red",
        "written": "bold green",
        "query": "bold #5ca4ff",
        "key": "bold #f5c242",
        "arc": "#f5c242",
    }
)


def style_of(meaning: Meaning | Share | Pixels) -> Style | str:
    if isinstance(meaning, Pixels):
        return pixels(meaning)
    if isinstance(meaning, Share):
        return shade(meaning.value) + Style(bold=True) if meaning.strong else shade(meaning.value)
    return STYLES[meaning]


@cache
def pixels(pair: Pixels) -> Style:
    """The upper half of a sign in one colour, its lower half in another."""
    top, bottom = (None if share is None else Color.from_rgb(*glow(share)) for share in pair)
    return Style(color=bottom) if top is None else Style(color=top, bgcolor=bottom)


def text_of(line: Line | str) -> Text:
    """A line as Rich draws it; what means one thing is of one style, blanks around it too."""
    if isinstance(line, str):
        return Text(line)
    if len(line.spans) == 1:
        ((text, meaning),) = line.spans
        return Text(text, style=style_of(meaning))
    return Text.assemble(*((text, style_of(meaning)) for text, meaning in line.spans))
