"""What a forward pass leaves for the backward pass: the arrays that its formulas name."""

from __future__ import annotations

import numpy as np

from attnx.frozen import frozen


@frozen(eq=False)
class PassedNorm:
    """`x` (token, d_model) as it entered, its mean and deviation (token, 1)."""

    x: np.ndarray
    mean: np.ndarray
    deviation: np.ndarray


@frozen(eq=False)
class PassedAttention:
    """`x` (row · token, d_model) as it entered; q, k, v and z (row, head, token, d_head), weights (row, head, query,
    key).
    """

    x: np.ndarray
    q: np.ndarray
    k: np.ndarray
    v: np.ndarray
    weights: np.ndarray
    z: np.ndarray


@frozen(eq=False)
class PassedMLP:
    """`x` (token, d_model) as it entered, `hidden` (token, d_ff) after its activation."""

    x: np.ndarray
    hidden: np.ndarray


@frozen(eq=False)
class PassedBlock:
    attention_norm: PassedNorm
    attention: PassedAttention
    mlp_norm: PassedNorm
    mlp: PassedMLP


@frozen(eq=False)
class Passed:
    """A whole pass over a batch of texts: `ids` (row, token), and `x` (row · token, d_model) that enters the head."""

    ids: np.ndarray
    blocks: tuple[PassedBlock, ...]
    final_norm: PassedNorm
    x: np.ndarray


def split(x: np.ndarray, rows: int, n_heads: int) -> np.ndarray:
    """(row · token, head · d_head) into (row, head, token, d_head), laid out head by head for the products to come."""
    return np.ascontiguousarray(x.reshape(rows, len(x) // rows, n_heads, -1).swapaxes(1, 2))


def join(z: np.ndarray) -> np.ndarray:
    """(row, head, token, d_head) into (row · token, head · d_head): the heads side by side."""
    rows, n_heads, tokens, d_head = z.shape
    return z.swapaxes(1, 2).reshape(rows * tokens, n_heads * d_head)
