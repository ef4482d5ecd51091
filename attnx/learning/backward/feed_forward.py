"""The backward pass of the feed-forward network: the mirror of `attnx.model.transformer.feed_forward`."""

from __future__ import annotations

import numpy as np

from attnx.learning.backward.linear import linear_backward
from attnx.learning.passed import PassedMLP
from attnx.model.weights import MLPWeights


def feed_forward_backward(dy: np.ndarray, passed: PassedMLP, w: MLPWeights) -> tuple[np.ndarray, MLPWeights]:
    """What is asked of x (token, d_model), and of W_up and W_down, where dy is asked of relu(x·W_up + b)·W_down + b."""
    dhidden, dw_down = linear_backward(dy, passed.hidden, w.down)  # (token, d_ff)
    dup = dhidden * (passed.hidden > 0)  # (token, d_ff): a unit that said nothing cannot be asked to say less
    dx, dw_up = linear_backward(dup, passed.x, w.up)  # (token, d_model)
    return dx, MLPWeights(dw_up, dw_down)
