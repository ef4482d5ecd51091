"""The transformer: embed, then block after block. What it is comes from the Spec, its numbers from Weights."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from attnx.model.attention import self_attention
from attnx.model.ops import ACTIVATIONS
from attnx.model.positions import position_vectors
from attnx.model.record import Recorder
from attnx.model.spec import MLP, Arrangement, Plain, PostNorm, Spec
from attnx.model.weights import BlockWeights, MLPWeights, Norm, Weights


def forward(
    ids: np.ndarray, weights: Weights, spec: Spec, record: Recorder, dtype: type[np.floating] = np.float32
) -> np.ndarray:
    """Reads token ids (token,) and returns the residual stream (token, d_model) after the last layer recorded.

    Layers past the last one asked for are not run. With `dtype` float64 everything is computed in it.
    """
    x = embed(ids, weights, spec, record, dtype)  # (token, d_model)
    for number in range(record.last_layer + 1):
        x = record.stream(number, x)
        x = block(x, weights.blocks[number], spec, record, number)  # (token, d_model)
    return x


def embed(
    ids: np.ndarray, weights: Weights, spec: Spec, record: Recorder, dtype: type[np.floating] = np.float32
) -> np.ndarray:
    """Token + position (+ segment) vectors, normalised where the model does so: (token, d_model)."""
    x = record("token_embedding", weights.token_embedding[ids]).astype(dtype)  # (token, d_model)
    position = position_vectors(spec.positions, weights.position_embedding, len(ids), spec.d_model)
    if position is not None:
        x += record("position_embedding", position)
    if weights.segment_embedding is not None:
        # One text is sentence A throughout.
        x += record("segment_embedding", np.broadcast_to(weights.segment_embedding[0], x.shape))
    if weights.embedding_norm is not None and isinstance(spec.arrangement, PostNorm):
        x = weights.embedding_norm(x, spec.arrangement.eps)
    return record("embedded", x)


def block(x: np.ndarray, w: BlockWeights, spec: Spec, record: Recorder, number: int) -> np.ndarray:
    """One layer: attention, then the feed-forward network, each joined to the residual stream."""

    def attend(x: np.ndarray) -> np.ndarray:
        out, recorded = self_attention(x, w.attention, spec, record.attention(number))
        record.keep(number, recorded)
        return out

    x = joined(x, attend, w.attention_norm, spec.arrangement)
    if w.mlp is not None and spec.mlp is not None:
        network, shape = w.mlp, spec.mlp
        x = joined(x, lambda x: feed_forward(x, network, shape), w.mlp_norm, spec.arrangement)
    return x


def joined(
    x: np.ndarray, f: Callable[[np.ndarray], np.ndarray], norm: Norm | None, arrangement: Arrangement
) -> np.ndarray:
    """The sublayer f joined to the residual stream x, as the arrangement says."""
    match arrangement:
        case Plain():
            return np.asarray(x + f(x))
        case PostNorm(eps):
            assert norm is not None
            return norm(x + f(x), eps)


def feed_forward(x: np.ndarray, w: MLPWeights, mlp: MLP) -> np.ndarray:
    """activation(x·W_up + b)·W_down + b (Vaswani et al. 2017, section 3.3)."""
    return w.down(ACTIVATIONS[mlp.activation](w.up(x)))  # (token, d_model)
