"""The transformer once more, in torch, from the same Spec: what is trained here runs in attnx.model."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from attnx.model.places import Learned, Sinusoidal
from attnx.model.positions import sinusoids
from attnx.model.spec import MLP, Causal, LayerNorm, PostNorm, Spec

ACTIVATIONS = {"gelu": functional.gelu, "relu": functional.relu}


def drop_some(x: Tensor, share: float, training: bool, chance: torch.Generator | None = None) -> Tensor:
    """Dropout, with eight decisions from one random number: single draws are slow on a CPU."""
    if not training or not share:
        return x
    threshold = round(share * 256)
    draws = torch.empty(x.numel() // 8 + 1, dtype=torch.int64, device=x.device).random_(
        -(2**63), None, generator=chance
    )
    keep = draws.view(torch.uint8)[: x.numel()].view(x.shape) >= threshold
    return x * keep.to(x.dtype).mul_(256 / (256 - threshold))


class Attention(nn.Module):
    """softmax(q·kᵀ / √d_head)·v, all heads at once; beside it stand the log-weights (batch, head, query, key)."""

    def __init__(self, spec: Spec) -> None:
        super().__init__()
        d = spec.n_heads * spec.d_head
        self.n_heads, self.scale = spec.n_heads, spec.scale
        self.q, self.k, self.v = (nn.Linear(spec.d_model, d) for _ in range(3))
        self.o = nn.Linear(d, spec.d_model)

    def forward(self, x: Tensor, source: Tensor, mask: Tensor, dropout: float) -> tuple[Tensor, Tensor]:
        q, k, v = (self.split(f(y)) for f, y in ((self.q, x), (self.k, source), (self.v, source)))
        masked = (q @ k.mT * self.scale).masked_fill(~mask, -math.inf)  # (batch, head, query, key)
        log_weights = masked.log_softmax(dim=-1)
        weights = drop_some(log_weights.exp(), dropout, self.training)
        z = (weights @ v).transpose(1, 2).flatten(2)  # (batch, query, head · d_head)
        return self.o(z), log_weights

    def split(self, x: Tensor) -> Tensor:
        return x.unflatten(-1, (self.n_heads, -1)).transpose(1, 2)


class Block(nn.Module):
    """One layer, post-norm: self-attention, cross-attention where the spec has it, feed-forward."""

    def __init__(self, spec: Spec, dropout: float) -> None:
        super().__init__()
        assert isinstance(spec.arrangement, PostNorm) and isinstance(spec.norm, LayerNorm) and isinstance(spec.mlp, MLP)
        eps = spec.norm.eps
        self.attention, self.attention_norm = Attention(spec), nn.LayerNorm(spec.d_model, eps)
        self.cross = Attention(spec) if spec.cross else None
        self.cross_norm = nn.LayerNorm(spec.d_model, eps) if spec.cross else None
        self.up, self.down = nn.Linear(spec.d_model, spec.mlp.d_ff), nn.Linear(spec.mlp.d_ff, spec.d_model)
        self.mlp_norm = nn.LayerNorm(spec.d_model, eps)
        self.activation = ACTIVATIONS[spec.mlp.activation]
        self.dropout = dropout

    def forward(
        self, x: Tensor, mask: Tensor, source: Tensor | None = None, source_mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor, Tensor | None]:
        """The new residual stream, the log-weights of self-attention, and those of cross-attention."""

        def drop(y: Tensor) -> Tensor:
            return drop_some(y, self.dropout, self.training)

        out, looked = self.attention(x, x, mask, self.dropout)
        x = self.attention_norm(x + drop(out))
        crossed = None
        if self.cross is not None and self.cross_norm is not None:
            assert source is not None and source_mask is not None
            out, crossed = self.cross(x, source, source_mask, self.dropout)
            x = self.cross_norm(x + drop(out))
        hidden = drop(self.activation(self.up(x)))
        return self.mlp_norm(x + drop(self.down(hidden))), looked, crossed


class Stack(nn.Module):
    """Embeddings and blocks: an encoder, or a decoder where the spec is causal and crosses to a source."""

    def __init__(self, spec: Spec, dropout: float) -> None:
        super().__init__()
        assert spec.vocab_size is not None
        self.spec, self.dropout = spec, dropout
        self.token_embedding = nn.Embedding(spec.vocab_size, spec.d_model)
        match spec.positions:
            case Learned(limit):
                self.position_embedding = nn.Parameter(torch.empty(limit, spec.d_model).normal_(std=0.02))
            case Sinusoidal():
                waves = torch.from_numpy(sinusoids(spec.n_positions, spec.d_model))
                self.register_buffer("position_embedding", waves, persistent=False)
        if spec.n_segments:
            self.segment_embedding = nn.Parameter(torch.empty(spec.n_segments, spec.d_model).normal_(std=0.02))
        assert isinstance(spec.norm, LayerNorm)
        self.embedding_norm = nn.LayerNorm(spec.d_model, spec.norm.eps) if spec.embedding_norm else None
        self.blocks = nn.ModuleList(Block(spec, dropout) for _ in range(spec.n_layers))

    def forward(
        self, ids: Tensor, seen: Tensor, source: Tensor | None = None, source_seen: Tensor | None = None
    ) -> tuple[Tensor, list[Tensor], list[Tensor]]:
        """ids (batch, token); `seen` (batch, token) is True where there is a token and not padding.

        Returns the residual stream, and for every layer the log-weights of self- and of cross-attention.
        """
        x = self.token_embedding(ids) * self.spec.embedding_scale + self.position_embedding[: ids.shape[1]]
        if self.spec.n_segments:
            x = x + self.segment_embedding[0]
        if self.embedding_norm is not None:
            x = self.embedding_norm(x)
        x = drop_some(x, self.dropout, self.training)
        mask = seen[:, None, None, :]
        if isinstance(self.spec.pattern, Causal):
            mask = mask & torch.ones(ids.shape[1], ids.shape[1], dtype=torch.bool, device=ids.device).tril()
        source_mask = None if source_seen is None else source_seen[:, None, None, :]
        looked, crossed = [], []
        for block in self.blocks:
            x, here, there = block(x, mask, source, source_mask)
            looked.append(here)
            crossed += [] if there is None else [there]
        return x, looked, crossed
