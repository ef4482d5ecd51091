"""The backward pass of the two ends of a model: the embedding, and the head that reads the same table backwards."""

from __future__ import annotations

import numpy as np


def embedding_backward(dx: np.ndarray, ids: np.ndarray, table: np.ndarray) -> np.ndarray:
    """What is asked of a table (entry, d_model), of which the rows `ids` (token,) became x (token, d_model).

    Each entry hears from every place where it stood: the sum of its rows of dx.
    """
    order = np.argsort(ids, kind="stable")
    entries, first = np.unique(ids[order], return_index=True)
    dtable = np.zeros_like(table)
    dtable[entries] = np.add.reduceat(dx[order], first)
    return dtable


def head_backward(dlogits: np.ndarray, x: np.ndarray, table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What is asked of x (token, d_model) and of the table, where dlogits (token, entry) is asked of x·tableᵀ."""
    return dlogits @ table, dlogits.T @ x
