"""Two of anything side by side: two texts, two heads, two layers, two models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from attnx.errors import Phrase, UsageError
from attnx.frozen import frozen
from attnx.measures.align import Pair, align
from attnx.reduce.words import merge_words
from attnx.trace import Attention, Token, Trace

SAID = 0.05  # a change of a weight that is worth words
MOST = 10  # changes that are listed
MATRICES = ("scores", "scaled", "masked", "weights")  # (query, key)
OF_HEAD = ("q", "k", "v", "z")  # vectors whose numbers mean something in one head only
Axis = Literal["query", "key"]
ARRAYS = ("x", "q", "k", "v", *MATRICES, "z", "out")


@frozen(eq=False)
class Place:
    """One head of one layer in a trace, or the mean that stands for several: there `head` is None."""

    trace: Trace
    layer: int
    attention: Attention
    head: int | None

    def array(self, name: str) -> np.ndarray:
        """The numbers of this name. Raises UsageError where they were not recorded."""
        held = self.attention.arrays
        if name not in held or (name in OF_HEAD and self.head is None):
            raise UsageError("not_recorded", what=Phrase("step"), name=name, there=", ".join(held) or "0")
        return self.attention.of_head(name, self.head).data

    def labels(self, axis: Axis = "query") -> tuple[Token, ...]:
        """The tokens of its queries or keys."""
        return self.trace.queries_of(self.attention) if axis == "query" else self.trace.keys_of(self.attention)

    def rows(self, tokens: Sequence[Token | None], axis: Axis = "query") -> list[int]:
        """Where these tokens are on an axis, of which only some may have been recorded."""
        held = {token.index: row for row, token in enumerate(self.labels(axis))}
        return [held[token.index] for token in tokens if token is not None]


@frozen
class CellChange:
    """A query that reads otherwise from a key than before."""

    query: Pair
    key: Pair
    before: float
    after: float

    @property
    def difference(self) -> float:
        return self.after - self.before


@frozen(eq=False)
class Comparison:
    """A matrix of two places. `queries` are on both sides; of `keys` some may be on one side alone.

    `before` and `after` are (query, key), with 0 among weights and NaN elsewhere for a key that is not there.
    `moved` (query,) is the share of each row of weights that is on other keys than before, the total variation
    ½ Σ |after − before| (Levin, Peres & Wilmer 2009, section 4.1); None for what is not weights.
    """

    array: str
    before_place: Place
    after_place: Place
    queries: tuple[Pair, ...]
    keys: tuple[Pair, ...]
    alone: tuple[Pair, ...]  # tokens of one side only, which have no row
    before: np.ndarray
    after: np.ndarray
    moved: np.ndarray | None

    @property
    def difference(self) -> np.ndarray:
        """after − before (query, key); 0 where both are −∞."""
        same = self.before == self.after
        return np.where(same, 0.0, np.subtract(self.after, self.before, out=np.zeros_like(self.after), where=~same))

    @property
    def same(self) -> bool:
        """Whether nothing changed, to the last bit, and no key is on one side only."""
        return not self.difference.any() and all(key.both for key in self.keys)

    @property
    def changes(self) -> tuple[CellChange, ...]:
        """The weights that changed most, by `SAID` at least, the largest change first."""
        if self.moved is None:
            return ()
        size = np.abs(self.difference)
        order = np.argsort(-size, axis=None, kind="stable")[:MOST]
        cells = (np.unravel_index(int(place), size.shape) for place in order if size.flat[place] >= SAID)
        return tuple(self.change(int(query), int(key)) for query, key in cells)

    def change(self, query: int, key: int) -> CellChange:
        """What became of one cell."""
        cell = (query, key)
        return CellChange(self.queries[query], self.keys[key], float(self.before[cell]), float(self.after[cell]))

    def of_row(self, row: int) -> Comparison:
        """The same of one query alone."""
        one = slice(row, row + 1)
        moved = None if self.moved is None else self.moved[one]
        return replace(self, queries=self.queries[one], before=self.before[one], after=self.after[one], moved=moved)

    def document(self) -> dict[str, object]:
        """Plain values for JSON; a number that is not there is null."""
        named = {"before": self.before_place, "after": self.after_place}
        matrices: dict[str, object] = {
            "array": self.array,
            "places": {name: {"layer": place.layer, "head": place.head} for name, place in named.items()},
            "queries": [described(pair) for pair in self.queries],
            "keys": [described(pair) for pair in self.keys],
            "alone": [described(pair) for pair in self.alone],
            "before": self.before.tolist(),
            "after": self.after.tolist(),
            "difference": self.difference.tolist(),
        }
        if self.moved is None:
            return matrices
        changes = [
            {"query": cell.query.name, "key": cell.key.name, "before": cell.before, "after": cell.after}
            for cell in self.changes
        ]
        return matrices | {"moved": self.moved.tolist(), "changes": changes}


@frozen(eq=False)
class Shift:
    """What became of a vector of each token, (token,) each.

    `cosine` is that of the angle between before and after, and `relative` is ‖after − before‖ / ‖before‖. A vector
    of zeros has no direction: its cosine is 0, and its relative change ∞ where anything came of it.
    """

    array: str
    before_place: Place | None  # None for the residual stream, which belongs to no layer
    tokens: tuple[Pair, ...]
    cosine: np.ndarray
    relative: np.ndarray

    @property
    def same(self) -> bool:
        return not self.relative.any()

    @property
    def gone(self) -> bool:
        """Whether all of the vectors are zero now, and were not: only then is the change as long as the vector was."""
        return bool((self.cosine == 0).all() and (np.abs(self.relative - 1) < 1e-9).all())

    def document(self) -> dict[str, object]:
        """Plain values for JSON; a relative change of ∞ is null."""
        held = self.before_place
        place = {} if held is None else {"place": {"layer": held.layer, "head": held.head}}
        return {
            "array": self.array,
            **place,
            "tokens": [described(pair) for pair in self.tokens],
            "cosine": self.cosine.tolist(),
            "relative": self.relative.tolist(),
        }


def described(pair: Pair) -> dict[str, object]:
    """A pair by its name and its number in each text."""
    indexes = (None if token is None else token.index for token in (pair.before, pair.after))
    return {"name": pair.name, **dict(zip(("before", "after"), indexes, strict=True))}


def compare(before: Trace, after: Trace, arrays: Sequence[str] = ("weights",)) -> tuple[Comparison | Shift, ...]:
    """Every head of one trace beside the head of the other that comes at the same place, in the order of `arrays`.

    Where two models cut a text into different pieces, these are merged into words first. `arrays` are of `ARRAYS`: of
    matrices comes a Comparison, of vectors a Shift. Raises UsageError where the traces hold unequal numbers of heads,
    where their texts have no word in common or their pictures other patches, where an array was not recorded, and for
    vectors of two different heads.
    """
    grids = [f"{seen.rows} × {seen.columns}" if seen else "" for seen in (before.picture, after.picture)]
    if grids[0] != grids[1]:
        raise UsageError("compare_grids", one=grids[0], other=grids[1])
    if before.model.name != after.model.name and pieces(before) != pieces(after):
        before, after = merge_words(before), merge_words(after)
    old, new = places(before), places(after)
    if len(old) != len(new):
        raise UsageError("compare_count", one=len(old), other=len(new))
    return tuple(
        side_by_side(first, second, array) if array in MATRICES else shift_of(first, second, array)
        for first, second in zip(old, new, strict=True)
        for array in arrays
    )


def pieces(trace: Trace) -> list[str]:
    return [token.name for token in trace.tokens if not token.special]


def places(trace: Trace) -> list[Place]:
    """Every head of every attention of a trace, in order."""
    return [
        Place(trace, number, attention, head)
        for number, attention in trace.attentions()
        for head in ((None,) if attention.averaged else attention.heads)
    ]


def side_by_side(before_place: Place, after_place: Place, array: str) -> Comparison:
    """The rows and columns of two matrices, brought to the same places."""
    queries = align(before_place.labels("query"), after_place.labels("query"))
    keys = align(before_place.labels("key"), after_place.labels("key"))
    rows, alone = (tuple(pair for pair in queries if pair.both == both) for both in (True, False))
    absent = 0.0 if array == "weights" else np.nan
    before, after = (
        spread(place.array(array)[place.rows([(pair.before, pair.after)[side] for pair in rows])], keys, side, absent)
        for side, place in enumerate((before_place, after_place))
    )
    moved = np.abs(after - before).sum(axis=-1) / 2 if array == "weights" else None
    return Comparison(array, before_place, after_place, rows, keys, alone, before, after, moved)


def spread(data: np.ndarray, keys: Sequence[Pair], side: int, absent: float) -> np.ndarray:
    """(query, key) with a column for each of these keys, in float64; `absent` where this side has no such key."""
    spread_out = np.full((len(data), len(keys)), absent)
    for column, pair in enumerate(keys):
        token = (pair.before, pair.after)[side]
        if token is not None:
            spread_out[:, column] = data[:, token.index]
    return spread_out


def shift_of(before_place: Place, after_place: Place, array: str) -> Shift:
    """What became of the vectors of one head, or of what enters or leaves its attention."""
    same_head = (before_place.layer, before_place.head) == (after_place.layer, after_place.head) or array not in OF_HEAD
    if before_place.trace.model.name != after_place.trace.model.name or not same_head:
        raise UsageError("other_space", array=array)
    axis: Axis = "key" if array in ("k", "v") else "query"
    tokens = tuple(pair for pair in align(before_place.labels(axis), after_place.labels(axis)) if pair.both)
    before = before_place.array(array)[before_place.rows([pair.before for pair in tokens], axis)]
    after = after_place.array(array)[after_place.rows([pair.after for pair in tokens], axis)]
    return shift(array, before_place, tokens, before, after)


def shift(
    array: str, before_place: Place | None, tokens: tuple[Pair, ...], before: np.ndarray, after: np.ndarray
) -> Shift:
    """The Shift from `before` to `after`, (token, d) each."""
    old, new = before.astype(np.float64), after.astype(np.float64)
    lengths = [np.linalg.norm(vectors, axis=-1) for vectors in (old, new)]
    product, moved = lengths[0] * lengths[1], np.linalg.norm(new - old, axis=-1)
    cosine = np.divide((old * new).sum(axis=-1), product, out=np.zeros_like(product), where=product > 0)
    relative = np.divide(moved, lengths[0], out=np.where(moved > 0, np.inf, 0.0), where=lengths[0] > 0)
    return Shift(array, before_place, tokens, np.clip(cosine, -1.0, 1.0), relative)
