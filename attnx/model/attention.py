"""Attention, from top to bottom.

    Attention(Q, K, V) = softmax(Q·Kᵀ / √d_k)·V          (Vaswani et al. 2017, equation 1)

Every array is (head, token, d_head) or (head, query, key): rows are queries, columns are keys.
`touch(name, array)` keeps an array for the trace, and may change it: a what-if. The masks are in `masks`, the laying
out of heads in `heads`.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from attnx.arithmetic import softmax
from attnx.frozen import frozen
from attnx.model.bias import ScoreBias
from attnx.model.heads import join, normed, serve, split, through
from attnx.model.masks import blind, hide, in_question, may_look
from attnx.model.places import Positions
from attnx.model.positions import rotation
from attnx.model.record import AttentionRecord
from attnx.model.rows import at_once, together
from attnx.model.spec import Causal, Pattern, Spec
from attnx.model.touch import Touch, forget
from attnx.model.weights import AttentionWeights


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
    return np.asarray(np.multiply(-0.5, np.square(q[:, :, None, :] - k[:, None, :, :]).sum(axis=-1), out=room))


def attention(
    q: np.ndarray,
    k: np.ndarray,
    v: np.ndarray,
    *,
    scale: float,
    mask: np.ndarray | None = None,
    bias: np.ndarray | None = None,
    soft_cap: float | None = None,
    sink: np.ndarray | None = None,
    similarity: Similarity = dot_product,
    room: np.ndarray | None = None,
    touch: Touch = forget,
) -> np.ndarray:
    """Each query reads from all values, by how well it matches their keys.

    q (head, query, d_head), k (kv_head, key, d_head), v (kv_head, key, d_v) give z (head, query, d_v).
    With fewer kv heads than heads, each serves the same number of heads (Ainslie et al. 2023).
    `mask` is boolean, True where a query may look, or numbers to add; it broadcasts to (head, query, key).
    `bias` is added to the scaled scores: what their distance is worth (Raffel et al. 2020).
    `soft_cap` bends the scaled scores into (−cap, cap): cap · tanh(s / cap) (Gemma 2, 2024).
    `sink` (head, 1, 1) is a score that no key has: a row may rest there and read less than a whole (gpt-oss, 2025).
    `room` (head, query, key) is memory to compute in: heads that take turns need it only once.
    """
    n_heads = len(q)
    k, v = serve(k, n_heads), serve(v, n_heads)

    scores = touch("scores", similarity(q, k, room))  # (head, query, key)

    scores *= scale  # from here on in place: what is kept is a copy
    if bias is not None:
        scores += touch("bias", bias)  # (head, query, key)
    if soft_cap is not None:
        scores /= soft_cap
        np.tanh(scores, out=scores)
        scores *= soft_cap
    scaled = touch("scaled", scores)  # (head, query, key)

    if mask is not None:
        scaled = touch("masked", hide(scaled, mask))  # (head, query, key)

    weights = touch("weights", softmax(scaled, blind(mask), sink))  # (head, query, key), each row sums to 1 …
    if sink is not None:
        touch("sink", 1.0 - weights.sum(axis=-1))  # (head, query), … or to what the sink leaves

    return touch("z", weights @ v)  # (head, query, d_v)


@frozen
class How:
    """How one attention looks, beside its weights.

    `past` tokens were read before the first query, and with the queries the text has `length`. Several `texts` of this
    length may stand one after another: each reads itself alone, as if with heads of its own.
    """

    scale: float
    pattern: Pattern
    positions: Positions
    bias: ScoreBias | None = None
    soft_cap: float | None = None
    past: int = 0
    length: int = 0
    texts: int = 1


def keys_and_values(
    source: np.ndarray, place: int, w: AttentionWeights, spec: Spec, how: How, touch: Touch
) -> tuple[np.ndarray, np.ndarray]:
    """k and v (kv_head, key, d_head) of a source (key, d_model) whose first token stands at `place`."""
    k = w.k(source)  # (key, kv_head · d_head)
    turn = rotation(how.positions, place, len(source) // how.texts, how.length, source.dtype.type)
    if turn is not None or w.k_norm is not None:
        touch("k_projected", split(k, spec.n_kv_heads, how.texts))
    k = normed(k, w.k_norm, spec.n_kv_heads, spec, how.texts)
    return (k if turn is None else turn(k)), split(w.v(source), spec.n_kv_heads, how.texts)


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
    texts = how.texts
    rows = slice(rows.start, rows.start + len(x) // texts)  # of each text
    count, n_heads = rows.stop - rows.start, texts * spec.n_heads
    # Scores that are kept are kept for every key; otherwise those nobody may look at are not computed.
    keys = slice(0, k.shape[1]) if kept.keeps_scores else in_question(how.pattern, rows, how.past, k.shape[1])
    place = how.past + rows.start
    touch = kept.part(rows, slice(0, n_heads), keys, k.shape[1])

    q = w.q(touch("x", x))  # (query, head · d_head)
    turn = rotation(how.positions, place, count, how.length, x.dtype.type)
    if turn is not None or w.q_norm is not None:
        touch("q_projected", split(q, spec.n_heads, texts))
    q = normed(q, w.q_norm, spec.n_heads, spec, texts)
    q = touch("q", q if turn is None else turn(q))  # (head, query, d_head)

    mask = may_look(how.pattern, count, place, keys)  # (query, key), or one for each head
    if mask is not None and not isinstance(how.pattern, Causal):
        touch("mask", mask)  # which keys are near enough does not follow from the order alone
    bias = bias_of(q, k[:, keys], place, keys, how)  # (head, query, key)
    sinks = None if w.sinks is None else np.tile(w.sinks, texts)

    z = np.empty((n_heads, count, v.shape[2]), dtype=x.dtype)  # (head, query, d_head)
    seen = keys.stop - keys.start
    room = np.empty((at_once(spec.n_heads, count * seen, texts), count, seen), dtype=x.dtype)  # (head, query, key)
    for heads in together(n_heads, len(room)):
        served = slice(heads.start // kept.group, (heads.stop - 1) // kept.group + 1)
        z[heads] = attention(
            q[heads],
            k[served, keys],
            v[served, keys],
            scale=how.scale,
            mask=mask if mask is None or mask.ndim == 2 else mask[heads],
            bias=None if bias is None else bias[heads],
            soft_cap=how.soft_cap,
            sink=None if sinks is None else sinks[heads, None, None],
            room=room[: len(q[heads])],
            touch=kept.part(rows, heads, keys, k.shape[1]),
        )
    if "head_out" in kept.names:
        for head in kept.heads:
            kept.part(rows, slice(head, head + 1), keys, k.shape[1])("head_out", through(z[head], w.o, head)[None])

    return touch("out", w.o(join(z, texts)))  # (query, d_model)


def bias_of(q: np.ndarray, k: np.ndarray, place: int, keys: slice, how: How) -> np.ndarray | None:
    """What is added to the scaled scores of each text, (head, query, key), or None where nothing is."""
    if how.bias is None:
        return None
    pairs = zip(np.split(q, how.texts), np.split(k, how.texts), strict=True)
    return np.concatenate([how.bias(own_q, own_k, place, keys) for own_q, own_k in pairs])
