"""How heads are laid out: taken out of one matrix, put side by side again, and led through their rows of W_O."""

from __future__ import annotations

import numpy as np

from attnx.model.half import widen
from attnx.model.record import AttentionRecord
from attnx.model.spec import JoinedNorm, Spec
from attnx.model.weights import AttentionWeights, Linear, Norm


def split(x: np.ndarray, n_heads: int, texts: int = 1) -> np.ndarray:
    """(token, head · d_head) into (head, token, d_head), laid out head by head for the products to come.

    Of several `texts` of one length, which stand one after another, each has heads of its own: those of the first text
    come first.
    """
    apart = x.reshape(texts, len(x) // texts, n_heads, x.shape[1] // n_heads).swapaxes(1, 2)
    return np.ascontiguousarray(apart).reshape(texts * n_heads, len(x) // texts, -1)


def join(z: np.ndarray, texts: int = 1) -> np.ndarray:
    """(head, token, d_head) into (token, head · d_head): the heads side by side, the texts one after another."""
    n_heads = len(z) // texts
    return z.reshape(texts, n_heads, *z.shape[1:]).swapaxes(1, 2).reshape(texts * z.shape[1], -1)


def serve(kv: np.ndarray, n_heads: int) -> np.ndarray:
    """(kv_head, key, d) into (head, key, d): each kv head repeated for the heads it serves."""
    return kv if len(kv) == n_heads else np.repeat(kv, n_heads // len(kv), axis=0)


def normed(x: np.ndarray, norm: Norm | None, n_heads: int, spec: Spec, texts: int) -> np.ndarray:
    """(token, head · d_head) into (head, token, d_head), normalised where the model does so."""
    if norm is None or spec.norm is None:
        return split(x, n_heads, texts)
    if isinstance(spec.qk_norm, JoinedNorm):
        return split(norm(x, spec.norm), n_heads, texts)
    return norm(split(x, n_heads, texts), spec.norm)


def through(z: np.ndarray, o: Linear, head: int) -> np.ndarray:
    """What z or v (token, d_head) of one head adds to the joined output, (token, d_model): its rows of W_O.

    The bias belongs to no head.
    """
    width = z.shape[1]
    return np.asarray(z @ widen(o.weight[head * width : (head + 1) * width]))


def values_out(v: np.ndarray, w: AttentionWeights, kept: AttentionRecord) -> np.ndarray:
    """v·W_O of every head that is kept, (head, key, d_model): heads that share a v have a W_O of their own."""
    out = np.empty((len(kept.heads), v.shape[1], w.o.weight.shape[1]), dtype=v.dtype)
    n_heads = len(w.o.weight) // v.shape[2]  # of one text
    for place, head in enumerate(kept.heads):
        out[place] = through(v[head // kept.group], w.o, head % n_heads)
    return out
