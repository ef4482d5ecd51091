"""The decoder of `writer` in torch, from the same Spec: what is trained here runs in attnx.model.

Its parts have attnx's own names, so that a table of a family says what each is called in a file.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from attnx.model.positions import rotation
from attnx.model.spec import GatedMLP, RMSNorm, Spec
from attnx.training.network import drop_some


class WriterBlock(nn.Module):
    """One layer, pre-norm: self-attention with shared keys and values, and a gated feed-forward network."""

    def __init__(self, spec: Spec, dropout: float) -> None:
        super().__init__()
        assert isinstance(spec.norm, RMSNorm) and isinstance(spec.mlp, GatedMLP) and spec.mlp.activation == "silu"
        d, wide, shared = spec.d_model, spec.n_heads * spec.d_head, spec.n_kv_heads * spec.d_head
        self.d_head, self.sharing, self.scale = spec.d_head, spec.n_heads // spec.n_kv_heads, spec.scale
        self.attention_norm, self.mlp_norm = (nn.RMSNorm(d, spec.norm.eps) for _ in range(2))
        self.q, self.k, self.v = (nn.Linear(d, width, bias=False) for width in (wide, shared, shared))
        self.o = nn.Linear(wide, d, bias=False)
        self.gate, self.up = (nn.Linear(d, spec.mlp.d_ff, bias=False) for _ in range(2))
        self.down = nn.Linear(spec.mlp.d_ff, d, bias=False)
        self.dropout = dropout

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, chance: torch.Generator | None) -> Tensor:
        """x (batch, token, d_model); cos and sin of the rotation (token, d_head / 2)."""
        y = self.attention_norm(x)
        q, k, v = (self.split(part(y)) for part in (self.q, self.k, self.v))  # (batch, head, token, d_head)
        k, v = (one.repeat_interleave(self.sharing, dim=1) for one in (turned(k, cos, sin), v))
        z = functional.scaled_dot_product_attention(turned(q, cos, sin), k, v, is_causal=True, scale=self.scale)
        x = x + drop_some(self.o(z.transpose(1, 2).flatten(2)), self.dropout, chance is not None, chance)
        y = self.mlp_norm(x)
        y = self.down(functional.silu(self.gate(y)) * self.up(y))
        return x + drop_some(y, self.dropout, chance is not None, chance)

    def split(self, x: Tensor) -> Tensor:
        return x.unflatten(-1, (-1, self.d_head)).transpose(1, 2)


def turned(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """x (batch, head, token, d_head), number i turned together with number i + d_head / 2 (Su et al. 2021)."""
    one, other = x.chunk(2, dim=-1)
    return torch.cat((one * cos - other * sin, other * cos + one * sin), dim=-1)


class Writer(nn.Module):
    """Embeddings, blocks, and the embeddings read backwards."""

    cos: Tensor
    sin: Tensor

    def __init__(self, spec: Spec, dropout: float) -> None:
        super().__init__()
        assert spec.vocab_size is not None and isinstance(spec.norm, RMSNorm)
        self.spec, self.dropout = spec, dropout
        self.token_embedding = nn.Embedding(spec.vocab_size, spec.d_model)
        self.blocks = nn.ModuleList(WriterBlock(spec, dropout) for _ in range(spec.n_layers))
        self.final_norm = nn.RMSNorm(spec.d_model, spec.norm.eps)
        turn = rotation(spec.positions, 0, spec.n_positions, spec.n_positions)
        assert turn is not None
        self.register_buffer("cos", torch.from_numpy(turn.cos), persistent=False)
        self.register_buffer("sin", torch.from_numpy(turn.sin), persistent=False)

    def forward(self, ids: Tensor, chance: torch.Generator | None = None) -> Tensor:
        """The residual stream after its last norm (batch, token, d_model), for ids (batch, token).

        What dropout leaves out is drawn from `chance`; without it nothing is left out.
        """
        x = drop_some(self.token_embedding(ids), self.dropout, chance is not None, chance)
        cos, sin = self.cos[: ids.shape[1]], self.sin[: ids.shape[1]]
        for block in self.blocks:
            x = block(x, cos, sin, chance)
        normed: Tensor = self.final_norm(x)
        return normed

    def logits(self, x: Tensor) -> Tensor:
        return x @ self.token_embedding.weight.T
