"""The picture of a scene, in NumPy alone: each shape is a signed distance, and its edge is one pixel soft."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any, TypeAlias

import numpy as np

from attnx.scenes.scene import SIDE, Scene, Thing

INK = {
    "red": (214, 40, 40),
    "orange": (245, 135, 25),
    "yellow": (250, 214, 30),
    "green": (40, 150, 70),
    "blue": (40, 90, 210),
    "purple": (125, 55, 165),
    "pink": (245, 130, 185),
    "black": (25, 25, 25),
}
LINE = 1.7  # pixels that an outline is thick
Y, X = np.mgrid[:SIDE, :SIDE].astype(np.float32) + 0.5  # the middles of the pixels, (row, column) each

Points: TypeAlias = np.ndarray
Distance: TypeAlias = Any  # an array of one number for each point: below 0 inside


def circle(x: Points, y: Points) -> Distance:
    return np.hypot(x, y) - 0.95


def square(x: Points, y: Points) -> Distance:
    return np.maximum(np.abs(x), np.abs(y)) - 0.82


def triangle(x: Points, y: Points) -> Distance:
    """Upright: its top at (0, −0.95), its foot from −0.95 to 0.95."""
    return np.maximum(y - 0.8, (np.abs(x) * 1.75 - (y + 0.95) * 0.95) / np.hypot(1.75, 0.95))


def cross(x: Points, y: Points) -> Distance:
    """Upright, with arms a third of its width."""
    long, short = np.maximum(np.abs(x), np.abs(y)), np.minimum(np.abs(x), np.abs(y))
    return np.maximum(long - 0.95, short - 0.3)


def star(x: Points, y: Points) -> Distance:
    """Five points, the first at the top: one edge, folded ten times."""
    fifth = 2 * np.pi / 5
    angle = np.arctan2(x, -y)
    angle = np.abs(angle - fifth * np.round(angle / fifth))
    length = np.hypot(x, y)
    inner = 0.42
    # The edge goes from the point (0, 1) to the notch at half a fifth; its normal points outwards.
    along_x, along_y = inner * np.sin(fifth / 2), inner * np.cos(fifth / 2) - 1
    edge = np.hypot(along_x, along_y)
    return (-along_y * length * np.sin(angle) + along_x * (length * np.cos(angle) - 1)) / edge


FORMS: dict[str, Callable[[Points, Points], Distance]] = {
    "circle": circle,
    "square": square,
    "triangle": triangle,
    "star": star,
    "cross": cross,
}


def distance(thing: Thing, x: Points, y: Points) -> np.ndarray:
    """How far points at x and y are from the edge of the thing, in pixels; below 0 inside."""
    cos, sin = np.cos(thing.tilt) / thing.radius, np.sin(thing.tilt) / thing.radius
    x, y = x - thing.x, y - thing.y
    away: np.ndarray = FORMS[thing.kind.shape](x * cos + y * sin, y * cos - x * sin) * thing.radius
    return away


def cover(thing: Thing, x: Points, y: Points, line: float = LINE) -> np.ndarray:
    """How much the thing hides of each pixel, whose middles are at x and y, 0 to 1; an outline lies within the edge."""
    away = distance(thing, x, y)
    return soft(np.abs(away + line / 2) - line / 2 if thing.outlined else away)


def soft(away: np.ndarray) -> np.ndarray:
    """How much of a pixel is ink, whose middle is that far from the edge of the ink: 0 to 1."""
    hidden: np.ndarray = np.clip(0.5 - away, 0, 1)
    return hidden


def around(thing: Thing) -> tuple[slice, slice]:
    """The rows and columns in which a thing, bent by a few pixels, has room."""
    reach = thing.radius + 5
    rows, columns = (slice(max(int(at - reach), 0), int(at + reach) + 1) for at in (thing.y, thing.x))
    return rows, columns


def painted(scene: Scene, x: Points, y: Points, line: float = LINE) -> np.ndarray:
    """The colours (row, column, 3), 0 to 255, of pixels whose middles are at x and y, (row, column) each."""
    picture = np.empty((SIDE, SIDE, 3), dtype=np.float32)
    picture[:] = scene.background
    for thing in scene.things:
        part = around(thing)
        hidden = cover(thing, x[part], y[part], line)[..., None]
        picture[part] += hidden * (np.array(INK[thing.kind.colour], dtype=np.float32) - picture[part])
    return picture


def paint(scene: Scene) -> np.ndarray:
    """The picture (64, 64, 3), uint8."""
    return painted(scene, X, Y).round().astype(np.uint8)


def png(scene: Scene) -> bytes:
    """The picture as a file. Pillow is loaded only here."""
    from PIL import Image

    file = BytesIO()
    Image.fromarray(paint(scene)).save(file, "PNG", optimize=True)
    return file.getvalue()
