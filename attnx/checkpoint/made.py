"""The two models attnx makes itself: `toy`, of random numbers, and `classic`, the worked example."""

from __future__ import annotations

import numpy as np

from attnx.checkpoint.hashed import random_numbers
from attnx.checkpoint.values import Available, Checkpoint
from attnx.inputs.text import Vocabulary, Words
from attnx.model.places import NoPosition, Positions, Sinusoidal
from attnx.model.spec import Bidirectional, Plain, Spec
from attnx.model.weights import AttentionWeights, BlockWeights, Embedding, Linear, Weights


def small_spec(name: str, d_model: int, n_heads: int, d_head: int, n_positions: int, positions: Positions) -> Spec:
    """One layer of attention and nothing around it, small enough to check by hand."""
    return Spec(
        family=name,
        n_layers=1,
        n_heads=n_heads,
        n_kv_heads=n_heads,
        d_model=d_model,
        d_head=d_head,
        n_positions=n_positions,
        positions=positions,
        pattern=Bidirectional(),
        arrangement=Plain(),
        mlp=None,
    )


TOY = small_spec("toy", d_model=8, n_heads=2, d_head=4, n_positions=512, positions=Sinusoidal())
CLASSIC = small_spec("classic", d_model=4, n_heads=1, d_head=64, n_positions=2, positions=NoPosition())
AVAILABLE = {  # what toy computes from a word's letters is not counted
    "toy": Available("toy", TOY, "random", parameters=4 * 8 * 8, installed=True, how_to_get=""),
    "classic": Available(
        "classic", CLASSIC, "handcrafted", parameters=4 * 4 * 64 + 2 * 4, installed=True, how_to_get=""
    ),
}


def make(name: str) -> Checkpoint:
    """The model of this name."""
    return {"toy": toy, "classic": classic}[name]()


def toy() -> Checkpoint:
    """One layer, 2 heads, d_model 8, all numbers random with one decimal: they mean nothing about language."""
    d = TOY.d_model
    projections = [
        Linear(random_numbers(f"toy {name}", (d, d), spread=0.45, step=0.1), None)
        for name in ("w_q", "w_k", "w_v", "w_o")
    ]
    return Checkpoint("toy", "random", "a fixed seed", TOY, bare_weights(WordVectors(d), projections), Words())


def classic() -> Checkpoint:
    """ "Thinking Machines", the well-known worked example: q₁·k₁ = 112, q₁·k₂ = 96, ÷ 8 → 14 and 12 → 0.88 and 0.12.

    Only those numbers were published (Alammar, The Illustrated Transformer, 2018; d_k = 64 as in
    Vaswani et al. 2017); the vectors behind them are attnx's own.
    """
    thinking, machines = x = np.array([[1, 0, 1, 0], [0, 1, 0, 1]], dtype=np.float32)  # (token, d_model)
    w_q, w_k, w_v, w_o = (
        random_numbers(f"classic {name}", (4, 64), spread=1.0, step=1.0) for name in ("w_q", "w_k", "w_v", "w_o")
    )
    q = thinking @ w_q  # (d_head,)
    nudge(w_k[0], q, 112 - q @ (thinking @ w_k))
    nudge(w_k[1], q, 96 - q @ (machines @ w_k))
    projections = [Linear(w_q, None), Linear(w_k, None), Linear(w_v, None), Linear(w_o.T.copy(), None)]
    tokenizer = Vocabulary("Thinking", "Machines")
    return Checkpoint("classic", "handcrafted", "attnx", CLASSIC, bare_weights(x, projections), tokenizer)


class WordVectors:
    """A vector for every id there is: random, and always the same for the same id."""

    def __init__(self, d_model: int) -> None:
        self.d_model = d_model

    def __getitem__(self, ids: np.ndarray) -> np.ndarray:
        return np.stack([random_numbers(f"toy word {number}", (self.d_model,), spread=1.0, step=0.1) for number in ids])


def bare_weights(token_embedding: Embedding, projections: list[Linear]) -> Weights:
    """One block of nothing but attention."""
    w_q, w_k, w_v, w_o = projections
    block = BlockWeights(AttentionWeights(w_q, w_k, w_v, w_o), attention_norm=None, mlp=None, mlp_norm=None)
    return Weights(token_embedding, None, None, None, blocks=(block,))


def nudge(row: np.ndarray, q: np.ndarray, missing: float) -> None:
    """Changes whole numbers of a row, one step at a time, until row·q has grown by `missing`."""
    while missing:
        for i in np.argsort(-np.abs(q), kind="stable"):
            if q[i] and abs(q[i]) <= abs(missing):
                step = np.sign(missing) * np.sign(q[i])
                row[i] += step
                missing -= step * q[i]
