"""The backward pass of the whole model: from the logits down through every block to the embedding."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from attnx.learning.backward.attention import multi_head_backward
from attnx.learning.backward.embedding import embedding_backward, head_backward
from attnx.learning.backward.feed_forward import feed_forward_backward
from attnx.learning.backward.norm import layer_norm_backward
from attnx.learning.passed import Passed, PassedBlock
from attnx.model.spec import Spec
from attnx.model.touch import Touch, forget
from attnx.model.weights import BlockWeights, HeadWeights, MLPWeights, Weights

Touches = Callable[[int], Touch]  # of each layer


def forget_all(layer: int) -> Touch:
    return forget


def backward(
    dlogits: np.ndarray,
    asked: np.ndarray,
    passed: Passed,
    weights: Weights,
    spec: Spec,
    touches: Touches = forget_all,
) -> Weights:
    """What the loss asks of all weights, where `dlogits` (asked, entry) is asked of the tokens `asked` of the batch.

    `asked` are their places in row · token; of the others nothing is asked. `touches(layer)` keeps what the attention
    of a layer passes on.
    """
    table, places = weights.token_embedding, weights.position_embedding
    assert isinstance(table, np.ndarray) and places is not None and weights.final_norm is not None
    dx = np.zeros_like(passed.x)  # (row · token, d_model)
    dx[asked], dtable = head_backward(dlogits, passed.x[asked], table)
    dx, final_norm = layer_norm_backward(dx, passed.final_norm, weights.final_norm)

    blocks: list[BlockWeights] = []
    for layer in reversed(range(spec.n_layers)):
        dx, gradient = block_backward(dx, passed.blocks[layer], weights.blocks[layer], spec, touches(layer))
        blocks.insert(0, gradient)

    rows, tokens = passed.ids.shape
    dtable = dtable + embedding_backward(dx, passed.ids.ravel(), table)  # the table is read at both ends
    dplaces = np.zeros_like(places)
    dplaces[:tokens] = dx.reshape(rows, tokens, -1).sum(axis=0)
    return Weights(dtable, dplaces, None, None, blocks, final_norm, head=HeadWeights(None, None))


def block_backward(
    dx: np.ndarray, passed: PassedBlock, w: BlockWeights, spec: Spec, touch: Touch
) -> tuple[np.ndarray, BlockWeights]:
    """One layer. What is asked of x + f(norm(x)) is asked of x as it is, and once more through f and the norm."""
    assert w.attention_norm is not None and w.mlp_norm is not None and isinstance(w.mlp, MLPWeights)
    dknown, mlp = feed_forward_backward(dx, passed.mlp, w.mlp)
    dthrough, mlp_norm = layer_norm_backward(dknown, passed.mlp_norm, w.mlp_norm)
    dx = dx + dthrough  # (row · token, d_model)

    dread, attention = multi_head_backward(dx, passed.attention, w.attention, scale=spec.scale, touch=touch)
    dthrough, attention_norm = layer_norm_backward(dread, passed.attention_norm, w.attention_norm)
    return dx + dthrough, BlockWeights(attention, attention_norm, mlp, mlp_norm)
