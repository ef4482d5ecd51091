"""The backward pass of layer norm: the mirror of `attnx.model.ops.layer_norm`."""

from __future__ import annotations

import numpy as np

from attnx.learning.passed import PassedNorm
from attnx.model.weights import Norm


def layer_norm_backward(dy: np.ndarray, passed: PassedNorm, w: Norm) -> tuple[np.ndarray, Norm]:
    """What is asked of x (token, d_model), and of gain and shift, where dy is asked of y = x̂·gain + shift.

    x̂ has mean 0 and length √d_model, so nothing can be asked of x along either (Ba et al. 2016, section 3):
    dx = (dx̂ − mean(dx̂) − x̂ · mean(dx̂ · x̂)) / deviation.
    """
    x_hat = (passed.x - passed.mean) / passed.deviation  # (token, d_model)
    dx_hat = dy * w.weight  # (token, d_model)
    along_one = dx_hat.mean(axis=-1, keepdims=True)  # (token, 1)
    along_x = (dx_hat * x_hat).mean(axis=-1, keepdims=True)  # (token, 1)
    dx = (dx_hat - along_one - x_hat * along_x) / passed.deviation  # (token, d_model)
    return np.asarray(dx), Norm((dy * x_hat).sum(axis=0), None if w.bias is None else dy.sum(axis=0))
