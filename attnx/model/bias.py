"""What is added to the scores for where query and key stand."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from attnx.frozen import frozen
from attnx.model.heads import split
from attnx.model.places import Alibi, Disentangled, RelativeBias
from attnx.model.spec import Spec
from attnx.model.weights import AttentionWeights, Weights


class ScoreBias(Protocol):
    """What is added to the scaled scores of q (head, query, d_head) and k (head, key, d_head): (head, query, key).

    The queries stand from `place` on, and the keys are those of `keys`.
    """

    def __call__(self, q: np.ndarray, k: np.ndarray, place: int, keys: slice, /) -> np.ndarray: ...


def score_bias(spec: Spec, weights: Weights, w: AttentionWeights, dtype: type[np.floating]) -> ScoreBias | None:
    """The bias of one layer's scores, or None where nothing is added."""
    match spec.bias:
        case None:
            return None
        case RelativeBias():
            assert weights.relative_bias is not None
            return ByDistance(spec.bias, weights.relative_bias)
        case Alibi():
            return Linearly(slopes(spec.n_heads).astype(dtype))
        case Disentangled():
            assert weights.relative_embedding is not None and spec.norm is not None
            places = np.asarray(weights.relative_embedding, dtype=dtype)  # (bucket, d_model)
            if weights.relative_norm is not None:
                places = weights.relative_norm(places.copy(), spec.norm)
            to_places = split((w.place_k or w.k)(places), spec.n_heads) if spec.bias.to_places else None
            from_places = split((w.place_q or w.q)(places), spec.n_heads) if spec.bias.from_places else None
            return ByContent(spec.bias, to_places, from_places, spec.scale)


def distances(place: int, count: int, keys: slice) -> np.ndarray:
    """How far each key stands after each query, (query, key); negative for one before it."""
    query = np.arange(place, place + count)[:, None]  # (query, 1)
    return np.asarray(np.arange(keys.start, keys.stop)[None, :] - query)


@frozen(eq=False)
class ByDistance:
    """A trained number for each distance: `table` (bucket, head)."""

    bias: RelativeBias
    table: np.ndarray

    def __call__(self, q: np.ndarray, k: np.ndarray, place: int, keys: slice) -> np.ndarray:
        bucket = buckets(distances(place, q.shape[1], keys), self.bias)  # (query, key)
        return np.ascontiguousarray(self.table[bucket].transpose(2, 0, 1))


@frozen(eq=False)
class Linearly:
    """Less, the farther away: `slopes` (head,)."""

    slopes: np.ndarray

    def __call__(self, q: np.ndarray, k: np.ndarray, place: int, keys: slice) -> np.ndarray:
        away = np.abs(distances(place, q.shape[1], keys)).astype(self.slopes.dtype)  # (query, key)
        return np.asarray(-self.slopes[:, None, None] * away)


@frozen(eq=False)
class ByContent:
    """How well a query matches the place of a key, and a key that of the query, each (head, bucket, d_head)."""

    bias: Disentangled
    to_places: np.ndarray | None
    from_places: np.ndarray | None
    scale: float

    def __call__(self, q: np.ndarray, k: np.ndarray, place: int, keys: slice) -> np.ndarray:
        bucket = relative_places(-distances(place, q.shape[1], keys), self.bias)[None]  # (1, query, key)
        added = np.zeros((len(q), q.shape[1], k.shape[1]), dtype=q.dtype)  # (head, query, key)
        if self.to_places is not None:
            added += np.take_along_axis(q @ self.to_places.mT, bucket, axis=2)
        if self.from_places is not None:
            added += np.take_along_axis(k @ self.from_places.mT, bucket.mT, axis=2).mT
        added *= self.scale
        return added


def slopes(n_heads: int) -> np.ndarray:
    """What each head takes off for one token of distance: from 2⁻¹ down to 2⁻⁸ (Press et al. 2021), (head,) float64.

    Where the heads are no power of two, those that are missing stand between the first ones of twice as many.
    """
    whole = 2 ** int(np.log2(n_heads))
    first = 2.0 ** (-8.0 / whole * np.arange(1, whole + 1))
    between = 2.0 ** (-4.0 / whole * np.arange(1, 2 * (n_heads - whole), 2))
    return np.concatenate((first, between))


def buckets(distance: np.ndarray, bias: RelativeBias) -> np.ndarray:
    """The bucket of each distance: one for each short distance, ever wider ones beyond, up to `furthest`.

    Where a query sees both sides, half of the buckets are for keys after it (Raffel et al. 2020, section 2.1).
    """
    count, place = bias.buckets, np.zeros_like(distance)
    if bias.both_sides:
        count //= 2
        place = np.where(distance > 0, count, 0)
        distance = np.abs(distance)
    else:
        distance = np.maximum(-distance, 0)
    exact = count // 2
    # float32 as in the reference: a distance on the edge of two buckets must fall to the same side.
    ratio = np.log(np.maximum(distance, 1).astype(np.float32) / np.float32(exact))
    ratio /= np.float32(np.log(bias.furthest / exact))
    wide = exact + (ratio * np.float32(count - exact)).astype(np.int64)
    return np.asarray(place + np.where(distance < exact, distance, np.minimum(wide, count - 1)))


def relative_places(before: np.ndarray, bias: Disentangled) -> np.ndarray:
    """The row of the table of distances for keys that stand so many tokens before their query.

    Beyond half of the buckets they grow ever wider (He et al. 2021, DeBERTa).
    """
    if bias.buckets:
        middle, sign = bias.buckets // 2, np.sign(before)
        far = np.maximum(np.abs(before), middle).astype(np.float32) / np.float32(middle)
        grown = np.log(far) / np.log(np.float32((bias.furthest - 1) / middle)) * np.float32(middle - 1)
        wide = (np.ceil(grown) + middle).astype(np.int64) * sign
        before = np.where(np.abs(before) <= middle, before, wide)
    return np.asarray(np.clip(before + bias.span, 0, 2 * bias.span - 1))
