"""What each head does on a text: how much of its attention goes to keys of one kind.

The kinds are those of Clark et al. 2019 (the token before, the one after, itself, the first, separators, punctuation,
and how broad a head looks) and the repeats of Olsson et al. 2022 (what followed an earlier occurrence: induction).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from attnx.errors import UsageError
from attnx.frozen import frozen
from attnx.measures.known import heads_known
from attnx.measures.rows import entropy
from attnx.trace import Attention, Model, Token, Trace
from attnx.trace.sight import may_look

PLACES = ("previous", "next", "itself", "first", "separator", "same", "repeats", "punctuation")
MEASURES = (*PLACES, "broad")
RESTS = ("first", "separator", "punctuation")  # where a head looks that finds nothing: named only if all else fails
CLEAR = 0.4  # a head that gives one kind of key at least so much of its attention is named after it
BROAD = 0.7  # one that is clearly nothing else is broad where its entropy is so much of the largest possible
ENOUGH = 3  # tokens that have a key of a kind: fewer name nothing


@frozen(eq=False)
class Heads:
    """Every head's measures, on one text or over several.

    `scores` (measure, layer, head) are means over the `queries` (measure, layer) that had a key of that kind, and
    `even` (measure, layer) is what even weights would have given them. Where no token had one, a score is NaN: it is
    absent, and not 0. `rows` are all the tokens asked. The axes are numbered by `layers` and `heads`.
    """

    model: Model
    layers: tuple[int, ...]
    heads: tuple[int, ...]
    scores: np.ndarray
    even: np.ndarray
    queries: np.ndarray
    rows: int
    texts: int = 1
    notes: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[tuple[str, ...], ...]:
        """What each head of each layer clearly is: one of MEASURES, or nothing."""
        places = range(len(self.layers)), range(len(self.heads))
        return tuple(tuple(self.name(layer, head) for head in places[1]) for layer in places[0])

    def name(self, layer: int, head: int) -> str:
        """What the head at this place of the arrays clearly is, beyond what even weights would give."""
        asked = {
            measure: (float(self.scores[i, layer, head]), float(self.even[i, layer]))
            for i, measure in enumerate(MEASURES)
            if self.queries[i, layer] >= ENOUGH
        }
        broad = asked.pop("broad", (0.0, 0.0))[0]
        beyond = {measure: (score - even) / (1 - even) for measure, (score, even) in asked.items()}
        return clearest(beyond) or ("broad" if broad >= BROAD else "")

    def document(self) -> dict[str, Any]:
        """What was found, as plain values: a score is null where no token had a key of that kind."""

        def by_measure(numbers: np.ndarray) -> dict[str, Any]:
            plain = zip(MEASURES, numbers.tolist(), strict=True)
            return {name: None if number != number else number for name, number in plain}

        known = {place: fact.kind for place, fact in heads_known(self.model, self.notes).items()}
        return {
            "texts": self.texts,
            "queries": self.rows,
            "layers": [
                {
                    "layer": number,
                    "queries": by_measure(self.queries[:, i]),
                    "even": by_measure(self.even[:, i]),
                    "heads": [
                        {
                            "head": head,
                            "name": self.name(i, j) or None,
                            "known": known.get((number, head)),
                            "scores": by_measure(self.scores[:, i, j]),
                        }
                        for j, head in enumerate(self.heads)
                    ],
                }
                for i, number in enumerate(self.layers)
            ],
        }


def clearest(scores: Mapping[str, float]) -> str:
    """The measure a head is named after: the largest that is clear, and one of RESTS only if no other is."""
    clear = {name: score for name, score in scores.items() if score >= CLEAR}
    return max(clear, key=lambda name: (name not in RESTS, clear[name]), default="")


def heads(trace: Trace) -> Heads:
    """The measures of every head whose self-attention was recorded, on one text.

    A row is a token of the text (those that a tokenizer adds ask for nothing). A row counts for a kind of key where
    it may look at one such and at something else besides; the score is the weight on such keys, its mean over the
    rows that count. Neighbours are tokens of the text too. `broad` is the entropy of a row as a share of the largest.
    Raises UsageError where weights were not recorded, or only those of some rows or their mean.
    """
    return heads_over((trace,))


def heads_over(traces: Iterable[Trace]) -> Heads:
    """The same over many texts of one model: means over all rows that count, in memory that does not grow.

    Raises ValueError where there is no trace at all.
    """
    model: Model | None = None
    layers: tuple[int, ...] = ()
    numbers: tuple[int, ...] = ()
    sums = even = queries = np.zeros(0)
    rows = texts = 0
    notes: dict[str, None] = {}
    for trace in traces:
        own = [(layer, attention) for layer, attention in trace.attentions() if attention.kind == "self"]
        if not own:
            raise UsageError("weights_whole")
        if model is None:
            model, numbers = trace.model, own[0][1].heads
            layers = tuple(layer for layer, _ in own)
            sums = np.zeros((len(MEASURES), len(layers), len(numbers)))  # (measure, layer, head)
            even, queries = np.zeros((2, len(MEASURES), len(layers)))  # (measure, layer)
        asked = [token.index for token in trace.tokens if not token.special]
        kinds = kinds_of_key(trace.tokens)
        counted: dict[bytes, Counted] = {}  # most layers look as the others do
        for place, (_, attention) in enumerate(own):
            seen = may_look(attention)
            sight = b"" if seen is None else seen.tobytes()
            if sight not in counted:
                counted[sight] = count(kinds, seen, asked)
            cells = counted[sight]
            sums[:, place] += measured(attention, cells)
            even[:, place] += cells.even
            queries[:, place] += cells.queries
        rows += len(asked)
        texts += 1
        notes |= dict.fromkeys(trace.notes)
    if model is None:
        raise ValueError("there is no trace to measure")
    with np.errstate(invalid="ignore"):
        scores, even = sums / queries[..., None], even / queries
    return Heads(model, layers, numbers, scores, even, queries.astype(np.int64), rows, texts, tuple(notes))


def names_here(trace: Trace) -> Mapping[tuple[int, int], str]:
    """What heads clearly are on this text, (layer, head); nothing where their weights are not there whole."""
    own = [attention for _, attention in trace.attentions() if attention.kind == "self"]
    if not own or not all(whole(attention) for attention in own):
        return {}
    found = heads(trace)
    named = zip(found.layers, found.names, strict=True)
    return {
        (layer, head): name for layer, names in named for head, name in zip(found.heads, names, strict=True) if name
    }


def whole(attention: Attention) -> bool:
    """Whether the weights of every query and of each head by itself are there."""
    weights = attention.arrays.get("weights")
    return weights is not None and weights.axes == ("head", "query", "key") and not attention.queries


@frozen(eq=False)
class Counted:
    """The cells that count for each place, (place, query · key) of 0 and 1, and what is known of them beforehand.

    `even` and `queries` (measure,) are the sum over the rows that count of what even weights give, and their number.
    `most` (query,) is the largest entropy of each row, 0 where it does not count.
    """

    cells: np.ndarray
    even: np.ndarray
    queries: np.ndarray
    most: np.ndarray


def count(kinds: np.ndarray, seen: np.ndarray | None, asked: Sequence[int]) -> Counted:
    """Which cells count, where the tokens `asked` may look at what is `seen`."""
    visible = np.ones(kinds.shape[1:], bool) if seen is None else seen  # (query, key)
    sight = visible.sum(axis=-1)  # (query,)
    cells = kinds & visible  # (place, query, key)
    held = cells.sum(axis=-1)  # (place, query)
    row = np.zeros(len(sight), bool)
    row[list(asked)] = True
    counts = row & (held > 0) & (held < sight)  # (place, query)
    cells &= counts[..., None]
    share = np.where(counts, held / np.maximum(sight, 1), 0.0)
    choice = row & (sight > 1)
    return Counted(
        cells=cells.reshape(len(cells), -1).astype(np.float32),
        even=np.append(share.sum(axis=-1), choice.sum()),
        queries=np.append(counts.sum(axis=-1), choice.sum()),
        most=np.where(choice, np.log2(np.maximum(sight, 1)), 0.0),
    )


def measured(attention: Attention, counted: Counted) -> np.ndarray:
    """The sum of each measure over the rows that count, (measure, head)."""
    if not whole(attention):
        raise UsageError("weights_whole")
    w = attention.arrays["weights"].data  # (head, query, key)
    places = counted.cells @ w.reshape(len(w), -1).T  # (place, head)
    most = counted.most
    broad = np.divide(entropy(w), most, out=np.zeros(w.shape[:2]), where=most > 0).sum(axis=-1)  # (head,)
    return np.vstack([places, broad])


def kinds_of_key(tokens: Sequence[Token]) -> np.ndarray:
    """Whether a key is of a kind for a query, (place, query, key), in the order of PLACES."""
    count = len(tokens)
    ids = np.array([token.id for token in tokens])
    special = np.array([token.special for token in tokens])
    marks = np.array([not token.special and is_punctuation(token.text) for token in tokens])
    query, key = np.ogrid[:count, :count]
    same = (ids[:, None] == ids) & (query != key)
    after = np.zeros_like(same)  # the key after an earlier occurrence of the query
    after[:, 1:] = (same & (key < query))[:, :-1]
    everywhere = np.ones((count, 1), bool)
    return np.stack(
        [
            (key == query - 1) & ~special,
            (key == query + 1) & ~special,
            key == query,
            everywhere & (key == 0) & (query > 0),
            everywhere & (special & (key > 0)),
            same,
            after,
            everywhere & marks & (query != key),
        ]
    )


def is_punctuation(text: str) -> bool:
    """Whether there is nothing else in it."""
    signs = text.strip()
    return bool(signs) and all(unicodedata.category(sign).startswith("P") for sign in signs)
