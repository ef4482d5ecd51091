"""A picture as rows of an embedding: tokens of the model's own, then its patches, each led to d_model.

A convolution whose steps are as long as its kernel is wide is one matrix for every patch (Dosovitskiy et al. 2020,
section 3.1).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from attnx.frozen import frozen
from attnx.model.half import widen
from attnx.model.spec import Bend, Cubic, Smoothed
from attnx.model.weights import Linear

CHANNELS = 3


@frozen(eq=False)
class PatchEmbedding:
    """Rows by token: `first` (token, d_model), then what `projection` makes of the patches of `pixels`, row by row.

    `pixels` (channel, height, width) are a picture's; before one is seen there are none, and no rows.
    """

    projection: Linear  # W (channel · size · size, d_model)
    first: np.ndarray
    size: int  # pixels of a patch, each way
    pixels: np.ndarray | None = None

    def of(self, pixels: np.ndarray) -> PatchEmbedding:
        """The same embedding, of this picture."""
        return replace(self, pixels=pixels)

    @property
    def grid(self) -> tuple[int, int]:
        """How many rows and columns of patches there are; what is left at the edges is in none."""
        assert self.pixels is not None
        _, height, width = self.pixels.shape
        return int(height) // self.size, int(width) // self.size

    @property
    def patches(self) -> np.ndarray:
        """(patch, channel · size · size), row by row."""
        assert self.pixels is not None
        (rows, columns), size = self.grid, self.size
        whole = self.pixels[:, : rows * size, : columns * size].reshape(CHANNELS, rows, size, columns, size)
        return np.asarray(whole.transpose(1, 3, 0, 2, 4).reshape(rows * columns, CHANNELS * size * size))

    def __getitem__(self, ids: np.ndarray) -> np.ndarray:
        projected = self.projection(self.patches)  # (patch, d_model)
        return np.asarray(np.concatenate((widen(self.first).astype(projected.dtype), projected))[ids])


def interpolated(places: np.ndarray, rows: int, columns: int, how: Bend) -> np.ndarray:
    """Vectors of a square of places, (place, d_model), bent to a grid of others by cubic interpolation (Keys 1981)."""
    side = round(len(places) ** 0.5)
    if (rows, columns) == (side, side):
        return places
    down, across = (shares(side, count, how) for count in (rows, columns))  # (new, old)
    square = places.reshape(side, side, -1)
    bent = np.einsum("ri,cj,ijd->rcd", down, across, square, optimize=True)  # (row, column, d_model)
    return np.asarray(bent.reshape(rows * columns, -1), dtype=places.dtype)


def shares(old: int, new: int, how: Bend) -> np.ndarray:
    """How much of each old place a new one has, (new, old): the outer edges of both grids fall on one another.

    A plain curve reaches four of the old, the edge repeated; a smoothed one as far as the grid shrinks, and no further
    than the edge.
    """
    centre = (np.arange(new)[:, None] + 0.5) * old / new - 0.5  # (new, 1), in old places
    match how:
        case Cubic():
            reach = np.arange(-1, 3)
            place = np.floor(centre).astype(int) + reach  # (new, 4)
            share = np.zeros((new, old))
            np.add.at(share, (np.arange(new)[:, None], place.clip(0, old - 1)), curve(place - centre, -0.75))
            return share
        case Smoothed():
            share = curve((np.arange(old) - centre) / max(old / new, 1.0), -0.5)  # (new, old)
            return np.asarray(share / share.sum(axis=1, keepdims=True))


def curve(distance: np.ndarray, a: float) -> np.ndarray:
    """The weight of what stands so far away (Keys 1981, equation 4): 1 at 0, 0 at every other whole number."""
    x = np.abs(distance)
    near = ((a + 2) * x - (a + 3)) * x**2 + 1
    far = (((x - 5) * x + 8) * x - 4) * a
    return np.asarray(np.where(x <= 1, near, np.where(x < 2, far, 0.0)))
