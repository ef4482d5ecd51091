"""Where a query may look, as far as a trace tells."""

from __future__ import annotations

import numpy as np

from attnx.arithmetic import causal as in_order
from attnx.trace import Attention


def may_look(attention: Attention, head: int | None = None) -> np.ndarray | None:
    """True where a query may look, (query, key) of one head, or of all where `head` is None and heads differ.

    None where it may look everywhere. A window of which nothing else was recorded shows in its weights: outside
    of it they are 0. Raises UsageError where neither that nor weights were recorded.
    """
    for name in ("masked", "mask"):
        if name in attention.arrays:
            array = attention.of_head(name, head)
            return any_head(array.data if array.data.dtype == bool else np.isfinite(array.data))
    weights = attention.of_head("weights", head)
    if attention.pattern == "causal":
        return causal(attention, *weights.data.shape[-2:])
    return None if attention.pattern == "bidirectional" else any_head(weights.data > 0)


def causal(attention: Attention, n_queries: int, n_keys: int) -> np.ndarray:
    """True where a key is not after its query, (query, key); the rows may be those of a few queries."""
    queries = np.array(attention.queries or range(n_queries))
    return in_order(queries, np.arange(n_keys))


def any_head(seen: np.ndarray) -> np.ndarray:
    """(query, key): what any of the heads sees."""
    return np.asarray(seen.any(axis=0)) if seen.ndim == 3 else seen
