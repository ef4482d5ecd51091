"""What sketch knows before it has learned: where patches stand, to look at their neighbours, and what they are made of.

A ViT that begins with numbers by lot learns colours at once and shapes hardly ever: it has first to find out which
patches are neighbours, and nearly all of its input is paper. So it is told both.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import Tensor

from attnx.training.sketch.network import Captioner, Sizes, Vision

PLACE = 0.5  # the size of the waves of a place
LEAST = 1e-3  # of the largest variance: directions of less are not made as large as the others


def prepare(vision: Vision, sizes: Sizes, patches: Tensor) -> None:
    """Gives the vision encoder its first numbers. `patches` (patch, 3 · size²) are some that show something."""
    size, d = sizes.patch_size, sizes.d_model
    side = sizes.image_size // size
    weight, bias = whitening(patches, d)
    with torch.no_grad():
        vision.embeddings.patch_embedding.weight.copy_(weight.reshape(d, 3, size, size))
        vision.embeddings.patch_embedding.bias.copy_(bias)
        vision.embeddings.position_embedding[0, 1:] = PLACE * waves(side, d)
        for layer in vision.encoder.layers:
            layer.self_attn.qkv.weight[: 2 * d] = torch.cat(alike(d, sizes.n_heads))


def take_over(captioner: Captioner, weights: Mapping[str, Tensor]) -> None:
    """Gives the captioner the weights of one that may have fewer layers to see with; further ones begin by changing
    nothing.
    """
    missing = captioner.load_state_dict({name: value.float() for name, value in weights.items()}, strict=False)[0]
    layers = captioner.vision_model.encoder.layers
    for number, layer in enumerate(layers):
        if f"vision_model.encoder.layers.{number}.mlp.fc2.weight" in missing:
            for last in (layer.self_attn.projection, layer.mlp.fc2):
                torch.nn.init.zeros_(last.weight)


def whitening(patches: Tensor, d: int) -> tuple[Tensor, Tensor]:
    """W (d, number) and b (d,) that make of patches (patch, number) their d principal components, each of variance 1
    (Jordan 2024, "94% on CIFAR-10 in 3.29 seconds").
    """
    mean = patches.mean(0)
    variances, directions = torch.linalg.eigh(torch.cov((patches - mean).T))  # the largest last
    variances, directions = variances.flip(0)[:d], directions.flip(1)[:, :d]
    weight = (directions / (variances + LEAST * variances[0]).sqrt()).T
    return weight, -weight @ mean


def waves(side: int, d: int) -> Tensor:
    """A vector (place, d) for each place of a square, row by row: sines and cosines of its row, then of its column."""
    frequencies = torch.linspace(math.pi / side, math.pi, d // 4)
    angles = torch.arange(side)[:, None] * frequencies
    line = torch.cat([angles.sin(), angles.cos()], 1)  # (place on a line, d/2)
    rows, columns = line[:, None].expand(-1, side, -1), line[None].expand(side, -1, -1)
    return torch.cat([rows, columns], 2).flatten(0, 1)


def alike(d: int, heads: int) -> tuple[Tensor, Tensor]:
    """W_Q and W_K (d, d) of all heads, such that like looks at like, and so near at near: W_Qᵀ·W_K is nearly the unit
    matrix of its head (Trockman & Kolter 2023, "Mimetic Initialization of Self-Attention Layers").
    """
    wide, q, k = d // heads, [], []
    for _ in range(heads):
        u, s, v = torch.linalg.svd(0.7 * torch.randn(d, d) / math.sqrt(d) + 0.7 * torch.eye(d))
        q.append((u[:, :wide] * s[:wide].sqrt()).T)
        k.append((v[:wide].T * s[:wide].sqrt()).T)
    return torch.cat(q), torch.cat(k)
