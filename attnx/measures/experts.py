"""Which networks the router of a layer sends each token to (Shazeer et al. 2017)."""

from __future__ import annotations

import numpy as np


def routed(shares: np.ndarray) -> list[list[tuple[int, float]]]:
    """The experts that each token asks, the largest share first; `shares` is (token, expert), 0 for the others."""
    order = np.argsort(-shares, axis=1, kind="stable").tolist()
    return [
        [(expert, row[expert]) for expert in experts if row[expert] > 0]
        for row, experts in zip(shares.tolist(), order, strict=True)
    ]
