"""A long text some rows at a time: it needs no more memory than one part of it, and keeps every processor busy."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextvars import copy_context
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

ROWS = 256  # tokens of a text worked through at once, or fewer:
TOGETHER = 512  # tokens of several texts: the more, the less often every matrix is read
SCORES = 2_097_152  # the scores of one head that are in memory at once, for each processor
CELLS = 65_536  # scores of several heads that still fit a processor's cache


def by_rows(f: Callable[[slice], None], count: int, texts: int = 1) -> None:
    """Calls f with some rows at a time until all `count` have had their turn; no call may need another's result.

    Those of several texts are one part.
    """
    if texts > 1:
        f(slice(0, count))
        return
    step = min(ROWS, max(SCORES // max(count, 1), 1))
    parts = [slice(begin, min(begin + step, count)) for begin in range(0, count, step)]
    if len(parts) == 1:
        f(parts[0])
        return
    from concurrent.futures import ThreadPoolExecutor

    workers = min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, len(parts))
    # Later parts of a causal text cost more: they are begun first.
    with libraries().limit(limits=1, user_api="blas"), ThreadPoolExecutor(workers) as pool:
        begun = [pool.submit(copy_context().run, f, part) for part in reversed(parts)]
        for part in begun:
            part.result()


@cache
def libraries() -> ThreadpoolController:
    """The libraries whose own threads must rest meanwhile; looking for them takes a millisecond."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def at_once(n_heads: int, cells: int, texts: int = 1) -> int:
    """How many heads are computed at once, each with `cells` scores: those of some short texts, one of a long one."""
    return min(CELLS // max(cells, 1) // n_heads, texts) * n_heads or 1


def together(n_heads: int, step: int) -> Iterator[slice]:
    """The heads, `step` at a time."""
    for begin in range(0, n_heads, step):
        yield slice(begin, begin + step)
