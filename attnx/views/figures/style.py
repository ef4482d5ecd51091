"""What a figure looks like: its ground and inks, and what a user asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from attnx.frozen import frozen
from attnx.views.draw.pictures.drawing import RGB
from attnx.views.draw.theme import STOPS
from attnx.views.look import Background

TITLE, TEXT, SMALL = 17.0, 13.0, 11.0  # sizes of letters
MARGIN, GAP = 18, 22  # around everything, and between what stands apart


@frozen
class Inks:
    """The colours of a figure on one ground; query and key are those they have in a terminal."""

    ground: RGB
    text: RGB
    quiet: RGB
    rule: RGB
    hidden: RGB
    query: RGB
    key: RGB
    weights: tuple[RGB, ...]
    less: tuple[RGB, ...]
    more: tuple[RGB, ...]


INKS: Mapping[Background, Inks] = MappingProxyType(
    {
        "light": Inks(
            ground=(255, 255, 255),
            text=(26, 26, 26),
            quiet=(96, 96, 96),
            rule=(190, 190, 190),
            hidden=(228, 228, 228),
            query=(11, 87, 194),
            key=(154, 91, 0),
            # Darker at its end than a terminal's: a figure is printed in grey, too.
            weights=(*STOPS["light"][0], (196, 116, 4), (138, 74, 0)),
            less=(*STOPS["light"][1], (30, 88, 190)),
            more=(*STOPS["light"][2], (190, 88, 8)),
        ),
        "dark": Inks(
            ground=(40, 42, 48),
            text=(236, 236, 236),
            quiet=(168, 168, 168),
            rule=(96, 98, 104),
            hidden=(64, 66, 72),
            query=(92, 164, 255),
            key=(245, 194, 66),
            weights=tuple(STOPS["dark"][0]),
            less=tuple(STOPS["dark"][1]),
            more=tuple(STOPS["dark"][2]),
        ),
    }
)


@frozen
class Style:
    """`title` stands above in place of the model's name; `mark` are the query and the key that are pointed out, and
    `focus` is the query that is told of, by their numbers in the text; `width_mm` is how wide the figure is on paper.
    """

    background: Background = "light"
    title: str | None = None
    mark: tuple[int, int] | None = None
    focus: int | None = None
    width_mm: float | None = None

    @property
    def inks(self) -> Inks:
        return INKS[self.background]
