"""Random numbers drawn by hash: the same on every machine."""

from __future__ import annotations

from hashlib import shake_256

import numpy as np


def random_numbers(seed: str, shape: tuple[int, ...], spread: float, step: float) -> np.ndarray:
    """Numbers around 0 with this standard deviation, rounded to whole steps."""
    count = int(np.prod(shape))
    noise = np.frombuffer(shake_256(seed.encode()).digest(4 * count), dtype=np.uint8).reshape(count, 4)
    normal = (noise.sum(axis=1, dtype=np.int64) - 510) / 147.8  # four bytes: mean 510, deviation 147.8
    numbers = np.rint(normal * spread / step) * step
    return np.asarray(numbers, dtype=np.float32).reshape(shape)
