"""Shades for weights: from the background to one accent on a terminal, on paper a scale that colour-blind readers can
order (cividis, Nuñez et al. 2018)."""

from __future__ import annotations

from rich.color import Color
from rich.style import Style

# Cividis at 0, ⅛, … 1: dark blue to yellow, its lightness growing evenly.
STOPS = (
    (0, 32, 81),
    (17, 54, 108),
    (60, 77, 110),
    (98, 100, 111),
    (127, 124, 117),
    (154, 148, 120),
    (187, 175, 113),
    (226, 203, 92),
    (253, 234, 69),
)
BARS = " ▁▂▃▄▅▆▇█"
EIGHTHS = " ▏▎▍▌▋▊▉█"
INK = 0.46  # below it white letters have the larger contrast, above it black ones
LIGHT, DARK = Color.from_ansi(231), Color.from_ansi(16)  # white and black in every theme

# Less and more: blue and orange, which colour-blind readers tell apart, each the lighter the larger the change.
NOTHING, LESS, MORE = (40, 42, 48), (92, 164, 255), (255, 152, 56)
STRONG_LESS, STRONG_MORE = 0.63, 0.57  # from here on black letters have the larger contrast


# On a terminal weights go from its background to one accent: where there is nothing to see there is no ink.
GROUND, ACCENT = (40, 42, 48), (245, 194, 66)
STRONG = 0.48  # from here on black letters have the larger contrast


def glow(share: float) -> tuple[int, int, int]:
    """The colour of a share between 0 and 1 on a terminal: from its background to the accent."""
    size = min(max(share, 0.0), 1.0)
    red, green, blue = (round(a + (b - a) * size) for a, b in zip(GROUND, ACCENT, strict=True))
    return red, green, blue


def rgb(share: float) -> tuple[int, int, int]:
    """The colour of a share between 0 and 1."""
    place = min(max(share, 0.0), 1.0) * (len(STOPS) - 1)
    low = min(int(place), len(STOPS) - 2)
    return tuple(  # type: ignore[return-value]
        round(a + (b - a) * (place - low)) for a, b in zip(STOPS[low], STOPS[low + 1], strict=True)
    )


def shade(share: float) -> Style:
    """A background for a share between 0 and 1, and a letter colour that can be read on it."""
    return Style(color=LIGHT if share < STRONG else DARK, bgcolor=Color.from_rgb(*glow(share)))


def tint(share: float) -> Style:
    """A background for a change between −1 and 1, and a letter colour that can be read on it."""
    size = min(abs(share), 1.0)
    end, strong = (MORE, STRONG_MORE) if share > 0 else (LESS, STRONG_LESS)
    colour = (round(a + (b - a) * size) for a, b in zip(NOTHING, end, strict=True))
    return Style(color=LIGHT if size < strong else DARK, bgcolor=Color.from_rgb(*colour))


def tick(share: float) -> str:
    """One character, the taller the larger the share: ▁ to █, and a space for nothing to see."""
    return BARS[min(round(share * 8), 8)] if share > 0 else " "


def bar(share: float, cells: int) -> str:
    """A bar of at most so many cells, in eighths."""
    eighths = round(min(max(share, 0.0), 1.0) * cells * 8)
    full, part = divmod(eighths, 8)
    return "█" * full + (EIGHTHS[part] if part else "")
