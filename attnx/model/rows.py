"""A long text some rows at a time: it needs no more memory than one part of it, and keeps every processor busy."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextvars import copy_context
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

ROWS = 256  # tokens worked through at once
CELLS = 65_536  # scores of several heads that still fit a processor's cache


def by_rows(f: Callable[[slice], np.ndarray], count: int, step: int = ROWS) -> np.ndarray:
    """f of all `count` rows, computed in parts and joined again, (row, …). f must depend on its rows alone."""
    parts = [slice(begin, min(begin + step, count)) for begin in range(0, count, step)]
    if len(parts) == 1:
        return f(parts[0])
    found = shared(f, parts)
    first = next(found)
    out = np.empty((count, *first.shape[1:]), dtype=first.dtype)
    out[parts[0]] = first
    for part, rows in zip(parts[1:], found, strict=True):
        out[part] = rows
    return out


def shared(f: Callable[[slice], np.ndarray], parts: list[slice]) -> Iterator[np.ndarray]:
    """f of each part in order, by as many threads as there are processors, each computing by itself."""
    from concurrent.futures import ThreadPoolExecutor

    workers = min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, len(parts))
    # Later parts of a causal text cost more: they are begun first.
    with libraries().limit(limits=1, user_api="blas"), ThreadPoolExecutor(workers) as pool:
        begun = {part.start: pool.submit(copy_context().run, f, part) for part in reversed(parts)}
        for part in parts:
            yield begun.pop(part.start).result()


@cache
def libraries() -> ThreadpoolController:
    """The libraries whose own threads must rest meanwhile; looking for them takes a millisecond."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def together(n_heads: int, cells: int) -> Iterator[slice]:
    """The heads that are computed at once, each with `cells` scores: all of a short text, one of a long one."""
    step = max(min(CELLS // max(cells, 1), n_heads), 1)
    step = n_heads if step >= n_heads else 1
    for begin in range(0, n_heads, step):
        yield slice(begin, begin + step)
