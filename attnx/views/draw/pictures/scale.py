"""From a number to a colour: cividis from the lowest to the highest number of a picture, and the ticks of its bar."""

from __future__ import annotations

from math import ceil, floor, log10

import numpy as np

from attnx.frozen import frozen
from attnx.views.draw.palette import INK, rgb
from attnx.views.draw.pictures.drawing import RGB

WHITE, BLACK = (255, 255, 255), (0, 0, 0)
HIDDEN = (224, 224, 224)  # of −∞, which is no number on the scale
# The colours of 0 to 1 in 256 steps; each is lighter than the one before it.
LEVELS = np.array([rgb(level / 255) for level in range(256)], dtype=np.uint8)


@frozen
class Scale:
    """The numbers that the darkest and the lightest colour stand for."""

    low: float
    high: float

    def colours(self, data: np.ndarray) -> np.ndarray:
        """The colour of each number: (…, 3), of bytes. −∞ is HIDDEN, and where there is no number it is WHITE."""
        shares = (np.where(np.isfinite(data), data, self.low) - self.low) / (self.high - self.low)
        drawn = LEVELS[np.rint(np.clip(shares, 0, 1) * 255).astype(np.int64)]
        drawn[np.isneginf(data)] = HIDDEN
        drawn[np.isnan(data)] = WHITE
        return drawn

    def ink(self, value: float) -> RGB:
        """White or black, whichever can be read on the colour of the number."""
        return WHITE if np.isfinite(value) and (value - self.low) / (self.high - self.low) < INK else BLACK

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """The round numbers beside the bar, and how they are written."""
        step = nice((self.high - self.low) / 5)
        decimals = max(0, -floor(log10(step)))
        first, last = ceil(self.low / step - 1e-9), floor(self.high / step + 1e-9)
        values = [place * step for place in range(first, last + 1)]
        return [(value, f"{value:.{decimals}f}".replace("-", "−")) for value in values]


def nice(length: float) -> float:
    """The next 1, 2 or 5 times a power of ten."""
    power = 10.0 ** floor(log10(length))
    return next(digit * power for digit in (1, 2, 5, 10) if digit * power >= length * (1 - 1e-9))


def scale_of(data: np.ndarray) -> Scale:
    """From the smallest finite number to the largest."""
    finite = data[np.isfinite(data)].astype(np.float64)
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if high - low < 1e-6 * max(abs(low), abs(high), 1e-6):  # all the same
        return Scale(low - 0.5, high + 0.5)
    return Scale(low, high)


def scale_of_shares(data: np.ndarray) -> Scale:
    """From 0 to the next round number above the largest share, or 1."""
    return Scale(0.0, min(nice(float(data.max(initial=0.0)) or 1.0), 1.0))
