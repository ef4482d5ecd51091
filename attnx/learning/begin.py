"""A model before it has learnt: what it is, and the random weights it begins with."""

from __future__ import annotations

import numpy as np

from attnx.model.places import Learned
from attnx.model.spec import MLP, Causal, LanguageHead, LayerNorm, PreNorm, Spec
from attnx.model.weights import AttentionWeights, BlockWeights, HeadWeights, Linear, MLPWeights, Norm, Weights

SPREAD = 0.3  # of the numbers of an embedding
EVEN = 0.4  # of that, in W_Q and W_K
WIDER = 4  # d_ff as a multiple of d_model (Vaswani et al. 2017, section 3.3)


def small_gpt2(vocab_size: int, n_positions: int, d_model: int, n_layers: int, n_heads: int) -> Spec:
    """A GPT-2 of these sizes, with ReLU. `n_heads` must divide `d_model`."""
    return Spec(
        family="gpt2",
        n_layers=n_layers,
        n_heads=n_heads,
        n_kv_heads=n_heads,
        d_model=d_model,
        d_head=d_model // n_heads,
        n_positions=n_positions,
        positions=Learned(n_positions),
        pattern=Causal(),
        arrangement=PreNorm(),
        norm=LayerNorm(1e-5),
        mlp=MLP(WIDER * d_model, "relu"),
        vocab_size=vocab_size,
        final_norm=True,
        biased=frozenset(("q", "k", "v", "o", "up", "down")),
        head=LanguageHead(tied=True),
    )


def first_weights(spec: Spec, chance: np.random.Generator) -> Weights:
    """Random numbers: matrices spread by 1/√d_in, so that what goes through them keeps its size, and no biases yet.

    W_Q and W_K are smaller, so that at first every word reads from all words almost alike.
    """
    assert isinstance(spec.mlp, MLP) and spec.vocab_size is not None
    d, d_ff = spec.d_model, spec.mlp.d_ff

    def random(rows: int, columns: int, spread: float) -> np.ndarray:
        return (spread * chance.standard_normal((rows, columns))).astype(np.float32)

    def linear(d_in: int, d_out: int, size: float = 1.0) -> Linear:
        return Linear(random(d_in, d_out, size * float(d_in**-0.5)), np.zeros(d_out, dtype=np.float32))

    def norm() -> Norm:
        return Norm(np.ones(d, dtype=np.float32), np.zeros(d, dtype=np.float32))

    blocks = tuple(
        BlockWeights(
            AttentionWeights(linear(d, d, EVEN), linear(d, d, EVEN), linear(d, d), linear(d, d)),
            norm(),
            MLPWeights(linear(d, d_ff), linear(d_ff, d)),
            norm(),
        )
        for _ in range(spec.n_layers)
    )
    tables = random(spec.vocab_size, d, SPREAD), random(spec.n_positions, d, SPREAD)
    return Weights(*tables, None, None, blocks, norm(), head=HeadWeights(None, None))
