"""Keys and values that were computed before (a KV cache): each new token adds its own and reads them all."""

from __future__ import annotations

import numpy as np


class Memory:
    """The keys and values of one attention, (kv_head, key, d_head), growing token by token."""

    def __init__(self) -> None:
        self.k: np.ndarray | None = None
        self.v: np.ndarray | None = None

    def add(self, k: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """All keys and values, the new ones last."""
        self.k = k if self.k is None else np.concatenate((self.k, k), axis=1)
        self.v = v if self.v is None else np.concatenate((self.v, v), axis=1)
        return self.k, self.v
