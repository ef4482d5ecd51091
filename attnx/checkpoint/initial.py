"""The weights `reader` begins with, drawn by hash: NumPy makes the same numbers on every machine, without torch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from attnx.checkpoint.bundled import random_numbers
from attnx.model.families.bert import FAMILY
from attnx.model.loading import load_weights
from attnx.model.spec import Learned, Spec
from attnx.model.weights import Weights

SPREAD = 0.05  # standard deviation of every matrix
STEP = 2.0**-12  # numbers are rounded to whole steps, so that half precision stores them exactly


def initial_tensors(spec: Spec, seed: int) -> dict[str, np.ndarray]:
    """Every tensor by its name in the file: matrices random, biases 0, the gains of layer norm 1."""
    return {name: initial_tensor(name, shape, seed) for name, shape in shapes(spec)}


def initial_tensor(name: str, shape: tuple[int, ...], seed: int) -> np.ndarray:
    if name.endswith("LayerNorm.weight"):
        return np.ones(shape, dtype=np.float32)
    if name.endswith(".bias"):
        return np.zeros(shape, dtype=np.float32)
    return random_numbers(f"reader {seed} {name}", shape, spread=SPREAD, step=STEP)


def shapes(spec: Spec) -> Iterator[tuple[str, tuple[int, ...]]]:
    """(name, shape) of every tensor of a BERT encoder, matrices (d_out, d_in) as files store them."""
    assert spec.vocab_size is not None and isinstance(spec.positions, Learned) and spec.mlp is not None
    d, d_ff = spec.d_model, spec.mlp.d_ff
    outside = {
        "token_embedding": (spec.vocab_size, d),
        "position_embedding": (spec.positions.limit, d),
        "segment_embedding": (spec.n_segments, d),
    }
    inside = {"up.weight": (d_ff, d), "up.bias": (d_ff,), "down.weight": (d, d_ff)}
    for part, name in FAMILY.table.names.items():
        if "{layer}" not in name and not part.startswith("head."):
            yield name, outside.get(part, (d,))
    for layer in range(spec.n_layers):
        for part, name in FAMILY.table.names.items():
            if "{layer}" in name:
                square = part in ("q.weight", "k.weight", "v.weight", "o.weight")
                yield name.format(layer=layer), inside.get(part, (d, d) if square else (d,))


def initial_weights(spec: Spec, seed: int) -> Weights:
    """The weights `reader` began with, ready to run."""
    return load_weights(initial_tensors(spec, seed), FAMILY.table, spec, Path("initial weights"))
