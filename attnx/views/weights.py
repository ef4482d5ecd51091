"""The whole matrix of weights as a map; at the end of each row the word that it reads from most."""

from __future__ import annotations

import numpy as np

from attnx.measures.readings import NEAR, Reading, Readings
from attnx.trace import Attention, Trace
from attnx.trace.sight import may_look
from attnx.views.look import Look
from attnx.views.parts import Matrix
from attnx.views.reads import called, signs
from attnx.views.relevance import relevance_of

POINTED = 0.1  # a row whose largest weight is not above it points nowhere


def weights_map(
    trace: Trace, attention: Attention, head: int | None, rows: Readings, first: Reading, look: Look
) -> Matrix:
    """Rows are queries, columns are keys, what a query may not look at is blank; the row that is told is marked."""
    weights = attention.of_head("weights", head).data  # (query, key)
    ends, matters = [end_of(row, rows) for row in weights], relevance_of(first, rows, weights)
    queries, keys = trace.queries_of(attention), trace.keys_of(attention)
    data = seen(weights, may_look(attention, head))
    said = tuple(signs(queries, look))
    return Matrix(data, queries, keys, shaded=True, ends=ends, down=matters.queries, across=matters.keys, signs=said)


def seen(weights: np.ndarray, visible: np.ndarray | None) -> np.ndarray:
    """The weights with no number where a query may not look."""
    return weights if visible is None else np.where(visible, weights, np.nan)


def end_of(weights: np.ndarray, rows: Readings) -> str:
    """The word that one row (key,) reads from most, where there is one that stands out."""
    sums = [float(weights[pieces.start : pieces.stop].sum()) for pieces in rows.pieces_of_keys]
    most, *others = sorted(range(len(sums)), key=lambda word: -sums[word])
    told = sums[most] > POINTED and all(sums[other] < NEAR * sums[most] for other in others[:1])
    return called(rows.keys[most], rows.keys) if told else ""
