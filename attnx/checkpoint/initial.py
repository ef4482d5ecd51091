"""The weights a recipe begins with, drawn by hash: NumPy makes the same numbers on every machine, without torch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from attnx.checkpoint.hashed import random_numbers
from attnx.model.families import Family, family_of
from attnx.model.loading import Table, load_weights
from attnx.model.places import Learned
from attnx.model.spec import MLP, GatedMLP, Spec
from attnx.model.weights import Weights

SPREAD = 0.05  # standard deviation of every matrix
STEP = 2.0**-12  # numbers are rounded to whole steps, so that half precision stores them exactly


def initial_tensors(spec: Spec, seed: int) -> dict[str, np.ndarray]:
    """Every tensor by its name in the file: matrices random, biases 0, the gains of norms 1."""
    return {name: initial_tensor(part, name, shape, seed) for part, name, shape in shapes(spec)}


def initial_tensor(part: str, name: str, shape: tuple[int, ...], seed: int) -> np.ndarray:
    if part.endswith("norm.weight"):
        return np.ones(shape, dtype=np.float32)
    if part.endswith(".bias"):
        return np.zeros(shape, dtype=np.float32)
    return random_numbers(f"reader {seed} {name}", shape, spread=SPREAD, step=STEP)


def shapes(spec: Spec) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """(part, name, shape) of every tensor below the head, matrices (d_out, d_in) as files store them."""
    assert spec.vocab_size is not None and isinstance(spec.mlp, MLP | GatedMLP)
    d, d_ff, wide, shared = spec.d_model, spec.mlp.d_ff, spec.n_heads * spec.d_head, spec.n_kv_heads * spec.d_head
    matrices = {
        "token_embedding": (spec.vocab_size, d),
        "segment_embedding": (spec.n_segments, d),
        "q.weight": (wide, d),
        "k.weight": (shared, d),
        "v.weight": (shared, d),
        "o.weight": (d, wide),
        "gate.weight": (d_ff, d),
        "up.weight": (d_ff, d),
        "down.weight": (d, d_ff),
    }
    if isinstance(spec.positions, Learned):
        matrices["position_embedding"] = (spec.positions.limit, d)
    vectors = {f"{part}.bias": matrices[f"{part}.weight"][:1] for part in ["q", "k", "v", "o", "gate", "up", "down"]}
    table = table_of(spec)
    for part in table.names:
        unbiased = part.endswith(".bias") and part in vectors and part.removesuffix(".bias") not in spec.biased
        if part.startswith("head.") or unbiased:
            continue
        shape = (matrices | vectors).get(part, (d,))
        for layer in range(spec.n_layers) if "{layer}" in table.called(part)[0] else (0,):
            yield part, table.usual(part, layer), shape


def initial_weights(spec: Spec, seed: int) -> Weights:
    """The weights a bundled model began with, ready to run."""
    return load_weights(initial_tensors(spec, seed), table_of(spec), spec, Path("initial weights"))


def table_of(spec: Spec) -> Table:
    """What the family of a single stack calls its tensors."""
    family = family_of(spec.family)
    assert isinstance(family, Family)
    return family.table
