"""How a token learns where it stands: one function per kind of position."""

from __future__ import annotations

import numpy as np

from attnx.model.spec import Learned, NoPosition, Positions, Sinusoidal


def position_vectors(positions: Positions, table: np.ndarray | None, count: int, d_model: int) -> np.ndarray | None:
    """The vector of each of the first `count` places, (count, d_model), or None where order is not told.

    `table` is the trained table of `Learned` positions, (limit, d_model).
    """
    match positions:
        case Learned():
            assert table is not None
            return np.asarray(table[:count])  # (token, d_model)
        case Sinusoidal():
            return sinusoids(count, d_model)
        case NoPosition():
            return None


def sinusoids(count: int, d_model: int) -> np.ndarray:
    """sin and cos in turn, wavelengths 2π to 10000·2π (Vaswani et al. 2017, section 3.5), (count, d_model)."""
    place = np.arange(count, dtype=np.float64)[:, None]  # (token, 1)
    pair = np.arange(0, d_model, 2, dtype=np.float64)[None, :]  # (1, d_model / 2)
    angle = place / 10_000.0 ** (pair / d_model)  # (token, d_model / 2)
    waves = np.empty((count, d_model), dtype=np.float32)
    waves[:, 0::2] = np.sin(angle)
    waves[:, 1::2] = np.cos(angle[:, : d_model // 2])
    return waves
