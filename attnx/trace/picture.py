"""The picture that a trace is about, as far as a trace tells: its size, its patches, and where they lie in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attnx.frozen import frozen

if TYPE_CHECKING:
    import numpy as np


@frozen
class Box:
    """A part of a picture, in pixels from its left and upper edges; the right and lower ones are where it ends."""

    left: float
    top: float
    right: float
    bottom: float


@frozen(eq=False)
class Seen:
    """A picture, and what a model saw of it: `box`, made of `rows` × `columns` patches.

    `width` and `height` are pixels of the picture, and `sha256` is the hash of its file. `pixels` (height, width, 3)
    are what was cut into patches, before it was normalised, from 0 to 255; None where they were not kept.
    """

    width: int
    height: int
    sha256: str
    rows: int
    columns: int
    box: Box
    pixels: np.ndarray | None = None
