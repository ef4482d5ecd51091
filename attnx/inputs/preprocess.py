"""From a picture to what a model is given of it: resized, cut to its centre, rescaled and normalised.

Pillow resizes, as the reference's own processors do. Of its two ways to do the rest, this is the one with NumPy.
"""

from __future__ import annotations

from math import ceil

import numpy as np

from attnx.errors import InputError
from attnx.frozen import frozen
from attnx.inputs.image import CHANNELS, MOST, Picture
from attnx.trace import Box

MODES = ("nearest", "lanczos", "bilinear", "bicubic", "box", "hamming")  # in the order of Pillow's numbers


# Sizes: what a picture is resized to.
@frozen
class Exactly:
    """This height and width, whatever the picture's shape."""

    height: int
    width: int


@frozen
class ShortestEdge:
    """The shorter edge of this length, the other as the picture's shape asks."""

    length: int


Size = Exactly | ShortestEdge


@frozen
class Preprocessing:
    """What is done to a picture: each step that is None is left out. `resample` is one of MODES."""

    size: Size | None
    resample: str
    crop: Exactly | None
    factor: float | None  # what 0 to 255 is multiplied by
    mean: tuple[float, ...] | None  # of each channel, with its deviation
    deviation: tuple[float, ...] | None

    def resized(self, width: int, height: int) -> tuple[int, int]:
        """The width and height that a picture is resized to, before it is cut."""
        match self.size:
            case None:
                return width, height
            case Exactly(to_height, to_width):
                return to_width, to_height
            case ShortestEdge(length):
                longest = int(length * max(width, height) / min(width, height))
                return (length, longest) if width <= height else (longest, length)


@frozen(eq=False)
class Prepared:
    """What a model is given: `values` (channel, height, width), of the `pixels` (height, width, channel) in `box`."""

    values: np.ndarray
    pixels: np.ndarray
    box: Box


def prepare(picture: Picture, how: Preprocessing) -> Prepared:
    """A picture as a model is given it. Raises InputError for one so narrow that it would be too large."""
    width, height = how.resized(picture.width, picture.height)
    if width * height > MOST:
        raise InputError("picture_narrow", path=picture.name, width=picture.width, height=picture.height)
    pixels = resize(picture.pixels, width, height, how.resample)
    left = top = 0
    if how.crop is not None:
        pixels, left, top = centre(pixels, how.crop)
    across, down = picture.width / width, picture.height / height  # pixels of the picture in one of these
    box = Box(left * across, top * down, (left + pixels.shape[1]) * across, (top + pixels.shape[0]) * down)
    return Prepared(normalised(pixels, how), pixels, box)


def normalised(pixels: np.ndarray, how: Preprocessing) -> np.ndarray:
    """(channel, height, width) as a model is given them, of pixels (height, width, channel) from 0 to 255."""
    values = pixels.transpose(2, 0, 1).astype(np.float64)
    if how.factor is not None:
        values = values * how.factor
    values = values.astype(np.float32)
    if how.mean is not None and how.deviation is not None:
        mean, deviation = (np.array(each, dtype=np.float32)[:, None, None] for each in (how.mean, how.deviation))
        values = (values - mean) / deviation
    return values


def resize(pixels: np.ndarray, width: int, height: int, resample: str) -> np.ndarray:
    """(height, width, 3) by one of Pillow's filters."""
    if pixels.shape[:2] == (height, width):
        return pixels
    from PIL import Image

    return np.array(Image.fromarray(pixels).resize((width, height), Image.Resampling(MODES.index(resample))))


def centre(pixels: np.ndarray, crop: Exactly) -> tuple[np.ndarray, int, int]:
    """The middle of a picture, (crop.height, crop.width, 3), and how far it begins from its left and its upper edge.

    A picture that is smaller gets a black frame, and begins before its edge.
    """
    starts, middle = [], pixels
    for axis, wanted in enumerate((crop.height, crop.width)):
        there = pixels.shape[axis]
        start = (there - wanted) // 2 if wanted <= there else -ceil((wanted - there) / 2)
        if start < 0:
            frame = [(0, 0)] * 3
            frame[axis] = (-start, wanted - there + start)
            middle = np.pad(middle, frame)
        else:
            middle = middle[(slice(None),) * axis + (slice(start, start + wanted),)]
        starts.append(start)
    assert middle.shape == (crop.height, crop.width, CHANNELS)
    return middle, starts[1], starts[0]
