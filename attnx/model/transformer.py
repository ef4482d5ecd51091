"""The transformer: embed, then block after block. What it is comes from the Spec, its numbers from Weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from attnx.model.attention import may_look, multi_head
from attnx.model.memory import Memory
from attnx.model.ops import ACTIVATIONS
from attnx.model.positions import position_vectors
from attnx.model.record import Recorder
from attnx.model.spec import MLP, Arrangement, Bidirectional, Plain, PostNorm, Spec
from attnx.model.weights import BlockWeights, MLPWeights, Norm, Weights


@dataclass
class Reading:
    """What a decoder has read so far: the source, and keys and values of every layer.

    `source` (key, d_model) is what the encoder made; once its keys are in memory there is nothing more to add.
    """

    source: np.ndarray
    own: list[Memory]
    other: list[Memory]
    length: int = 0

    @classmethod
    def begin(cls, source: np.ndarray, n_layers: int) -> Reading:
        return cls(source, [Memory() for _ in range(n_layers)], [Memory() for _ in range(n_layers)])


def forward(
    ids: np.ndarray,
    weights: Weights,
    spec: Spec,
    record: Recorder,
    dtype: type[np.floating] = np.float32,
    reading: Reading | None = None,
) -> np.ndarray:
    """Reads token ids (token,) and returns the residual stream (token, d_model) after the last layer recorded.

    Layers past the last one asked for are not run. With `dtype` float64 everything is computed in it. A decoder
    gets a `reading`, goes on where that ends, and leaves in it what it read.
    """
    past = reading.length if reading else 0
    x = embed(ids, weights, spec, record, dtype, past)  # (token, d_model)
    for number in range(record.last_layer + 1):
        x = record.stream(number, x)
        x = block(x, weights.blocks[number], spec, record, number, reading)  # (token, d_model)
    if reading:
        reading.length += len(ids)
        reading.source = reading.source[:0]
    return x


def embed(
    ids: np.ndarray,
    weights: Weights,
    spec: Spec,
    record: Recorder,
    dtype: type[np.floating] = np.float32,
    past: int = 0,
) -> np.ndarray:
    """Token + position (+ segment) vectors, normalised where the model does so: (token, d_model).

    `past` is how many tokens stand before these.
    """
    scaled = weights.token_embedding[ids] * np.float32(spec.embedding_scale)
    x = record("token_embedding", scaled).astype(dtype)  # (token, d_model)
    position = position_vectors(spec.positions, weights.position_embedding, past + len(ids), spec.d_model)
    if position is not None:
        x += record("position_embedding", position[past:])
    if weights.segment_embedding is not None:
        # One text is sentence A throughout.
        x += record("segment_embedding", np.broadcast_to(weights.segment_embedding[0], x.shape))
    if weights.embedding_norm is not None and isinstance(spec.arrangement, PostNorm):
        x = weights.embedding_norm(x, spec.arrangement.eps)
    return record("embedded", x)


def block(
    x: np.ndarray, w: BlockWeights, spec: Spec, record: Recorder, number: int, reading: Reading | None
) -> np.ndarray:
    """One layer: attention, attention to the source in a decoder, then the feed-forward network."""
    own = reading.own[number] if reading else None
    past = reading.length if reading else 0
    mask = may_look(spec.pattern, len(x), past)  # (query, key)

    def attend(x: np.ndarray) -> np.ndarray:
        kept = record.attention(number)
        out = multi_head(x, x, w.attention, spec, mask, kept, own)
        record.keep(number, kept.finish(record.kind, spec.pattern.name, spec.scale))
        return out

    x = joined(x, attend, w.attention_norm, spec.arrangement)

    if w.cross is not None and reading is not None:
        cross, source, other = w.cross, reading.source, reading.other[number]

        def look_back(x: np.ndarray) -> np.ndarray:
            kept = record.attention(number)
            out = multi_head(x, source, cross, spec, None, kept, other)
            record.keep(number, kept.finish("cross", Bidirectional.name, spec.scale))
            return out

        x = joined(x, look_back, w.cross_norm, spec.arrangement)

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
