"""Attention, from top to bottom.

    Attention(Q, K, V) = softmax(Q·Kᵀ / √d_k)·V          (Vaswani et al. 2017, equation 1)

Every array is (head, token, d_head) or (head, query, key): rows are queries, columns are keys.
`record(name, array)` keeps an array for the trace and hands it back unchanged.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from attnx.frozen import frozen
from attnx.model.half import widen
from attnx.model.ops import softmax
from attnx.model.positions import distance_bias, rotation
from attnx.model.record import AttentionRecord, Record, forget
from attnx.model.rows import at_once, together
from attnx.model.spec import (
    Bidirectional,
    Causal,
    Except,
    JoinedNorm,
    Neighbourhood,
    Pattern,
    Positions,
    SlidingWindow,
    Spec,
)
from attnx.model.weights import AttentionWeights, Linear, Norm


class Similarity(Protocol):
    """How well each query matches each key, (head, query, key), written to `room` where that is given."""

    def __call__(self, q: np.ndarray, k: np.ndarray, room: np.ndarray | None = None, /) -> np.ndarray: ...


def dot_product(q: np.ndarray, k: np.ndarray, room: np.ndarray | None = None) -> np.ndarray:
    """q·kᵀ, (head, query, key): large where query and key point the same way. It is written to `room`, if given."""
    return np.asarray(np.matmul(q, k.mT, out=room))


def nearness(q: np.ndarray, k: np.ndarray, room: np.ndarray | None = None) -> np.ndarray:
    """−½‖q − k‖², (head, query, key): 0 where query and key are the same (Nadaraya 1964, Watson 1964).

    Keys of equal length are ranked and weighted exactly as by q·k, from which it differs by a constant.
    """
    return np.multiply(-0.5, np.square(q[:, :, None, :] - k[:, None, :, :]).sum(axis=-1), out=room)


def attention(
    q: np.ndarray,
    k: np.ndarray,
    v: np.ndarray,
    *,
    scale: float,
    mask: np.ndarray | None = None,
    bias: np.ndarray | None = None,
    soft_cap: float | None = None,
    temperature: float = 1.0,
    similarity: Similarity = dot_product,
    room: np.ndarray | None = None,
    record: Record = forget,
) -> np.ndarray:
    """Each query reads from all values, by how well it matches their keys.

    q (head, query, d_head), k (kv_head, key, d_head), v (kv_head, key, d_v) give z (head, query, d_v).
    With fewer kv heads than heads, each serves the same number of heads (Ainslie et al. 2023).
    `mask` is boolean, True where a query may look, or numbers to add; it broadcasts to (head, query, key).
    `bias` is added to the scaled scores: what their distance is worth (Raffel et al. 2020).
    `soft_cap` bends the scaled scores into (−cap, cap): cap · tanh(s / cap) (Gemma 2, 2024).
    `temperature` divides what the softmax sees (Hinton et al. 2015).
    `room` (head, query, key) is memory to compute in: heads that take turns need it only once.
    """
    n_heads = len(q)
    k, v = serve(k, n_heads), serve(v, n_heads)

    scores = record("scores", similarity(q, k, room))  # (head, query, key)

    scores *= scale  # from here on in place: record keeps copies
    if bias is not None:
        scores += record("bias", bias)  # (head, query, key)
    if soft_cap is not None:
        scores /= soft_cap
        np.tanh(scores, out=scores)
        scores *= soft_cap
    if temperature != 1.0:
        scores /= temperature
    scaled = record("scaled", scores)  # (head, query, key)

    if mask is not None:
        scaled = record("masked", hide(scaled, mask))  # (head, query, key)

    weights = record("weights", softmax(scaled, blind(mask)))  # (head, query, key), each row sums to 1

    return record("z", weights @ v)  # (head, query, d_v)


@frozen
class How:
    """How one attention looks, beside its weights. `past` tokens were read before the first query.

    The heads `silent` are computed and not listened to: a what-if, as is a `temperature`.
    """

    scale: float
    pattern: Pattern
    positions: Positions
    relative_bias: np.ndarray | None = None  # (bucket, head)
    soft_cap: float | None = None
    past: int = 0
    temperature: float = 1.0
    silent: tuple[int, ...] = ()


def keys_and_values(
    source: np.ndarray, place: int, w: AttentionWeights, spec: Spec, how: How, record: Record
) -> tuple[np.ndarray, np.ndarray]:
    """k and v (kv_head, key, d_head) of a source (key, d_model) whose first token stands at `place`."""
    k = w.k(source)  # (key, kv_head · d_head)
    turn = rotation(how.positions, place, len(source), source.dtype.type)
    if turn is not None or w.k_norm is not None:
        record("k_projected", split(k, spec.n_kv_heads))
    k = normed(k, w.k_norm, spec.n_kv_heads, spec)
    return (k if turn is None else turn(k)), split(w.v(source), spec.n_kv_heads)


def multi_head(
    x: np.ndarray,
    rows: slice,
    k: np.ndarray,
    v: np.ndarray,
    w: AttentionWeights,
    spec: Spec,
    how: How,
    kept: AttentionRecord,
) -> np.ndarray:
    """Queries are made of x (query, d_model), the tokens `rows`, and read from k and v; the result is shaped like x.

    In self-attention k and v come from the same tokens; in cross-attention from another text.
    """
    # Scores that are kept are kept for every key; otherwise those nobody may look at are not computed.
    keys = slice(0, k.shape[1]) if kept.keeps_scores else in_question(how.pattern, rows, how.past, k.shape[1])
    place = how.past + rows.start
    record = kept.part(rows, slice(0, spec.n_heads), keys, k.shape[1])

    q = w.q(record("x", x))  # (query, head · d_head)
    turn = rotation(how.positions, place, len(x), x.dtype.type)
    if turn is not None or w.q_norm is not None:
        record("q_projected", split(q, spec.n_heads))
    q = normed(q, w.q_norm, spec.n_heads, spec)
    q = record("q", q if turn is None else turn(q))  # (head, query, d_head)

    mask = may_look(how.pattern, len(x), place, keys)  # (query, key)
    if mask is not None and not isinstance(how.pattern, Causal):
        record("mask", mask)  # which keys are near enough does not follow from the order alone
    bias = distance_bias(how.positions, how.relative_bias, spec.pattern, place, len(x), keys)  # (head, query, key)

    z = np.empty((spec.n_heads, len(x), v.shape[2]), dtype=x.dtype)  # (head, query, d_head)
    seen = keys.stop - keys.start
    room = np.empty((at_once(spec.n_heads, len(x) * seen), len(x), seen), dtype=x.dtype)  # (head, query, key)
    for heads in together(spec.n_heads, len(room)):
        served = slice(heads.start // kept.group, (heads.stop - 1) // kept.group + 1)
        z[heads] = attention(
            q[heads],
            k[served, keys],
            v[served, keys],
            scale=how.scale,
            mask=mask,
            bias=None if bias is None else bias[heads],
            soft_cap=how.soft_cap,
            temperature=how.temperature,
            room=room,
            record=kept.part(rows, heads, keys, k.shape[1]),
        )
    if "head_out" in kept.names:
        for head in kept.heads:
            kept.part(rows, slice(head, head + 1), keys, k.shape[1])("head_out", through(z[head], w.o, head)[None])

    for head in how.silent:
        z[head] = 0.0
        kept.part(rows, slice(head, head + 1), keys, k.shape[1])("z", z[head : head + 1])

    return record("out", w.o(join(z)))  # (query, d_model)


def normed(x: np.ndarray, norm: Norm | None, n_heads: int, spec: Spec) -> np.ndarray:
    """(token, head · d_head) into (head, token, d_head), normalised where the model does so."""
    if norm is None or spec.norm is None:
        return split(x, n_heads)
    if isinstance(spec.qk_norm, JoinedNorm):
        return split(norm(x, spec.norm), n_heads)
    return norm(split(x, n_heads), spec.norm)


def may_look(pattern: Pattern, count: int, past: int = 0, keys: slice | None = None) -> np.ndarray | None:
    """True where a query may look, (query, key); None where it may look everywhere.

    The queries are `count` tokens after `past` others. `keys` are the keys in question: without it, all tokens up
    to the last query.
    """
    keys = keys or slice(0, past + count)
    query = np.arange(past, past + count)[:, None]  # (query, 1)
    key = np.arange(keys.start, keys.stop)[None, :]  # (1, key)
    match pattern:
        case Bidirectional():
            return None
        case Causal():
            return np.asarray(key <= query)
        case SlidingWindow(size):
            return np.asarray((key <= query) & (key > query - size))
        case Neighbourhood(reach):
            return np.asarray((key <= query + reach) & (key >= query - reach))
        case Except(rest, at, hidden):
            others = (query != at) | (key != hidden)  # (query, key)
            seen = may_look(rest, count, past, keys)
            return np.asarray(others if seen is None else others & seen)


def in_question(pattern: Pattern, rows: slice, past: int, count: int) -> slice:
    """The keys that any of these queries may look at, of `count` keys; the queries stand after `past` tokens."""
    first, last = past + rows.start, past + rows.stop
    match pattern:
        case Bidirectional():
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


def split(x: np.ndarray, n_heads: int) -> np.ndarray:
    """(token, head · d_head) into (head, token, d_head), laid out head by head for the products to come."""
    return np.ascontiguousarray(x.reshape(len(x), n_heads, x.shape[1] // n_heads).swapaxes(0, 1))


def join(z: np.ndarray) -> np.ndarray:
    """(head, token, d_head) into (token, head · d_head): the heads side by side."""
    return z.swapaxes(0, 1).reshape(z.shape[1], -1)


def through(z: np.ndarray, o: Linear, head: int) -> np.ndarray:
    """What z or v (token, d_head) of one head adds to the joined output, (token, d_model): its rows of W_O.

    The bias belongs to no head.
    """
    width = z.shape[1]
    return np.asarray(z @ widen(o.weight[head * width : (head + 1) * width]))


def values_out(v: np.ndarray, w: AttentionWeights, kept: AttentionRecord) -> np.ndarray:
    """v·W_O of every head that is kept, (head, key, d_model): heads that share a v have a W_O of their own."""
    out = np.empty((len(kept.heads), v.shape[1], w.o.weight.shape[1]), dtype=v.dtype)
    for place, head in enumerate(kept.heads):
        out[place] = through(v[head // kept.group], w.o, head)
    return out


def serve(kv: np.ndarray, n_heads: int) -> np.ndarray:
    """(kv_head, key, d) into (head, key, d): each kv head repeated for the heads it serves."""
    return kv if len(kv) == n_heads else np.repeat(kv, n_heads // len(kv), axis=0)
