"""Weights mapped from a file take memory only while they are needed: their pages can be given back, and come again."""

from __future__ import annotations

import mmap
from collections.abc import Iterable

import numpy as np
from numpy.lib.array_utils import byte_bounds

UNNEEDED: int | None = getattr(mmap, "MADV_DONTNEED", None)  # Windows cannot be told


def give_back(arrays: Iterable[np.ndarray]) -> None:
    """Tells the system that what these arrays map of a file is not needed for now; other arrays are left alone.

    The numbers are the same when they are read again: they come from the file, or from the system's cache of it.
    """
    if UNNEEDED is None:
        return
    for array in arrays:
        mapping = mapping_of(array)
        if mapping is None:
            continue
        first, _ = byte_bounds(np.frombuffer(mapping, dtype=np.uint8))
        low, high = (bound - first for bound in byte_bounds(array))
        begin = -(-low // mmap.PAGESIZE) * mmap.PAGESIZE  # whole pages only: the neighbours may be in use
        length = high // mmap.PAGESIZE * mmap.PAGESIZE - begin
        if length > 0:
            mapping.madvise(UNNEEDED, begin, length)


def mapping_of(array: np.ndarray) -> mmap.mmap | None:
    """The mapping of a file that this array is a view of, None where it has memory of its own."""
    base: object = array
    while isinstance(base, np.ndarray):
        base = base.base
    return base if isinstance(base, mmap.mmap) else None
