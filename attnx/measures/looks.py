"""Which heads look from one word to another, and how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from attnx.errors import UsageError
from attnx.frozen import frozen
from attnx.reduce.words import joined_word
from attnx.trace import Token, Trace
from attnx.trace.sight import may_look


@frozen
class HeadWeight:
    """What one head gives the word it is asked about."""

    layer: int
    head: int
    weight: float


@frozen
class Looks:
    """The heads by how much one word attends to another, the largest first.

    `queries` and `keys` are the tokens that the two words are made of.
    `even` is what even weights would give, the mean over the layers: 0 where the word may not look there in any.
    """

    query: Token
    key: Token
    heads: tuple[HeadWeight, ...]
    even: float
    queries: tuple[int, ...]
    keys: tuple[int, ...]

    def document(self) -> dict[str, Any]:
        """What was found, as plain values."""
        return {
            "from": {"text": self.query.text, "piece": self.query.piece, "tokens": self.queries},
            "to": {"text": self.key.text, "piece": self.key.piece, "tokens": self.keys},
            "even": self.even,
            "heads": [asdict(head) for head in self.heads],
        }


def looks(trace: Trace, query: Sequence[int], key: Sequence[int]) -> Looks:
    """How much the word made of the tokens `query` attends to the one made of `key`, in each head's self-attention.

    Of words in pieces it is the mean over those of `query` and the sum over those of `key`, as where pieces are merged
    into words. Raises UsageError where weights were not recorded, or only those of some rows or their mean.
    """
    own = [(layer, attention) for layer, attention in trace.attentions() if attention.kind == "self"]
    ranked: list[HeadWeight] = []
    even = 0.0
    for layer, attention in own:
        weights = attention.arrays["weights"]
        if weights.axes != ("head", "query", "key") or attention.queries:
            raise UsageError("weights_whole")
        given = weights.data[:, list(query)][:, :, list(key)].sum(axis=-1, dtype=np.float64).mean(axis=-1)  # (head,)
        ranked += (
            HeadWeight(layer, head, weight) for head, weight in zip(attention.heads, given.tolist(), strict=True)
        )
        seen = may_look(attention)
        visible = np.ones((len(query), len(trace.tokens)), bool) if seen is None else seen[list(query)]  # (piece, key)
        even += float((visible[:, list(key)].sum(axis=-1) / np.maximum(visible.sum(axis=-1), 1)).mean()) / len(own)
    ranked.sort(key=lambda head: -head.weight)
    asks, asked = (joined_word(0, [trace.tokens[place] for place in places]) for places in (query, key))
    return Looks(asks, asked, tuple(ranked), even, tuple(query), tuple(key))
