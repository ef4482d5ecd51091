"""Whether a picture is a drawing: how much of it is paper."""

from __future__ import annotations

import numpy as np

STEP = 16  # of 255: shades that are the same paper
PAPER = 0.7  # from here on a picture is a drawing: of those that sketch was trained on, all have more than 0.75


def is_drawing(pixels: np.ndarray) -> bool:
    """Whether a picture (height, width, 3) is drawn on paper, and no photograph."""
    return share_of_paper(pixels) >= PAPER


def share_of_paper(pixels: np.ndarray) -> float:
    """The share of the pixels (height, width, 3), from 0 to 255, that have nearly the colour that most of them have.

    Nearly: each channel at most STEP away from the middle one of the commonest box of colours, STEP wide.
    """
    flat = pixels.reshape(-1, 3).astype(np.int64)
    boxes = flat // STEP @ np.array([256 * 256, 256, 1])
    values, counts = np.unique(boxes, return_counts=True)
    paper = np.median(flat[boxes == values[counts.argmax()]], axis=0)
    return float((np.abs(flat - paper) <= STEP).all(axis=1).mean())
