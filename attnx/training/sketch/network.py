"""BLIP in torch (Li et al. 2022), small: its modules have the names that its file has, so its state is the file."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional


@dataclass(frozen=True)
class Sizes:
    """Of the vision encoder and of the text decoder, which are as wide as each other."""

    vocab_size: int
    d_model: int = 64
    n_heads: int = 4
    d_ff: int = 256
    vision_layers: int = 4
    text_layers: int = 2
    image_size: int = 64
    patch_size: int = 8
    max_positions: int = 24
    eps: float = 1e-5

    @property
    def patches(self) -> int:
        return (self.image_size // self.patch_size) ** 2


class Names(nn.Module):
    """Modules under the names they have in the file."""

    def __init__(self, **parts: nn.Module) -> None:
        super().__init__()
        for name, part in parts.items():
            self.add_module(name, part)


def attend(q: Tensor, k: Tensor, v: Tensor, heads: int, seen: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """z (batch, query, d_model) and the log-weights (batch, head, query, key) of all heads."""
    q, k, v = (x.unflatten(-1, (heads, -1)).transpose(1, 2) for x in (q, k, v))
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if seen is not None:
        scores = scores.masked_fill(~seen, -torch.inf)
    log_weights = scores.log_softmax(-1)
    return (log_weights.exp() @ v).transpose(1, 2).flatten(2), log_weights


class VisionLayer(nn.Module):
    """Norms stand before what they serve; q, k and v are one matrix."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        d = sizes.d_model
        self.heads = sizes.n_heads
        self.self_attn = Names(qkv=nn.Linear(d, 3 * d), projection=nn.Linear(d, d))
        self.layer_norm1, self.layer_norm2 = nn.LayerNorm(d, sizes.eps), nn.LayerNorm(d, sizes.eps)
        self.mlp = Names(fc1=nn.Linear(d, sizes.d_ff), fc2=nn.Linear(sizes.d_ff, d))

    def forward(self, x: Tensor) -> Tensor:
        q, k, v = self.self_attn.qkv(self.layer_norm1(x)).chunk(3, -1)
        q, k, v = (part.unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in (q, k, v))
        z = functional.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2)
        x = x + self.self_attn.projection(z)
        return x + self.mlp.fc2(functional.gelu(self.mlp.fc1(self.layer_norm2(x))))


class Vision(nn.Module):
    """A ViT (Dosovitskiy et al. 2021): [CLS] and the patches, row by row."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        d, p = sizes.d_model, sizes.patch_size
        self.embeddings = Names(patch_embedding=nn.Conv2d(3, d, p, p))
        self.embeddings.class_embedding = nn.Parameter(torch.randn(1, 1, d) * 0.02)
        self.embeddings.position_embedding = nn.Parameter(torch.randn(1, sizes.patches + 1, d) * 0.02)
        self.encoder = Names(layers=nn.ModuleList(VisionLayer(sizes) for _ in range(sizes.vision_layers)))
        self.post_layernorm = nn.LayerNorm(d, sizes.eps)

    def forward(self, pixels: Tensor) -> Tensor:
        """pixels (batch, 3, height, width) → (batch, 1 + patch, d_model)."""
        patches = self.embeddings.patch_embedding(pixels).flatten(2).mT
        x = torch.cat([self.embeddings.class_embedding.expand(len(patches), -1, -1), patches], 1)
        x = x + self.embeddings.position_embedding
        for layer in self.encoder.layers:
            x = layer(x)
        return self.post_layernorm(x)


class TextAttention(nn.Module):
    """Of text on text, or on the picture; its norm stands after it."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        d = sizes.d_model
        self.heads = sizes.n_heads
        self.self = Names(query=nn.Linear(d, d), key=nn.Linear(d, d), value=nn.Linear(d, d))
        self.output = Names(dense=nn.Linear(d, d), LayerNorm=nn.LayerNorm(d, sizes.eps))

    def forward(self, x: Tensor, keys: Tensor, drop: nn.Module, seen: Tensor | None = None) -> tuple[Tensor, Tensor]:
        own = self.self
        z, looked = attend(own.query(x), own.key(keys), own.value(keys), self.heads, seen)
        return self.output.LayerNorm(x + drop(self.output.dense(z))), looked


