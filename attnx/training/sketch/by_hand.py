"""Pictures to test sketch on that attnx/scenes has no part in: shapes drawn stroke by stroke by an unsteady hand.

Other outlines, other colours of the same names, other places, papers and sizes of picture; Pillow draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from attnx.scenes.invent import invent
from attnx.scenes.scene import BETWEEN, Said
from attnx.scenes.sentence import sentence

CRAYONS = {
    "red": ("#d62828", "#c1121f", "#e5383b"),
    "orange": ("#f77f00", "#fb8500", "#f3722c"),
    "yellow": ("#ffd60a", "#f9c80e", "#ffda3d"),
    "green": ("#2a9d4b", "#38803d", "#3a9a5c"),
    "blue": ("#1d4ed8", "#2f6fd0", "#3056c4"),
    "purple": ("#7b2cbf", "#6a3d9a", "#8e44ad"),
    "pink": ("#ff8fc0", "#f78fb3", "#f48cb6"),
    "black": ("#111111", "#222222", "#2b2b2b"),
}
PAPERS = ("#ffffff", "#fbf7ec", "#f1f1f1", "#eef4fb")
RADII = {"small": 0.073, "": 0.11, "large": 0.15}  # of the picture's side
CORNERS = {
    "square": [(-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)],
    "triangle": [(0.0, -0.95), (0.95, 0.8), (-0.95, 0.8)],
    "star": [
        (radius * np.sin(i * np.pi / 5), -radius * np.cos(i * np.pi / 5))
        for i in range(10)
        for radius in [(1, 0.42)[i % 2]]
    ],
    "cross": [
        *[(-0.3, -0.95), (0.3, -0.95), (0.3, -0.3), (0.95, -0.3), (0.95, 0.3), (0.3, 0.3)],
        *[(0.3, 0.95), (-0.3, 0.95), (-0.3, 0.3), (-0.95, 0.3), (-0.95, -0.3), (-0.3, -0.3)],
    ],
}


@dataclass(frozen=True)
class Drawn:
    """A picture and the sentence that is right for it."""

    picture: Image.Image
    sentence: str


def drawn_by_hand(count: int, seed: int) -> list[Drawn]:
    """Pictures of 80 to 240 pixels a side, not all of them square."""
    chance = np.random.default_rng(seed)
    return [draw(invent(chance), chance) for _ in range(count)]


def draw(said: Said, chance: np.random.Generator) -> Drawn:
    side = int(chance.integers(80, 241))
    size = (side, int(side * chance.uniform(0.9, 1.1)))
    picture = Image.new("RGB", size, str(chance.choice(PAPERS)))
    pen = ImageDraw.Draw(picture)
    kinds = [group.kind for group in said.groups for _ in range(group.count)]
    for kind, (x, y) in zip(kinds, places(said, chance), strict=True):
        radius = RADII[kind.size] * min(size)
        path = unsteady(kind.shape, radius, chance) + np.array([x * size[0], y * size[1]])
        ink, width = str(chance.choice(CRAYONS[kind.colour])), max(2, round(side * chance.uniform(0.018, 0.035)))
        corners = [(float(a), float(b)) for a, b in path]
        if chance.random() < 0.6:
            pen.polygon(corners, fill=ink)
        pen.line([*corners, corners[0], corners[1]], fill=ink, width=width, joint="curve")
    return Drawn(picture, sentence(said))


def places(said: Said, chance: np.random.Generator) -> list[tuple[float, float]]:
    """Where each thing stands, in shares of the picture: on a few lines, and a little beside them."""
    count, slant = said.count, chance.uniform(-0.08, 0.08)
    if said.relation is None:
        rows = [[(0.5, 0.5)], [(0.27, 0.35), (0.7, 0.62)], [(0.2, 0.6), (0.5, 0.25), (0.78, 0.7)]]
        flat = rows[count - 1]
    elif said.relation == BETWEEN:
        flat = [(0.5, 0.5 + slant), (0.18, 0.5 + slant), (0.82, 0.5 + slant)]
    else:
        near, far = (0.28, 0.72) if said.relation in ("left of", "above") else (0.72, 0.28)
        others = count - said.figure.count
        flat = [(near, 0.5 + slant)] if said.figure.count == 1 else [(near, 0.3), (near, 0.7)]
        flat = flat + ([(far, 0.5 - slant)] if others == 1 else [(far, 0.3), (far, 0.7)])
    upright = said.relation in ("above", "below") or (said.relation in (None, BETWEEN) and chance.random() < 0.5)
    turned: Sequence[tuple[float, float]] = [(y, x) for x, y in flat] if upright else flat
    return [(x + chance.uniform(-0.01, 0.01), y + chance.uniform(-0.01, 0.01)) for x, y in turned]


def unsteady(shape: str, radius: float, chance: np.random.Generator) -> np.ndarray:
    """(point, xy): the outline in many short strokes, each a little off."""
    if shape == "circle":
        angles = np.linspace(0, 2 * np.pi, 28, endpoint=False)
        path = 0.95 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    else:
        corners = np.array(CORNERS[shape])
        steps = np.linspace(0, 1, 4 if len(corners) > 4 else 7, endpoint=False)[:, None]
        path = np.concatenate([a + steps * (b - a) for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True)])
    wobble = chance.normal(0, 0.045, path.shape)
    wobble = (wobble + np.roll(wobble, 1, axis=0) + np.roll(wobble, -1, axis=0)) / 1.7
    turn = chance.uniform(-0.18, 0.18)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return radius * (path + wobble) @ rotation.T
