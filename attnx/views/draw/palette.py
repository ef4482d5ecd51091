"""Shades on paper, in an order colour-blind readers see (cividis, Nuñez et al. 2018); bars and ticks of letters."""

from __future__ import annotations

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


def rgb(share: float) -> tuple[int, int, int]:
    """The colour of a share between 0 and 1."""
    place = min(max(share, 0.0), 1.0) * (len(STOPS) - 1)
    low = min(int(place), len(STOPS) - 2)
    return tuple(  # type: ignore[return-value]
        round(a + (b - a) * (place - low)) for a, b in zip(STOPS[low], STOPS[low + 1], strict=True)
    )


def tick(share: float) -> str:
    """One character, the taller the larger the share: ▁ to █, and a space for nothing to see."""
    return BARS[min(round(share * 8), 8)] if share > 0 else " "


def bar(share: float, cells: int) -> str:
    """A bar of at most so many cells, in eighths."""
    eighths = round(min(max(share, 0.0), 1.0) * cells * 8)
    full, part = divmod(eighths, 8)
    return "█" * full + (EIGHTHS[part] if part else "")
