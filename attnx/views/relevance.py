"""What matters of a head's matrices: the row that is asked about, the keys it reads, and what else is read most."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from attnx.frozen import frozen
from attnx.measures.readings import Reading, Readings
from attnx.views.parts import Meaning, Side

READ = 3  # keys of the row that is asked about whose own rows come next


@frozen(eq=False)
class Relevance:
    """What is known of the tokens that read and of those that are read."""

    queries: Side = Side()
    keys: Side = Side()


def relevance(weights: np.ndarray, asked: Sequence[int] = (), pointed: Sequence[int] = ()) -> Relevance:
    """By the weights (query, key): `asked` are the places of the query that is meant, `pointed` of the key it reads.

    Rows: those asked about, those of what they read, then the sharpest. Keys: by how much is read from them, the row
    that is asked about counting as much as all others.
    """
    seen = np.nan_to_num(weights)
    read = [int(key) for row in asked for key in np.argsort(-seen[row], kind="stable")[:READ] if key < len(seen)]
    sharp = np.argsort(-seen.max(axis=-1, initial=0.0), kind="stable").tolist()
    most = seen.sum(axis=0) + len(seen) * seen[list(asked)].sum(axis=0)  # (key,)
    rows = tuple(dict.fromkeys((*asked, *read, *sharp)))
    keys = tuple(dict.fromkeys((*pointed, *np.argsort(-most, kind="stable").tolist())))
    query: dict[int, Meaning] = dict.fromkeys(asked, "query")
    key: dict[int, Meaning] = dict.fromkeys(pointed, "key")
    return Relevance(Side(rows, {**key, **query} if len(weights) == weights.shape[1] else query), Side(keys, key))


def relevance_of(reading: Reading, rows: Readings, weights: np.ndarray) -> Relevance:
    """The same for what one word reads, by the weights (query, key) of its head: all the pieces of it and of a word."""
    pointed = [piece for key in reading.keys[:1] for piece in rows.pieces_of_keys[key]]
    return relevance(weights, rows.pieces_of_queries[reading.word], pointed)
