"""What an explanation takes in memory: the arrays that a trace of so many tokens holds, counted and not computed."""

from __future__ import annotations

from attnx.frozen import frozen
from attnx.trace import Model

USUAL = 128  # tokens of a text that is not long
BYTES = 4  # of one number: everything is computed in float32


@frozen
class Cost:
    """The bytes of one layer with all its heads, in three parts, for a text of so many `tokens`.

    A layer takes about as much while it runs as it does when all of it is recorded. `recorded` is a trace of all
    layers and heads, `opened` one of a single layer and head, as `attnx explain` shows it.
    """

    tokens: int
    stream: int  # residual, x and out: (token, d_model) each
    vectors: int  # q, k, v and z: (head, token, d_head) each
    matrices: int  # scores, scaled, masked and weights: (head, query, key) each
    recorded: int
    opened: int

    @property
    def layer(self) -> int:
        return self.stream + self.vectors + self.matrices


def cost(model: Model, tokens: int, *, causal: bool) -> Cost:
    """The cost of a text of so many tokens. Where a query may look everywhere, there is no masked."""
    rows = 4 if causal else 3
    stream = BYTES * 3 * tokens * model.d_model
    vectors = BYTES * (2 * model.n_heads + 2 * model.n_kv_heads) * tokens * model.d_head
    matrices = BYTES * rows * model.n_heads * tokens**2
    one_head = BYTES * (4 * tokens * model.d_head + rows * tokens**2)
    recorded = model.n_layers * (stream + vectors + matrices)
    return Cost(tokens, stream, vectors, matrices, recorded, opened=stream + one_head)


def costs(model: Model, longest: int, *, causal: bool) -> tuple[Cost, ...]:
    """What a usual text costs, and the longest one the model reads."""
    return tuple(cost(model, tokens, causal=causal) for tokens in sorted({min(USUAL, longest), longest}))
