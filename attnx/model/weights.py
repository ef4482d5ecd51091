"""The numbers of a transformer, as plain values. An absent bias is None, never zeros.

Matrices may stay as they are stored, mapped and in half precision: they are widened where they are used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np

from attnx.frozen import frozen
from attnx.model.half import widen
from attnx.model.ops import layer_norm, rms_norm
from attnx.model.spec import LayerNorm, Norming
from attnx.model.touch import Touch, forget


class Embedding(Protocol):
    """Rows by token id: an array, or something that makes them."""

    def __getitem__(self, ids: np.ndarray, /) -> np.ndarray: ...


@frozen(eq=False)
class Rows:
    """An embedding kept as it is stored: only the rows asked for are widened."""

    stored: np.ndarray  # (vocabulary, d_model)

    def __getitem__(self, ids: np.ndarray) -> np.ndarray:
        return widen(self.stored[ids])


@frozen(eq=False)
class Linear:
    """x·W + b, with W (d_in, d_out)."""

    weight: np.ndarray
    bias: np.ndarray | None

    def __call__(self, x: np.ndarray) -> np.ndarray:
        y = x @ widen(self.weight)  # (token, d_out)
        if self.bias is not None:
            y += self.bias
        return np.asarray(y)


@frozen(eq=False)
class Norm:
    """A norm's gain and shift, (d_model,) each."""

    weight: np.ndarray
    bias: np.ndarray | None

    def __call__(self, x: np.ndarray, kind: Norming, touch: Touch = forget) -> np.ndarray:
        """x (..., d_model) normalised; the memory of x is reused."""
        gain = self.gain(kind, x.dtype.type)
        if isinstance(kind, LayerNorm):
            return layer_norm(x, gain, self.bias, kind.eps, touch)
        return rms_norm(x, gain, kind.eps, touch)

    def gain(self, kind: Norming, dtype: type[np.floating] = np.float32) -> np.ndarray:
        """What a normalised vector is multiplied by, (d_model,)."""
        return np.asarray(self.weight + dtype(1)) if kind.around_one else self.weight


@frozen(eq=False)
class AttentionWeights:
    """W_Q, W_K, W_V and W_O with their biases, and the norms of q and k where there are any."""

    q: Linear
    k: Linear
    v: Linear
    o: Linear
    q_norm: Norm | None = None
    k_norm: Norm | None = None
    place_q: Linear | None = None  # what places are led through, where that is not what tokens are
    place_k: Linear | None = None
    sinks: np.ndarray | None = None  # (head,), a score of each head that no key has


@frozen(eq=False)
class MLPWeights:
    up: Linear
    down: Linear
    gate: Linear | None = None


@frozen(eq=False)
class ExpertWeights:
    """A router, (d_model, expert), and the networks it chooses from."""

    router: Linear
    experts: Sequence[MLPWeights]


@frozen(eq=False)
class BlockWeights:
    """One layer. A norm stands where the arrangement has it; `inner` norms are those of what a sublayer gives."""

    attention: AttentionWeights
    attention_norm: Norm | None
    mlp: MLPWeights | ExpertWeights | None
    mlp_norm: Norm | None
    cross: AttentionWeights | None = None
    cross_norm: Norm | None = None
    attention_inner_norm: Norm | None = None
    mlp_inner_norm: Norm | None = None

    def matrices(self) -> Iterator[np.ndarray]:
        """What is large in this layer, each (d_in, d_out)."""
        for w in (self.attention, self.cross):
            if w is not None:
                yield from (linear.weight for linear in (w.q, w.k, w.v, w.o))
        networks = self.mlp.experts if isinstance(self.mlp, ExpertWeights) else (self.mlp,)
        for mlp in networks:
            if mlp is not None:
                yield from (linear.weight for linear in (mlp.up, mlp.down, mlp.gate) if linear is not None)


@frozen(eq=False)
class HeadWeights:
    """From the residual stream to logits: `table` (vocabulary, d_embedding) is None where the token embedding serves.

    `dense` and `norm` come before it.
    """

    table: np.ndarray | None
    bias: np.ndarray | None
    dense: Linear | None = None
    norm: Norm | None = None


@frozen(eq=False)
class Weights:
    token_embedding: Embedding
    position_embedding: np.ndarray | None
    segment_embedding: np.ndarray | None
    embedding_norm: Norm | None
    blocks: Sequence[BlockWeights]
    final_norm: Norm | None = None
    relative_bias: np.ndarray | None = None  # (bucket, head)
    relative_embedding: np.ndarray | None = None  # (bucket, d_model)
    relative_norm: Norm | None = None
    head: HeadWeights | None = None
    embedding_projection: Linear | None = None
    classifier: tuple[Linear, ...] = ()  # from what it reads to the logits of labels; two where two tokens say them

    def __repr__(self) -> str:
        return f"<Weights of {len(self.blocks)} layers{', with a head' if self.head else ''}>"

    @property
    def output_table(self) -> np.ndarray:
        """What makes logits, (vocabulary, d_embedding) as stored: the head's own, or the token embedding."""
        table = self.head.table if self.head and self.head.table is not None else self.token_embedding
        table = table.stored if isinstance(table, Rows) else table
        assert isinstance(table, np.ndarray)
        return table


@frozen(eq=False)
class Pair:
    """An encoder and a decoder."""

    encoder: Weights
    decoder: Weights
