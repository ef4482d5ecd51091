"""The backward pass of attention, from bottom to top: the mirror of `attnx.model.attention`.

    dV = Wᵀ·dZ    dW = dZ·Vᵀ    dS = W ∘ (dW − rowsum(dW ∘ W)) / √d_k    dQ = dS·K    dK = dSᵀ·Q

with W = softmax(S) the weights (Vaswani et al. 2017, equation 1, by the chain rule). Every array is (row, head, token,
d_head) or (row, head, query, key), a row being one text of a batch. `touch(name, array)` keeps an array where it is
made, as in the forward pass.
"""

from __future__ import annotations

import numpy as np

from attnx.learning.backward.linear import linear_backward
from attnx.learning.passed import PassedAttention, join, split
from attnx.model.touch import Touch, forget
from attnx.model.weights import AttentionWeights


def softmax_backward(dweights: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """What is asked of the scores, where `dweights` is asked of their softmax: (row, head, query, key).

    The Jacobian of one row is diag(w) − w·wᵀ: a weight can only grow at the cost of the others of its row, so what is
    asked of all alike is asked of none. A key that is hidden has weight 0, and gets 0.
    """
    asked_of_all = (dweights * weights).sum(axis=-1, keepdims=True)  # (row, head, query, 1)
    return np.asarray(weights * (dweights - asked_of_all))


def attention_backward(
    dz: np.ndarray,
    q: np.ndarray,
    k: np.ndarray,
    v: np.ndarray,
    weights: np.ndarray,
    *,
    scale: float,
    touch: Touch = forget,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What is asked of q, k and v (row, head, token, d_head), where `dz` is asked of what each query has read.

    `weights` (row, head, query, key) and `scale` are those of the forward pass.
    """
    dweights = touch("dweights", dz @ v.mT)  # (row, head, query, key): would it help to read more of this value?
    dv = touch("dv", weights.mT @ dz)  # (row, head, key, d_head): each value hears from those who read it

    dscaled = touch("dscaled", softmax_backward(dweights, weights))  # (row, head, query, key), each row sums to 0
    dscores = touch("dscores", dscaled * np.asarray(scale, dtype=dscaled.dtype))  # (row, head, query, key)

    dq = touch("dq", dscores @ k)  # (row, head, query, d_head)
    dk = touch("dk", dscores.mT @ q)  # (row, head, key, d_head)
    return dq, dk, dv


def multi_head_backward(
    dout: np.ndarray, passed: PassedAttention, w: AttentionWeights, *, scale: float, touch: Touch = forget
) -> tuple[np.ndarray, AttentionWeights]:
    """What is asked of x (row · token, d_model), and of W_Q, W_K, W_V and W_O, where `dout` is asked of the output."""
    rows, n_heads, _, _ = passed.q.shape
    dout = touch("dout", dout)  # (row · token, d_model)

    djoined, dw_o = linear_backward(dout, join(passed.z), w.o)  # (row · token, head · d_head)
    dz = touch("dz", split(djoined, rows, n_heads))  # (row, head, query, d_head)

    dq, dk, dv = attention_backward(dz, passed.q, passed.k, passed.v, passed.weights, scale=scale, touch=touch)

    dx_q, dw_q = linear_backward(join(dq), passed.x, w.q)  # (row · token, d_model)
    dx_k, dw_k = linear_backward(join(dk), passed.x, w.k)
    dx_v, dw_v = linear_backward(join(dv), passed.x, w.v)
    for name, gradient in (("dw_q", dw_q), ("dw_k", dw_k), ("dw_v", dw_v), ("dw_o", dw_o)):
        touch(name, gradient.weight)  # (d_model, head · d_head), of W_O the other way round

    dx = touch("dx", dx_q + dx_k + dx_v)  # x was read three times
    return dx, AttentionWeights(dw_q, dw_k, dw_v, dw_o)
