"""The colours of a terminal: what words mean, and scales that begin at its background, chosen by hand for each kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType

from rich.color import Color
from rich.color_triplet import ColorTriplet
from rich.style import Style

from attnx.frozen import frozen
from attnx.views.look import Background, Depth, Look
from attnx.views.parts import Meaning

RGB = tuple[int, int, int]

STEPS = 32  # of a scale where every colour can be had: more would not be seen
WHITE, BLACK = Color.from_ansi(231), Color.from_ansi(16)  # in every theme of a terminal
QUIET = 0.1  # a share or size below it is written quietly
GREY: Mapping[Background, Color] = MappingProxyType({"dark": Color.from_ansi(248), "light": Color.from_ansi(242)})
FAINT: Mapping[Background, Color] = MappingProxyType({"dark": Color.from_ansi(244), "light": Color.from_ansi(245)})
NOTHING: Mapping[Background, Color] = MappingProxyType({"dark": Color.from_ansi(235), "light": Color.from_ansi(254)})


@frozen
class Scale:
    """The grounds of growing shares, from nothing to 1; that of nothing is the background, with faint letters."""

    styles: tuple[Style, ...]

    def __call__(self, share: float) -> Style:
        return self.styles[round(min(max(share, 0.0), 1.0) * (len(self.styles) - 1))]


@frozen(eq=False)
class Theme:
    """How words look by what they mean, and the scales: of weights one accent, of signed numbers two."""

    background: Background
    meanings: Mapping[Meaning, str]
    weights: Scale
    less: Scale
    more: Scale

    def pixel(self, share: float) -> Color:
        """The colour of a share in a map, in which nothing is told from what is not there."""
        style = self.weights(share)
        colour = style.bgcolor or style.color
        return NOTHING[self.background] if colour is None or style is self.weights.styles[0] else colour

    def signed(self, share: float) -> Style:
        """The ground of a number between −1 and 1."""
        return self.more(share) if share > 0 else self.less(-share)


# ── scales ────────────────────────────────────────────────────────────────────────────────────────────────────────────

# Between these colours, at even distances, every other one is mixed: weights, less than zero, more than zero.
STOPS: Mapping[Background, tuple[Sequence[RGB], Sequence[RGB], Sequence[RGB]]] = MappingProxyType(
    {
        "dark": (
            ((40, 42, 48), (92, 78, 46), (148, 118, 48), (201, 158, 56), (245, 194, 66)),
            ((40, 42, 48), (38, 62, 96), (42, 88, 146), (58, 124, 200), (92, 164, 255)),
            ((40, 42, 48), (84, 58, 38), (138, 82, 34), (196, 112, 36), (255, 152, 56)),
        ),
        "light": (
            ((255, 255, 255), (255, 243, 209), (255, 226, 150), (251, 199, 84), (232, 158, 22)),
            ((255, 255, 255), (222, 234, 252), (180, 210, 250), (130, 179, 245), (78, 143, 236)),
            ((255, 255, 255), (255, 234, 216), (255, 208, 166), (252, 175, 106), (240, 134, 40)),
        ),
    }
)
# Of the 256 colours of many terminals, from the second level on.
CUBE: Mapping[Background, tuple[Sequence[int], Sequence[int], Sequence[int]]] = MappingProxyType(
    {
        "dark": ((236, 58, 94, 136, 178, 221), (17, 18, 24, 25, 32, 75), (52, 58, 94, 130, 172, 215)),
        "light": ((230, 229, 222, 221, 214), (195, 153, 117, 75, 33), (230, 223, 216, 209, 208)),
    }
)
# Of the 16 that every terminal has: grounds from about a third on, below them ink alone.
FEW: Mapping[Background, tuple[Sequence[str], Sequence[str], Sequence[str]]] = MappingProxyType(
    {
        "dark": (
            ("yellow", "black on yellow", "black on bright_yellow"),
            ("bright_blue", "bright_white on blue", "black on bright_cyan"),
            ("bright_red", "bright_white on red", "black on bright_red"),
        ),
        "light": (
            ("yellow", "black on bright_yellow", "black on yellow"),
            ("blue", "black on bright_cyan", "bright_white on blue"),
            ("red", "black on bright_red", "bright_white on red"),
        ),
    }
)


def mixed(stops: Sequence[RGB], share: float) -> RGB:
    """The colour of a share between 0 and 1."""
    place = share * (len(stops) - 1)
    low = min(int(place), len(stops) - 2)
    red, green, blue = (round(a + (b - a) * (place - low)) for a, b in zip(stops[low], stops[low + 1], strict=True))
    return red, green, blue


def luminance(colour: ColorTriplet) -> float:
    """The relative luminance of an sRGB colour (WCAG 2.1)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def inked(ground: Color, share: float, background: Background) -> Style:
    """The ground of a share with the ink, white or black, that can be read better on it; of a small one with grey."""
    light = luminance(ground.get_truecolor()) + 0.05
    ink = WHITE if 1.05 / light > light / 0.05 else BLACK
    return Style(color=GREY[background] if share < QUIET else ink, bgcolor=ground)


