"""The numbers of a transformer, as plain values. An absent bias is None, never zeros."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from attnx.model.ops import layer_norm


class Embedding(Protocol):
    """Rows by token id: an array, or something that makes them."""

    def __getitem__(self, ids: np.ndarray, /) -> np.ndarray: ...


@dataclass(frozen=True, eq=False)
class Linear:
    """x·W + b, with W (d_in, d_out)."""

    weight: np.ndarray
    bias: np.ndarray | None

    def __call__(self, x: np.ndarray) -> np.ndarray:
        y = x @ self.weight  # (token, d_out)
        if self.bias is not None:
            y += self.bias
        return np.asarray(y)


@dataclass(frozen=True, eq=False)
class Norm:
    """Layer norm's gain and shift, (d_model,) each."""

    weight: np.ndarray
    bias: np.ndarray | None

    def __call__(self, x: np.ndarray, eps: float) -> np.ndarray:
        return layer_norm(x, self.weight, self.bias, eps)


@dataclass(frozen=True, eq=False)
class AttentionWeights:
    """W_Q, W_K, W_V and W_O with their biases."""

    q: Linear
    k: Linear
    v: Linear
    o: Linear


@dataclass(frozen=True, eq=False)
class MLPWeights:
    up: Linear
    down: Linear


@dataclass(frozen=True, eq=False)
class BlockWeights:
    attention: AttentionWeights
    attention_norm: Norm | None
    mlp: MLPWeights | None
    mlp_norm: Norm | None
    cross: AttentionWeights | None = None
    cross_norm: Norm | None = None


@dataclass(frozen=True, eq=False)
class Weights:
    token_embedding: Embedding
    position_embedding: np.ndarray | None
    segment_embedding: np.ndarray | None
    embedding_norm: Norm | None
    blocks: Sequence[BlockWeights]


@dataclass(frozen=True, eq=False)
class Pair:
    """An encoder and a decoder; the decoder's token embedding is its output projection too, transposed."""

    encoder: Weights
    decoder: Weights
