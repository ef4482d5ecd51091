"""Attention, from top to bottom.

    Attention(Q, K, V) = softmax(Q·Kᵀ / √d_k)·V          (Vaswani et al. 2017, equation 1)

Every array is (head, token, d_head) or (head, query, key): rows are queries, columns are keys.
`record(name, array)` keeps an array for the trace and hands it back unchanged.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from attnx.model.memory import Memory
from attnx.model.ops import softmax
from attnx.model.positions import Rotation
from attnx.model.record import AttentionRecord, Record, forget
from attnx.model.spec import Bidirectional, Causal, JoinedNorm, Neighbourhood, Pattern, SlidingWindow, Spec
from attnx.model.weights import AttentionWeights, Norm


def dot_product(q: np.ndarray, k: np.ndarray) -> np.ndarray:
    """q·kᵀ, (head, query, key): large where query and key point the same way."""
    return np.asarray(q @ k.mT)


def nearness(q: np.ndarray, k: np.ndarray) -> np.ndarray:
    """−½‖q − k‖², (head, query, key): 0 where query and key are the same (Nadaraya 1964, Watson 1964).

    Keys of equal length are ranked and weighted exactly as by q·k, from which it differs by a constant.
    """
    return np.asarray(-0.5 * np.square(q[:, :, None, :] - k[:, None, :, :]).sum(axis=-1))


def attention(
    q: np.ndarray,
    k: np.ndarray,
    v: np.ndarray,
    *,
    scale: float,
    mask: np.ndarray | None = None,
    bias: np.ndarray | None = None,
    soft_cap: float | None = None,
    similarity: Callable[[np.ndarray, np.ndarray], np.ndarray] = dot_product,
    record: Record = forget,
) -> np.ndarray:
    """Each query reads from all values, by how well it matches their keys.

    q (head, query, d_head), k (kv_head, key, d_head), v (kv_head, key, d_v) give z (head, query, d_v).
    With fewer kv heads than heads, each serves the same number of heads (Ainslie et al. 2023).
    `mask` is boolean, True where a query may look, or numbers to add; it broadcasts to (head, query, key).
    `bias` is added to the scaled scores: what their distance is worth (Raffel et al. 2020).
    `soft_cap` bends the scaled scores into (−cap, cap): cap · tanh(s / cap) (Gemma 2, 2024).
    """
    n_heads = len(q)
    k, v = serve(k, n_heads), serve(v, n_heads)

    scores = record("scores", similarity(q, k))  # (head, query, key)

    scores *= scale  # from here on in place: record keeps copies
    if bias is not None:
        scores += record("bias", bias)  # (head, query, key)
    if soft_cap is not None:
        scores = soft_cap * np.tanh(scores / soft_cap)
    scaled = record("scaled", scores)  # (head, query, key)

    if mask is not None:
        masked = np.where(mask, scaled, -np.inf) if mask.dtype == bool else scaled + mask
        scaled = record("masked", masked.astype(q.dtype, copy=False))  # (head, query, key)

    weights = record("weights", softmax(scaled, blind(mask)))  # (head, query, key), each row sums to 1

    return record("z", weights @ v)  # (head, query, d_v)


def multi_head(
    x: np.ndarray,
    source: np.ndarray,
    w: AttentionWeights,
    spec: Spec,
    record: AttentionRecord,
    *,
    scale: float,
    mask: np.ndarray | None = None,
    bias: np.ndarray | None = None,
    turn: Rotation | None = None,
    memory: Memory | None = None,
) -> np.ndarray:
    """Queries come from x (query, d_model), keys and values from source (key, d_model); the result is shaped like x.

    In self-attention both are the same. `turn` rotates q and k by their places, and a `memory` holds keys and
    values computed before, and learns the new ones.
    """
    x = record("x", x)

    q, k = w.q(x), w.k(source)  # (query, head · d_head), (key, kv_head · d_head)
    v = split(w.v(source), spec.n_kv_heads)  # (kv_head, key, d_head)

    if turn is not None or spec.qk_norm is not None:
        record("q_projected", split(q, spec.n_heads))
        record("k_projected", split(k, spec.n_kv_heads))
    q, k = normed(q, w.q_norm, spec.n_heads, spec), normed(k, w.k_norm, spec.n_kv_heads, spec)
    if turn is not None:
        q, k = turn(q), turn(k)  # (head, query, d_head), (kv_head, key, d_head)

    q = record("q", q)
    if memory is not None:
        k, v = memory.add(k, v)
    k, v = record("k", k), record("v", v)

    z = attention(q, k, v, scale=scale, mask=mask, bias=bias, soft_cap=spec.soft_cap, record=record)

    return record("out", w.o(join(z)))  # (query, d_model)


def normed(x: np.ndarray, norm: Norm | None, n_heads: int, spec: Spec) -> np.ndarray:
    """(token, head · d_head) into (head, token, d_head), normalised where the model does so."""
    if norm is None or spec.norm is None:
        return split(x, n_heads)
    if isinstance(spec.qk_norm, JoinedNorm):
        return split(norm(x, spec.norm), n_heads)
    return norm(split(x, n_heads), spec.norm)


def may_look(pattern: Pattern, count: int, past: int = 0) -> np.ndarray | None:
    """True where a query may look, (query, key); None where it may look everywhere.

    The queries are the last `count` tokens, and `past` tokens that were read earlier stand before them.
    """
    match pattern:
        case Bidirectional():
            return None
        case Causal():
            return np.tri(count, past + count, past, dtype=bool)
        case SlidingWindow(size):
            seen = np.tri(count, past + count, past, dtype=bool)
            return np.asarray(seen & ~np.tri(count, past + count, past - size, dtype=bool))
        case Neighbourhood(reach):
            seen = np.tri(count, past + count, past + reach, dtype=bool)
            return np.asarray(seen & ~np.tri(count, past + count, past - reach - 1, dtype=bool))


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


def serve(kv: np.ndarray, n_heads: int) -> np.ndarray:
    """(kv_head, key, d) into (head, key, d): each kv head repeated for the heads it serves."""
    return kv if len(kv) == n_heads else np.repeat(kv, n_heads // len(kv), axis=0)
