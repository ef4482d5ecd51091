"""The transformer: embed, then block after block. What it is comes from the Spec, its numbers from Weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from attnx.model.attention import may_look, multi_head
from attnx.model.half import widen
from attnx.model.memory import Memory
from attnx.model.ops import ACTIVATIONS
from attnx.model.positions import distance_bias, position_vectors, rotation
from attnx.model.record import Recorder
from attnx.model.spec import (
    Bidirectional,
    Causal,
    FeedForward,
    InnerNorm,
    LanguageHead,
    MaskedHead,
    Parallel,
    PostNorm,
    Sandwich,
    Spec,
)
from attnx.model.weights import MLPWeights, Norm, Rows, Weights

TOGETHER = 16_384  # rows of the vocabulary that are widened at once


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
    segments: np.ndarray | None = None,
) -> np.ndarray:
    """Reads token ids (token,) and returns the residual stream (token, d_model) after the last layer recorded.

    Layers past the last one asked for are not run; after the last of all comes the model's final norm. With
    `dtype` float64 everything is computed in it. A decoder gets a `reading`, goes on where that ends, and
    leaves in it what it read. `segments` (token,) says of which text each token is, where there is more than one.
    """
    past = reading.length if reading else 0
    x = embed(ids, weights, spec, record, dtype, past, segments)  # (token, d_model)
    for number in range(record.last_layer + 1):
        x = record.stream(number, x)
        x = block(x, weights, spec, record, number, reading)  # (token, d_model)
    if reading:
        reading.length += len(ids)
        reading.source = reading.source[:0]
    if record.last_layer + 1 == spec.n_layers and weights.final_norm is not None and spec.norm is not None:
        x = weights.final_norm(x, spec.norm)
    return x


def embed(
    ids: np.ndarray,
    weights: Weights,
    spec: Spec,
    record: Recorder,
    dtype: type[np.floating] = np.float32,
    past: int = 0,
    segments: np.ndarray | None = None,
) -> np.ndarray:
    """Token + position (+ segment) vectors, normalised where the model does so: (token, d_model).

    `past` is how many tokens stand before these.
    """
    scaled = np.asarray(weights.token_embedding[ids], dtype=dtype) * spec.embedding_scale
    x = record("token_embedding", scaled)  # (token, d_model)
    position = position_vectors(spec.positions, weights.position_embedding, past + len(ids), spec.d_model)
    if position is not None:
        x += record("position_embedding", position[past:])
    if weights.segment_embedding is not None:
        of = np.zeros(len(ids), dtype=np.int64) if segments is None else segments  # one text is sentence A throughout
        x += record("segment_embedding", weights.segment_embedding[of])
    if weights.embedding_norm is not None and spec.norm is not None:
        x = weights.embedding_norm(x, spec.norm)
    return record("embedded", x)


def block(
    x: np.ndarray, weights: Weights, spec: Spec, record: Recorder, number: int, reading: Reading | None
) -> np.ndarray:
    """One layer: attention, attention to the source in a decoder, then the feed-forward network."""
    w, pattern, positions = weights.blocks[number], spec.pattern_of(number), spec.positions_of(number)
    scale = spec.scale_of(number)
    own = reading.own[number] if reading else None
    past = reading.length if reading else 0
    mask = may_look(pattern, len(x), past)  # (query, key)
    bias = distance_bias(positions, weights.relative_bias, pattern, past, len(x))  # (head, query, key)
    turn = rotation(positions, past, len(x), x.dtype.type)

    def attend(x: np.ndarray) -> np.ndarray:
        kept = record.attention(number)
        if mask is not None and not isinstance(pattern, Causal):
            kept("mask", mask)  # which keys are near enough does not follow from the order alone
        out = multi_head(x, x, w.attention, spec, kept, scale=scale, mask=mask, bias=bias, turn=turn, memory=own)
        record.keep(number, kept.finish(record.kind, pattern.name, scale, spec.soft_cap))
        return out

    def look_back(x: np.ndarray) -> np.ndarray:
        assert w.cross is not None and reading is not None
        kept = record.attention(number)
        out = multi_head(x, reading.source, w.cross, spec, kept, scale=scale, memory=reading.other[number])
        record.keep(number, kept.finish("cross", Bidirectional.name, scale))
        return out

    def think(x: np.ndarray) -> np.ndarray:
        assert w.mlp is not None and spec.mlp is not None
        return feed_forward(x, w.mlp, spec.mlp)

    if isinstance(spec.arrangement, Parallel):
        return np.asarray(x + attend(before(x, w.attention_norm, spec)) + think(before(x, w.mlp_norm, spec)))
    x = joined(x, attend, w.attention_norm, w.attention_inner_norm, spec)
    if w.cross is not None:
        x = joined(x, look_back, w.cross_norm, None, spec)
    if w.mlp is not None:
        x = joined(x, think, w.mlp_norm, w.mlp_inner_norm, spec)
    return x


Sublayer = Callable[[np.ndarray], np.ndarray]


def joined(x: np.ndarray, f: Sublayer, norm: Norm | None, inner: Norm | None, spec: Spec) -> np.ndarray:
    """The sublayer f joined to the residual stream x, as the arrangement says."""
    match spec.arrangement:
        case PostNorm():
            assert norm is not None and spec.norm is not None
            return norm(x + f(x), spec.norm)
        case InnerNorm():
            assert inner is not None and spec.norm is not None
            return np.asarray(x + inner(f(x), spec.norm))
        case Sandwich():
            assert inner is not None and spec.norm is not None
            return np.asarray(x + inner(f(before(x, norm, spec)), spec.norm))
        case _:
            return np.asarray(x + f(before(x, norm, spec)))


def before(x: np.ndarray, norm: Norm | None, spec: Spec) -> np.ndarray:
    """What enters a sublayer: the residual stream, normalised where there is a norm before it."""
    return x if norm is None or spec.norm is None else norm(x.copy(), spec.norm)


def feed_forward(x: np.ndarray, w: MLPWeights, mlp: FeedForward) -> np.ndarray:
    """activation(x·W_up + b)·W_down + b (Vaswani et al. 2017, section 3.3), or with a gate (Shazeer 2020)."""
    activation = ACTIVATIONS[mlp.activation]
    if w.gate is None:
        return w.down(activation(w.up(x)))  # (token, d_model)
    hidden = activation(w.gate(x))  # (token, d_ff)
    hidden *= w.up(x)
    return w.down(hidden)


def logits(x: np.ndarray, weights: Weights, spec: Spec) -> np.ndarray:
    """How strongly each entry of the vocabulary is meant, (token, vocabulary), from the last residual stream.

    The model must have a head (`weights.head`).
    """
    head = weights.head
    assert head is not None and spec.head is not None
    match spec.head:
        case MaskedHead(activation):
            assert head.dense is not None and head.norm is not None and spec.norm is not None
            x = head.norm(ACTIVATIONS[activation](head.dense(x)), spec.norm)
        case LanguageHead(_, scale):
            x = x * np.asarray(scale, dtype=x.dtype)
    table = head.table
    if table is None:
        table = weights.token_embedding.stored if isinstance(weights.token_embedding, Rows) else weights.token_embedding  # type: ignore[assignment]
    assert table is not None
    out = np.empty((len(x), len(table)), dtype=x.dtype)
    for begin in range(0, len(table), TOGETHER):  # a half-precision table is never widened as a whole
        rows = slice(begin, begin + TOGETHER)
        np.matmul(x, widen(table[rows]).T, out=out[:, rows])
    if head.bias is not None:
        out += head.bias
    if isinstance(spec.head, LanguageHead) and spec.head.soft_cap is not None:
        out /= spec.head.soft_cap
        np.tanh(out, out=out)
        out *= spec.head.soft_cap
    return out
