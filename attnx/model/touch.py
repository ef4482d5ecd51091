"""What is done to an array where it is made: kept, changed, or neither."""

from __future__ import annotations

from typing import Protocol

import numpy as np


class Touch(Protocol):
    """`z = touch("z", z)` goes on with what comes back; the memory of the array may be reused."""

    def __call__(self, name: str, array: np.ndarray) -> np.ndarray: ...


def forget(name: str, array: np.ndarray) -> np.ndarray:
    """The Touch that does nothing."""
    return array


def within(touch: Touch, whole: str) -> Touch:
    """The same Touch for the parts of a whole: its `mean` is called `attention_norm_mean`."""
    return touch if touch is forget else lambda part, array: touch(f"{whole}_{part}", array)
