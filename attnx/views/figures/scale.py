"""From a number to a colour: of weights from the ground to one accent, of signed numbers to two; a bar's ticks."""

from __future__ import annotations

from math import ceil, floor, log10

import numpy as np
from rich.color_triplet import ColorTriplet

from attnx.frozen import frozen
from attnx.views.draw.pictures.drawing import RGB
from attnx.views.draw.theme import QUIET, luminance
from attnx.views.figures.style import Inks

WHITE, BLACK = (255, 255, 255), (0, 0, 0)


@frozen
class Scale:
    """The numbers that its ends stand for: weights begin at 0, which is the ground; of signed ones it is the middle."""

    low: float
    high: float
    inks: Inks

    def colours(self, data: np.ndarray) -> np.ndarray:
        """The colour of each number: (…, 3), of bytes. −∞ has a colour of its own; what is no number, the ground's."""
        numbers = np.where(np.isfinite(data), data, 0.0)
        more = self.inks.weights if self.low >= 0 else self.inks.more
        drawn = mixed(more, np.clip(numbers / self.high, 0, 1))
        if self.low < 0:
            drawn = np.where((numbers < 0)[..., None], mixed(self.inks.less, np.clip(numbers / self.low, 0, 1)), drawn)
        drawn[np.isneginf(data)] = self.inks.hidden
        drawn[np.isposinf(data)] = more[-1]
        drawn[np.isnan(data)] = self.inks.ground
        return drawn

    def ink(self, value: float) -> RGB:
        """White or black, whichever can be read on the colour of the number; grey of a small one."""
        if abs(value) < QUIET * self.high:
            return self.inks.quiet
        light = luminance(ColorTriplet(*self.colours(np.array([value]))[0].tolist())) + 0.05
        return WHITE if 1.05 / light > light / 0.05 else BLACK

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """The round numbers beside the bar, and how they are written."""
        step = nice((self.high - self.low) / 5)
        decimals = max(0, -floor(log10(step)))
        first, last = ceil(self.low / step - 1e-9), floor(self.high / step + 1e-9)
        values = [place * step for place in range(first, last + 1)]
        return [(value, f"{value:.{decimals}f}".replace("-", "−")) for value in values]


def mixed(stops: tuple[RGB, ...], shares: np.ndarray) -> np.ndarray:
    """The colours of shares between 0 and 1: (…, 3), of bytes."""
    places = np.linspace(0, 1, len(stops))
    parts = [np.interp(shares, places, [stop[part] for stop in stops]) for part in range(3)]
    return np.asarray(np.rint(np.stack(parts, axis=-1)), dtype=np.uint8)


def nice(length: float) -> float:
    """The next 1, 2 or 5 times a power of ten."""
    power = 10.0 ** floor(log10(length))
    return next(digit * power for digit in (1, 2, 5, 10) if digit * power >= length * (1 - 1e-9))


def scale_of(data: np.ndarray, inks: Inks) -> Scale:
    """As far below zero as above it: to the number that is furthest from it."""
    finite = data[np.isfinite(data)].astype(np.float64)
    furthest = float(np.abs(finite).max(initial=0.0)) or 1.0
    return Scale(-furthest, furthest, inks)


def scale_of_shares(data: np.ndarray, inks: Inks) -> Scale:
    """From 0 to the next round number above the largest share, or 1."""
    return Scale(0.0, min(nice(float(data.max(initial=0.0)) or 1.0), 1.0), inks)
