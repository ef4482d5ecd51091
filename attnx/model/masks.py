"""Masks: where a query may look, which keys that leaves in question, and what is hidden from the softmax."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from attnx.arithmetic import causal
from attnx.model.spec import Bidirectional, Causal, Except, Given, Neighbourhood, Pattern, SlidingWindow, Spec


def backwards(spec: Spec) -> Spec:
    """The same model, no query of which sees what comes after it; how near its keys must be stays."""
    elsewhere = spec.elsewhere and replace(spec.elsewhere, pattern=only_before(spec.elsewhere.pattern))
    return replace(spec, pattern=only_before(spec.pattern), elsewhere=elsewhere)


def sees_ahead(spec: Spec) -> bool:
    """Whether any query sees what comes after it."""
    patterns = {spec.pattern_of(layer) for layer in range(spec.n_layers)}
    return any(only_before(pattern) != pattern for pattern in patterns)


def only_before(pattern: Pattern) -> Pattern:
    """The part of a pattern that is not after the query."""
    match pattern:
        case Bidirectional():
            return Causal()
        case Neighbourhood(reach):
            return SlidingWindow(reach + 1)
        case Except(rest, query, key):
            return Except(only_before(rest), query, key)
        case _:
            return pattern


def may_look(pattern: Pattern, count: int, past: int = 0, keys: slice | None = None) -> np.ndarray | None:
    """True where a query may look, (query, key); None where it may look everywhere. What was given is as it was given.

    The queries are `count` tokens after `past` others. `keys` are the keys in question: without it, all tokens up
    to the last query.
    """
    keys = keys or slice(0, past + count)
    queries, key = np.arange(past, past + count), np.arange(keys.start, keys.stop)
    query = queries[:, None]  # (query, 1)
    match pattern:
        case Bidirectional():
            return None
        case Causal():
            return causal(queries, key)
        case SlidingWindow(size):
            return np.asarray(causal(queries, key) & (key > query - size))
        case Neighbourhood(reach):
            return np.asarray((key <= query + reach) & (key >= query - reach))
        case Except(rest, at, hidden):
            others = (query != at) | (key != hidden)  # (query, key)
            seen = may_look(rest, count, past, keys)
            return np.asarray(others if seen is None else others & seen)
        case Given(mask):
            return mask[..., past : past + count, keys]


def in_question(pattern: Pattern, rows: slice, past: int, count: int) -> slice:
    """The keys that any of these queries may look at, of `count` keys; the queries stand after `past` tokens."""
    first, last = past + rows.start, past + rows.stop
    match pattern:
        case Bidirectional() | Given():
            return slice(0, count)
        case Causal():
            return slice(0, last)
        case SlidingWindow(size):
            return slice(max(first - size + 1, 0), last)
        case Neighbourhood(reach):
            return slice(max(first - reach, 0), min(last + reach, count))
        case Except(rest):
            return in_question(rest, rows, past, count)


def hide(scaled: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """−∞ where a mask of booleans is False, or the sum with one of numbers. The memory of `scaled` is reused."""
    if mask.dtype == bool:
        np.copyto(scaled, -np.inf, where=~mask)
    else:
        scaled += mask
    return scaled


def blind(mask: np.ndarray | None) -> np.ndarray | None:
    """True for a query that the mask lets look nowhere, (query, 1) or (head, query, 1)."""
    if mask is None:
        return None
    hidden = ~mask if mask.dtype == bool else np.isneginf(mask)
    return np.asarray(hidden.all(axis=-1, keepdims=True))