def scale(background: Background, depth: Depth, which: int) -> Scale:
    """The scale of weights (0), of numbers below zero (1) or above it (2)."""
    if depth == "standard":
        return Scale((Style(dim=True), *map(Style.parse, FEW[background][which])))
    if depth == "256":
        grounds = [Color.from_ansi(number) for number in CUBE[background][which]]
    else:
        grounds = [Color.from_rgb(*mixed(STOPS[background][which], step / STEPS)) for step in range(1, STEPS + 1)]
    shares = [(place + 1) / len(grounds) for place in range(len(grounds))]
    return Scale(
        (Style(color=GREY[background]), *(inked(*pair, background) for pair in zip(grounds, shares, strict=True)))
    )


# ── words ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

SAME: Mapping[Meaning, str] = MappingProxyType({"": "", "quiet": "dim", "strong": "bold"})
WORDS: Mapping[Background, Mapping[Meaning, str]] = MappingProxyType(
    {
        "dark": {
            "number": "bold cyan",
            "formula": "cyan",
            "bar": "cyan",
            "against": "magenta",
            "doubtful": "yellow",
            "right": "green",
            "wrong": "bold red",
            "written": "bold green",
            "query": "bold #5ca4ff",
            "key": "bold #f5c242",
            "arc": "#f5c242",
        },
        "light": {
            "number": "bold #006d85",
            "formula": "#006d85",
            "bar": "#006d85",
            "against": "#9a2d86",
            "doubtful": "#8a5300",
            "right": "#1a7f37",
            "wrong": "bold #b3261e",
            "written": "bold #1a7f37",
            "query": "bold #0b57c2",
            "key": "bold #9a5b00",
            "arc": "#b87400",
        },
    }
)
# Where there are 16 colours, the nearest of those to a mixed one is often a grey.
NAMED: Mapping[Background, Mapping[Meaning, str]] = MappingProxyType(
    {
        "dark": {"query": "bold bright_blue", "key": "bold bright_yellow", "arc": "bright_yellow"},
        "light": {
            "number": "bold blue",
            "formula": "blue",
            "bar": "blue",
            "against": "magenta",
            "doubtful": "red",
            "right": "green",
            "wrong": "bold red",
            "written": "bold green",
            "query": "bold blue",
            "key": "bold magenta",
            "arc": "magenta",
        },
    }
)


@cache
def theme(background: Background = "dark", depth: Depth = "truecolor") -> Theme:
    """The theme of a terminal with this background and so many colours."""
    meanings = {**SAME, **WORDS[background], **(NAMED[background] if depth == "standard" else {})}
    return Theme(background, MappingProxyType(meanings), *(scale(background, depth, which) for which in range(3)))


def theme_of(look: Look) -> Theme:
    """The theme of the terminal that a page is for."""
    return theme(look.background, look.depth)