class TextLayer(nn.Module):
    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        d = sizes.d_model
        self.attention, self.crossattention = TextAttention(sizes), TextAttention(sizes)
        self.intermediate = Names(dense=nn.Linear(d, sizes.d_ff))
        self.output = Names(dense=nn.Linear(sizes.d_ff, d), LayerNorm=nn.LayerNorm(d, sizes.eps))

    def forward(self, x: Tensor, picture: Tensor, seen: Tensor, drop: nn.Module) -> tuple[Tensor, Tensor]:
        x, _ = self.attention(x, x, drop, seen)
        x, looked = self.crossattention(x, picture, drop)
        inner = self.output.dense(functional.gelu(self.intermediate.dense(x)))
        return self.output.LayerNorm(x + drop(inner)), looked


class Text(nn.Module):
    """The decoder: BERT that sees to the left, and the picture."""

    def __init__(self, sizes: Sizes, dropout: float) -> None:
        super().__init__()
        d = sizes.d_model
        self.drop = nn.Dropout(dropout)
        embeddings = Names(
            word_embeddings=nn.Embedding(sizes.vocab_size, d),
            position_embeddings=nn.Embedding(sizes.max_positions, d),
            LayerNorm=nn.LayerNorm(d, sizes.eps),
        )
        encoder = Names(layer=nn.ModuleList(TextLayer(sizes) for _ in range(sizes.text_layers)))
        self.bert = Names(embeddings=embeddings, encoder=encoder)
        transform = Names(dense=nn.Linear(d, d), LayerNorm=nn.LayerNorm(d, sizes.eps))
        self.cls = Names(predictions=Names(transform=transform))
        self.cls.predictions.bias = nn.Parameter(torch.zeros(sizes.vocab_size))

    def forward(self, ids: Tensor, picture: Tensor) -> tuple[Tensor, list[Tensor]]:
        """ids (batch, token) → logits (batch, token, vocabulary), and where each layer looks in the picture."""
        embeddings, count = self.bert.embeddings, ids.shape[1]
        x = embeddings.word_embeddings(ids) + embeddings.position_embeddings.weight[:count]
        x = self.drop(embeddings.LayerNorm(x))
        seen = torch.ones(count, count, dtype=torch.bool, device=ids.device).tril()
        cross = []
        for layer in self.bert.encoder.layer:
            x, looked = layer(x, picture, seen, self.drop)
            cross.append(looked)
        head = self.cls.predictions
        x = head.transform.LayerNorm(functional.gelu(head.transform.dense(x)))
        return x @ embeddings.word_embeddings.weight.mT + head.bias, cross


class Captioner(nn.Module):
    def __init__(self, sizes: Sizes, dropout: float = 0.0) -> None:
        super().__init__()
        self.sizes = sizes
        self.vision_model, self.text_decoder = Vision(sizes), Text(sizes, dropout)
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)
                nn.init.zeros_(module.bias)
            elif isinstance(module, nn.Embedding):
                nn.init.normal_(module.weight, std=sizes.d_model**-0.5)

    @torch.inference_mode()
    def caption(self, pixels: Tensor, begin: int, end: int) -> list[list[int]]:
        """The likeliest word, again and again, until `end`; a batch at a time."""
        picture = self.vision_model(pixels)
        ids = torch.full((len(pixels), 1), begin, device=pixels.device)
        while ids.shape[1] < self.sizes.max_positions and not (ids == end).any(1).all():
            following = self.text_decoder(ids, picture)[0][:, -1].argmax(-1)
            ids = torch.cat([ids, following[:, None]], 1)
        rows = [row[1:] for row in ids.tolist()]
        return [row[: row.index(end)] if end in row else row for row in rows]


class Pupil(nn.Module):
    """The captioner, and what only its training needs: what is seen at each patch, `parts` being asked of it."""

    def __init__(self, sizes: Sizes, dropout: float, parts: int) -> None:
        super().__init__()
        self.captioner = Captioner(sizes, dropout)
        self.seen = nn.Linear(sizes.d_model, parts)

    def forward(self, pixels: Tensor, ids: Tensor) -> tuple[Tensor, list[Tensor], Tensor]:
        """Of the words as in Text, and (batch, patch, parts)."""
        picture = self.captioner.vision_model(pixels)
        return *self.captioner.text_decoder(ids, picture), self.seen(picture[:, 1:])
