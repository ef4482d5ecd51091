"""The forward pass over many texts at once, with the model's own operations.

`attnx.model.transformer.forward` reads one text, some rows at a time; to learn, a batch is read at once and what the
backward pass needs is left behind. Attention, norms and the feed-forward network are the same functions in both, and a
test shows that so are the numbers.
"""

from __future__ import annotations

import numpy as np

from attnx.arithmetic import causal
from attnx.learning.passed import Passed, PassedAttention, PassedBlock, PassedMLP, PassedNorm, join, split
from attnx.model.attention import attention
from attnx.model.spec import MLP, LayerNorm, Spec
from attnx.model.transformer import feed_forward
from attnx.model.weights import AttentionWeights, BlockWeights, MLPWeights, Norm, Weights


class Kept(dict[str, np.ndarray]):
    """A Touch that keeps every array: those that the pass goes on to overwrite must be asked for with `copied`."""

    def __call__(self, name: str, array: np.ndarray) -> np.ndarray:
        self[name] = array
        return array


def forward(ids: np.ndarray, weights: Weights, spec: Spec) -> Passed:
    """Reads `ids` (row, token), texts of one length. Texts that are filled up at their end lose nothing by it:

    every model that learns here is causal, so what comes after a token does not reach it.
    """
    rows, tokens = ids.shape
    assert isinstance(weights.token_embedding, np.ndarray) and weights.position_embedding is not None
    x = weights.token_embedding[ids] + weights.position_embedding[:tokens]  # (row, token, d_model)
    x = x.reshape(rows * tokens, spec.d_model)  # (row · token, d_model)
    blocks = []
    for w in weights.blocks:
        x, passed = block(x, rows, w, spec)
        blocks.append(passed)
    assert weights.final_norm is not None
    final, passed_norm = norm(x, weights.final_norm, spec)
    return Passed(ids, tuple(blocks), passed_norm, final)


def block(x: np.ndarray, rows: int, w: BlockWeights, spec: Spec) -> tuple[np.ndarray, PassedBlock]:
    """x + attention(norm(x)), and then x + mlp(norm(x))."""
    assert w.attention_norm is not None and w.mlp_norm is not None and isinstance(w.mlp, MLPWeights)
    read, attention_norm = norm(x, w.attention_norm, spec)
    out, attended = multi_head(read, rows, w.attention, spec)
    x = x + out  # (row · token, d_model)
    known, mlp_norm = norm(x, w.mlp_norm, spec)
    out, thought = think(known, w.mlp, spec)
    return x + out, PassedBlock(attention_norm, attended, mlp_norm, thought)


def norm(x: np.ndarray, w: Norm, spec: Spec) -> tuple[np.ndarray, PassedNorm]:
    assert isinstance(spec.norm, LayerNorm)
    kept = Kept()
    normed = w(x.copy(), spec.norm, kept)  # (token, d_model)
    return normed, PassedNorm(x, kept["mean"], kept["deviation"])


def multi_head(x: np.ndarray, rows: int, w: AttentionWeights, spec: Spec) -> tuple[np.ndarray, PassedAttention]:
    """`attention`, each row of the batch by itself: an axis in front of its heads."""
    q, k, v = (split(projection(x), rows, spec.n_heads) for projection in (w.q, w.k, w.v))
    places = np.arange(q.shape[2])
    kept = Kept()
    z = attention_of_rows(q, k, v, spec.scale, causal(places, places), kept)
    return w.o(join(z)), PassedAttention(x, q, k, v, kept["weights"], z)


def attention_of_rows(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, scale: float, mask: np.ndarray, kept: Kept
) -> np.ndarray:
    """The model's `attention` of q, k and v (row, head, token, d_head): rows and heads are alike to it."""
    rows, n_heads, tokens, d_head = q.shape
    q, k, v = (x.reshape(rows * n_heads, tokens, d_head) for x in (q, k, v))
    z = attention(q, k, v, scale=scale, mask=mask, touch=kept)  # (row · head, token, d_head)
    kept["weights"] = kept["weights"].reshape(rows, n_heads, tokens, tokens)
    return z.reshape(rows, n_heads, tokens, d_head)


def think(x: np.ndarray, w: MLPWeights, spec: Spec) -> tuple[np.ndarray, PassedMLP]:
    assert isinstance(spec.mlp, MLP)
    kept = Kept()
    down = feed_forward(x, w, spec.mlp, kept)  # (token, d_model)
    return down, PassedMLP(x, kept["hidden"])
