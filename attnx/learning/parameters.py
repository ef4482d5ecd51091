"""All numbers of a model that learn, one after another: of its weights, and of what the loss asks of them alike."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from attnx.model.weights import Linear, MLPWeights, Norm, Weights

Part = tuple[str, int | None]  # what a table of tensor names calls it, and of which layer it is


def parameters(weights: Weights) -> Iterator[tuple[Part, np.ndarray]]:
    """Each array with its part, always in this order: the arrays themselves, so that they can be changed in place."""
    assert isinstance(weights.token_embedding, np.ndarray) and weights.position_embedding is not None
    yield ("token_embedding", None), weights.token_embedding
    yield ("position_embedding", None), weights.position_embedding
    for layer, block in enumerate(weights.blocks):
        assert isinstance(block.mlp, MLPWeights)
        parts = {
            "attention_norm": block.attention_norm,
            "q": block.attention.q,
            "k": block.attention.k,
            "v": block.attention.v,
            "o": block.attention.o,
            "mlp_norm": block.mlp_norm,
            "up": block.mlp.up,
            "down": block.mlp.down,
        }
        for name, part in parts.items():
            yield from of_part(name, layer, part)
    yield from of_part("final_norm", None, weights.final_norm)


def of_part(name: str, layer: int | None, part: Linear | Norm | None) -> Iterator[tuple[Part, np.ndarray]]:
    assert part is not None and part.bias is not None  # every model that learns here has all its biases
    yield (f"{name}.weight", layer), part.weight
    yield (f"{name}.bias", layer), part.bias
