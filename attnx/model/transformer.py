"""The transformer: embed, then block after block. What it is comes from the Spec, its numbers from Weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from attnx.arithmetic import softmax
from attnx.change import Change
from attnx.frozen import frozen
from attnx.model.attention import How, keys_and_values, multi_head
from attnx.model.bias import score_bias
from attnx.model.change import changed, temperature_of, touches
from attnx.model.half import widen
from attnx.model.heads import values_out
from attnx.model.memory import Memory
from attnx.model.ops import ACTIVATIONS, sigmoid
from attnx.model.pages import give_back
from attnx.model.places import NoPosition
from attnx.model.positions import position_vectors
from attnx.model.record import AttentionRecord, Recorder
from attnx.model.rows import TOGETHER, by_rows
from attnx.model.spec import (
    MLP,
    Bidirectional,
    ClampedMLP,
    Experts,
    GatedMLP,
    LanguageHead,
    MaskedHead,
    Network,
    Parallel,
    PostNorm,
    Spec,
)
from attnx.model.touch import Touch, forget, within
from attnx.model.weights import AttentionWeights, BlockWeights, ExpertWeights, MLPWeights, Norm, Weights
from attnx.trace import Attention, Kind

WIDENED = 16_384  # rows of the vocabulary that are widened at once

Sublayer = Callable[[np.ndarray], np.ndarray]


@dataclass
class Reading:
    """What a decoder has read so far: the source, and keys and values of every layer.

    `source` (key, d_model) is what the encoder made, None where there is none; its keys and values are made once.
    """

    source: np.ndarray | None
    own: list[Memory]
    cross: list[Memory]
    length: int = 0

    @classmethod
    def begin(cls, source: np.ndarray | None, n_layers: int) -> Reading:
        return cls(source, [Memory() for _ in range(n_layers)], [Memory() for _ in range(n_layers)])


def forward(
    ids: np.ndarray,
    weights: Weights,
    spec: Spec,
    record: Recorder,
    dtype: type[np.floating] = np.float32,
    reading: Reading | None = None,
    segments: np.ndarray | None = None,
    changes: Sequence[Change] = (),
) -> np.ndarray:
    """Reads token ids (token,) and returns the residual stream (token, d_model) after the last layer recorded.

    Layers past the last one asked for are not run; after the last of all comes the model's final norm. With
    `dtype` float64 everything is computed in it. A decoder gets a `reading`, goes on where that ends, and
    leaves in it what it read; where there is none the memory of each layer's weights is given back.
    `segments` (token,) says of which text each token is, where there is more than one.
    `changes` are what-ifs about how attention looks; those about what the model is belong to the spec.
    """
    past = reading.length if reading else 0
    x = embed(ids, weights, spec, record, dtype, past, segments)  # (token, d_model)
    for number in range(record.last_layer + 1):
        x = record.stream(number, x)
        x = block(x, weights, spec, record, number, reading, changes)  # (token, d_model)
        if reading is None:  # otherwise the next token needs them soon
            give_back(weights.blocks[number].matrices())
    if reading:
        reading.length += len(ids)
    record.leave(x)
    if record.last_layer + 1 == spec.n_layers and weights.final_norm is not None and spec.norm is not None:
        x = weights.final_norm(x, spec.norm, within(record, "final_norm"))
    return x


def forward_to_attention(ids: np.ndarray, weights: Weights, spec: Spec, record: Recorder, texts: int = 1) -> np.ndarray:
    """Reads as `forward` does as far as the attention of the last layer recorded, and returns what that reads.

    That is (token, d_model); the feed-forward network after it tells nothing of attention, and is not run.
    Several `texts` of one length may stand one after another, as many as fit one part (`rows.TOGETHER`): each is
    read as if it were alone. To the record, which keeps arrays of heads alone, they are one text with so many times the
    heads.
    """
    assert texts == 1 or len(ids) <= TOGETHER
    x = np.concatenate([embed(text, weights, spec, record) for text in np.split(ids, texts)])  # (token, d_model)
    last = record.last_layer
    for number in range(last):
        x = block(x, weights, spec, record, number, texts=texts)
    look, norm = look_around(x, weights, spec, record, last, texts=texts), weights.blocks[last].attention_norm
    out = np.empty_like(x)

    def read(rows: slice) -> None:
        out[rows] = look(rows, before(x[rows], norm, spec))

    by_rows(read, len(x), texts)
    record.keep(last, look.finish())
    return out


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
    if weights.embedding_projection is not None and spec.narrow and spec.narrow.tokens_alone:
        scaled = weights.embedding_projection(scaled)
    x = record("token_embedding", scaled)  # (token, d_model), or (token, d_embedding) until all are projected
    position = position_vectors(spec.positions, weights.position_embedding, ids, past, spec.d_model)
    if position is not None:
        x += record("position_embedding", np.asarray(position, dtype=dtype))
    if weights.segment_embedding is not None:
        of = np.zeros(len(ids), dtype=np.int64) if segments is None else segments  # one text is sentence A throughout
        x += record("segment_embedding", np.asarray(weights.segment_embedding[of], dtype=dtype))
    if weights.embedding_norm is not None and spec.norm is not None:
        x = weights.embedding_norm(x, spec.norm, within(record, "embedding_norm"))
    if weights.embedding_projection is not None and spec.narrow and not spec.narrow.tokens_alone:
        x = weights.embedding_projection(x)
    return record("embedded", x)


def block(
    x: np.ndarray,
    weights: Weights,
    spec: Spec,
    record: Recorder,
    number: int,
    reading: Reading | None = None,
    changes: Sequence[Change] = (),
    texts: int = 1,
) -> np.ndarray:
    """One layer: attention, attention to the source in a decoder, then the feed-forward network.

    Keys and values are made of all tokens first. From then on each token goes its own way, so that a long text is
    worked through some rows at a time.
    """
    w = weights.blocks[number]
    looks = [look_around(x, weights, spec, record, number, reading, changes, texts)]
    looks += [look_back(w.cross, spec, record, number, reading, len(x))] if w.cross is not None and reading else []

    out = np.empty_like(x)  # (query, d_model)
    kept = record.block(number, len(x))

    def layer(rows: slice) -> None:
        out[rows] = through(x[rows], [partial(look, rows) for look in looks], w, spec, number, kept(rows))

    by_rows(layer, len(x), texts)
    for look in looks:
        record.keep(number, look.finish())
    return out


def through(
    x: np.ndarray, looks: Sequence[Sublayer], w: BlockWeights, spec: Spec, number: int, touch: Touch = forget
) -> np.ndarray:
    """The residual stream x as it leaves a layer of these attentions and its feed-forward network."""
    around, *back = looks
    mlp = partial(think, w=w, spec=spec, number=number, touch=touch)
    if isinstance(spec.arrangement, Parallel):
        return side_by_side(x, around, mlp, w, spec, touch)
    x = joined(x, around, w.attention_norm, w.attention_inner_norm, spec, within(touch, "attention"))
    for look in back:
        x = joined(x, look, w.cross_norm, None, spec, within(touch, "cross"))
    if w.mlp is not None:
        x = joined(x, mlp, w.mlp_norm, w.mlp_inner_norm, spec, within(touch, "mlp"))
    return x


def think(x: np.ndarray, w: BlockWeights, spec: Spec, number: int, touch: Touch = forget) -> np.ndarray:
    """The feed-forward network of a layer, or its experts."""
    mlp = spec.mlp_of(number)
    if isinstance(w.mlp, ExpertWeights):
        assert isinstance(mlp, Experts)
        shares = touch("experts", chosen(w.mlp.router(x), mlp))  # (query, expert)
        return touch("mlp_down", by_experts(x, shares, w.mlp, mlp))
    assert w.mlp is not None and isinstance(mlp, MLP | GatedMLP | ClampedMLP)
    return feed_forward(x, w.mlp, mlp, within(touch, "mlp"))


@frozen
class Look:
    """One attention with its keys and values at hand: called with some rows of x, it gives what they read."""

    kind: Kind
    k: np.ndarray  # (kv_head, key, d_head)
    v: np.ndarray
    w: AttentionWeights
    spec: Spec
    how: How
    kept: AttentionRecord
    temperature: float = 1.0  # what a what-if divides the scaled scores by

    def __call__(self, rows: slice, x: np.ndarray) -> np.ndarray:
        return multi_head(x, rows, self.k, self.v, self.w, self.spec, self.how, self.kept)

    def finish(self) -> Attention:
        """What was kept of it."""
        if "v_out" in self.kept.names:
            self.kept.keep("v_out", values_out(self.v, self.w, self.kept))
        how = self.how
        return self.kept.finish(self.kind, how.pattern.name, how.scale, how.soft_cap, temperature=self.temperature)


def look_around(
    x: np.ndarray,
    weights: Weights,
    spec: Spec,
    record: Recorder,
    number: int,
    reading: Reading | None = None,
    changes: Sequence[Change] = (),
    texts: int = 1,
) -> Look:
    """The tokens' attention to one another, and to those read before."""
    length = len(x) // texts
    w, kept = weights.blocks[number], record.attention(number, length, touches(changes, number))
    past = reading.length if reading else 0
    how = How(
        spec.scale_of(number),
        spec.pattern_of(number),
        spec.positions_of(number),
        score_bias(spec, weights, w.attention, x.dtype.type),
        spec.soft_cap,
        past,
        past + length,
        texts,
    )
    how = changed(how, changes)

    widths = spec.d_head, w.attention.v.weight.shape[1] // spec.n_kv_heads
    k, v = (np.empty((texts * spec.n_kv_heads, length, width), x.dtype) for width in widths)  # (kv_head, key, d_head)

    def make(rows: slice) -> None:
        source = before(x[rows], w.attention_norm, spec)
        rows = slice(rows.start, rows.start + len(source) // texts)  # of each text
        part = kept.keys(rows, length)
        k[:, rows], v[:, rows] = keys_and_values(source, past + rows.start, w.attention, spec, how, part)

    by_rows(make, len(x), texts)
    if reading is not None:
        k, v = reading.own[number].add(k, v)
    return Look(record.kind, kept("k", k), kept("v", v), w.attention, spec, how, kept, temperature_of(changes))


def look_back(w: AttentionWeights, spec: Spec, record: Recorder, number: int, reading: Reading, n_queries: int) -> Look:
    """The tokens' attention to the source, whose keys and values are made once."""
    kept, memory = record.attention(number, n_queries), reading.cross[number]
    how = How(spec.scale_of(number), Bidirectional(), NoPosition())
    if memory.k is None:
        assert reading.source is not None
        memory.add(*keys_and_values(reading.source, 0, w, spec, how, forget))
    assert memory.k is not None and memory.v is not None
    return Look("cross", kept("k", memory.k), kept("v", memory.v), w, spec, how, kept)


def joined(
    x: np.ndarray, f: Sublayer, norm: Norm | None, inner: Norm | None, spec: Spec, touch: Touch = forget
) -> np.ndarray:
    """The residual stream x with what the sublayer f makes of it, as the arrangement says."""
    addition = f(before(x, norm, spec, touch))
    if inner is not None:
        assert spec.norm is not None
        addition = touch("inner_norm", inner(addition, spec.norm, within(touch, "inner_norm")))
    if spec.residual_scale != 1.0:
        addition = np.asarray(addition * x.dtype.type(spec.residual_scale))
    x = touch("add", x + touch("out", addition))
    if not isinstance(spec.arrangement, PostNorm):
        return x
    assert norm is not None and spec.norm is not None
    return touch("norm", norm(x, spec.norm, within(touch, "norm")))


def before(x: np.ndarray, norm: Norm | None, spec: Spec, touch: Touch = forget) -> np.ndarray:
    """What enters a sublayer: the residual stream, normalised where the norm comes first."""
    if norm is None or spec.norm is None or isinstance(spec.arrangement, PostNorm):
        return x
    return touch("norm", norm(x.copy(), spec.norm, within(touch, "norm")))


def side_by_side(
    x: np.ndarray, around: Sublayer, think: Sublayer, w: BlockWeights, spec: Spec, touch: Touch
) -> np.ndarray:
    """The residual stream x with what attention and the feed-forward network make of it, both of the same x."""
    assert isinstance(spec.arrangement, Parallel)
    read = before(x, w.attention_norm, spec, within(touch, "attention"))
    known = read if spec.arrangement.one_norm else before(x, w.mlp_norm, spec, within(touch, "mlp"))
    return touch("mlp_add", x + touch("attention_out", around(read)) + touch("mlp_out", think(known)))


def chosen(logits: np.ndarray, mlp: Experts) -> np.ndarray:
    """The share of each expert in what each token gets, (token, expert): 0 for those that are not asked."""
    shares = softmax(logits)  # (token, expert)
    best = np.argsort(-shares, axis=-1, kind="stable")[:, : mlp.chosen]  # (token, chosen)
    kept = np.zeros_like(shares)
    np.put_along_axis(kept, best, np.take_along_axis(shares, best, axis=-1), axis=-1)
    if mlp.normed:
        kept /= kept.sum(axis=-1, keepdims=True)
    return kept


def by_experts(x: np.ndarray, shares: np.ndarray, w: ExpertWeights, mlp: Experts) -> np.ndarray:
    """What the experts asked make of each token of x (token, d_model), by their shares (Shazeer et al. 2017)."""
    out = np.zeros_like(x)
    for number in np.flatnonzero(shares.any(axis=0)).tolist():
        asked = np.flatnonzero(shares[:, number])  # the tokens that ask this one
        out[asked] += shares[asked, number, None] * feed_forward(x[asked], w.experts[number], mlp.each)
    return out


def feed_forward(x: np.ndarray, w: MLPWeights, mlp: Network, touch: Touch = forget) -> np.ndarray:
    """activation(x·W_up + b)·W_down + b (Vaswani et al. 2017, section 3.3), or with a gate (Shazeer 2020)."""
    up = touch("up", w.up(x))  # (token, d_ff)
    gate = None if w.gate is None else touch("gate", w.gate(x))  # (token, d_ff)
    match mlp:
        case MLP(_, activation):
            hidden = ACTIVATIONS[activation](up)
        case GatedMLP(_, activation):
            assert gate is not None
            hidden = ACTIVATIONS[activation](gate)
            hidden *= up
        case ClampedMLP(_, slope, limit):
            assert gate is not None
            gate, up = np.minimum(gate, limit), np.clip(up, -limit, limit)
            hidden = gate * sigmoid(slope * gate) * (up + 1.0)
    return touch("down", w.down(touch("hidden", hidden)))  # (token, d_model)


def logits(x: np.ndarray, weights: Weights, spec: Spec, touch: Touch = forget) -> np.ndarray:
    """How strongly each entry of the vocabulary is meant, (token, vocabulary), from the last residual stream.

    The model must have a head (`weights.head`).
    """
    head = weights.head
    assert head is not None and spec.head is not None
    match spec.head:
        case MaskedHead(activation, _):
            assert head.dense is not None and head.norm is not None and spec.norm is not None
            x = head.norm(ACTIVATIONS[activation](head.dense(x)), spec.norm)
        case LanguageHead(_, scale):
            x = (x if head.dense is None else head.dense(x)) * np.asarray(scale, dtype=x.dtype)
    touch("transformed", x)
    table = weights.output_table
    out = np.empty((len(x), len(table)), dtype=x.dtype)
    for begin in range(0, len(table), WIDENED):  # a half-precision table is never widened as a whole
        rows = slice(begin, begin + WIDENED)
        np.matmul(x, widen(table[rows]).T, out=out[:, rows])
    if head.bias is not None:
        out += head.bias
    if isinstance(spec.head, LanguageHead) and spec.head.soft_cap is not None:
        out /= spec.head.soft_cap
        np.tanh(out, out=out)
        out *= spec.head.soft_cap
    return touch("logits", out)
