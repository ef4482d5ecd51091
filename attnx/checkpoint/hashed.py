"""Random numbers drawn by hash: the same on every machine."""

from __future__ import annotations

from hashlib import shake_256

import numpy as np


def random_numbers(seed: str, shape: tuple[int, ...], spread: float, step: float) -> np.ndarray:
    """Numbers around 0 with this standard deviation, rounded to whole steps."""
    count = int(np.prod(shape))
    noise = np.frombuffer(shake_256(seed.encode()).digest(4 * count), dtype=np.uint8)
    sums = noise[0::4].astype(np.uint16)
    for place in (1, 2, 3):
        sums += noise[place::4]
    # Of the sum of four bytes, 0 to 1020, the mean is 510 and the deviation 147.8; each is worked out once.
    normal = (np.arange(1021) - 510) / 147.8
    numbers = (np.rint(normal * spread / step) * step).astype(np.float32)
    return np.asarray(numbers[sums]).reshape(shape)
