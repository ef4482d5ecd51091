"""The backward pass of x·W + b."""

from __future__ import annotations

import numpy as np

from attnx.model.weights import Linear


def linear_backward(dy: np.ndarray, x: np.ndarray, w: Linear) -> tuple[np.ndarray, Linear]:
    """What is asked of x (token, d_in), dy·Wᵀ, and of W and b, xᵀ·dy and its sum, where dy (token, d_out) is asked."""
    dx = dy @ w.weight.T  # (token, d_in)
    dweight = x.T @ dy  # (d_in, d_out)
    return dx, Linear(dweight, None if w.bias is None else dy.sum(axis=0))
