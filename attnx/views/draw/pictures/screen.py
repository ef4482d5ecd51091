"""A view as a terminal with every colour shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from rich.cells import cell_len
from rich.color import Color, blend_rgb
from rich.color_triplet import ColorTriplet
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import DEFAULT_TERMINAL_THEME, SVG_EXPORT_THEME, TerminalTheme

from attnx.views.draw.palette import BARS, EIGHTHS
from attnx.views.draw.pictures.drawing import ADVANCE, RGB, Box, Drawing, Words
from attnx.views.look import Background

SIZE = 15.0  # of letters, in pixels
CELL = ADVANCE * SIZE
LINE = 20.0
MARGIN = 14
DIMMED = 0.3  # how much of the ground shows through letters that are dim
# Letters that are boxes, by what they cover of their cell: left, top, width, height. Fonts would leave gaps in a bar;
# between two bars there is one.
BLOCKS = {sign: (0.0, 1 - part / 8, 1.0, part / 8) for part, sign in enumerate(BARS) if part}
BLOCKS |= {sign: (0.0, 0.15, part / 8, 0.7) for part, sign in enumerate(EIGHTHS) if part}
BLOCKS |= {"▀": (0.0, 0.0, 1.0, 0.5)}


THEMES: Mapping[Background, TerminalTheme] = MappingProxyType(
    {"dark": SVG_EXPORT_THEME, "light": DEFAULT_TERMINAL_THEME}
)


def screen(segments: Iterable[Segment], background: Background = "dark") -> Drawing:
    """The lines one below the other, as wide as the widest."""
    theme = THEMES[background]
    lines = list(Segment.split_lines(Segment.simplify(segments)))
    width = max((sum(segment.cell_length for segment in line) for line in map(trimmed, lines)), default=0)
    grounds: list[Box] = []
    signs: list[Box | Words] = []
    for row, line in enumerate(lines):
        x, y = float(MARGIN), MARGIN + row * LINE
        for segment in line:
            ink, ground = colours(segment.style or Style.null(), theme)
            reach = segment.cell_length * CELL
            if ground is not None:
                grounds.append(Box(x, y, reach, LINE, ground))
            signs += drawn(segment, x, y, ink)
            x += reach
    title = next((text for line in lines if (text := "".join(segment.text for segment in line).strip())), "")
    size = (round(width * CELL) + 2 * MARGIN, round(len(lines) * LINE) + 2 * MARGIN)
    return Drawing(*size, theme.background_color, title, (*grounds, *signs))


def trimmed(line: list[Segment]) -> list[Segment]:
    """The line without the blanks that it ends in."""
    for place in range(len(line) - 1, -1, -1):
        segment = line[place]
        if segment.text.strip(" ") or (segment.style and segment.style.bgcolor):
            return [*line[:place], Segment(segment.text.rstrip(" "), segment.style)]
    return []


def colours(style: Style, theme: TerminalTheme) -> tuple[RGB, RGB | None]:
    """Of the letters, and of the ground behind them where it is not the screen's."""
    ink = rgb(style.color, theme, foreground=True)
    ground = rgb(style.bgcolor, theme, foreground=False) if style.bgcolor and not style.bgcolor.is_default else None
    if style.reverse:
        ink, ground = ground or theme.background_color, ink
    if style.dim:
        ink = blend_rgb(ink, ground or theme.background_color, DIMMED)
    return ink, ground


def rgb(colour: Color | None, theme: TerminalTheme, foreground: bool) -> ColorTriplet:
    return (colour or Color.default()).get_truecolor(theme, foreground)


def drawn(segment: Segment, x: float, y: float, ink: RGB) -> Iterator[Box | Words]:
    """The letters of a segment, those that are boxes as boxes."""
    style = segment.style or Style.null()
    text = segment.text
    letters = "".join(" " if sign in BLOCKS else sign for sign in text)
    for place, sign in enumerate(text):
        if sign in BLOCKS:
            left, top, width, height = BLOCKS[sign]
            begin = x + cell_len(text[:place]) * CELL
            yield Box(begin + left * CELL, y + top * LINE, width * CELL, height * LINE, ink)
    if letters.strip():
        yield Words(x, y + LINE / 2, letters, SIZE, ink, bool(style.bold), bool(style.italic))
