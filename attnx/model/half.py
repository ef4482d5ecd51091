"""Half precision: numbers of two bytes, kept as they are stored and widened where they are used."""

from __future__ import annotations

import numpy as np

# bfloat16 is the upper half of a float32. NumPy has no such dtype: a record of one such half stands for it.
BFLOAT16 = np.dtype([("upper", "<u2")])


def widen(numbers: np.ndarray) -> np.ndarray:
    """The same numbers as float32; float32 is returned as it is."""
    if numbers.dtype == BFLOAT16:
        bits = numbers["upper"].astype(np.uint32)
        bits <<= 16
        return bits.view(np.float32)
    with np.errstate(over="ignore"):  # check_finite says it better
        return numbers.astype(np.float32, copy=False)


def is_float(numbers: np.ndarray) -> bool:
    return numbers.dtype.kind == "f" or numbers.dtype == BFLOAT16
