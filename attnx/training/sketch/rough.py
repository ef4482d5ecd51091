"""The picture of a scene as an unsteady hand would draw it, to learn from.

Half of these have inks that no word names. Of them shapes and sizes are learned, to be known in every colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from colorsys import rgb_to_hsv
from dataclasses import dataclass, replace

import numpy as np

from attnx.scenes.paint import INK, X, Y, around, distance, paint, soft
from attnx.scenes.scene import SIDE, Kind, Scene, Thing
from attnx.training.sketch.held_out import HELD_OUT

BENT = 1.2  # pixels at most that a line of the picture is
STRETCHED = 0.06  # of the picture, along x and along y
GROWN = 0.05  # of the radius, at most
WAVES = np.arange(2, 11)  # around an outline
WOBBLE = 0.022  # of the radius, each wave
TURNED = 0.12  # radians
LINES = (1.1, 2.8)  # pixels that an outline is thick
ONLY_OUTLINED = 0.2  # of the things that the scene has filled
STAINED = 22.0  # of 255: the ink of a group is another by at most that
NOISE = 6.0  # of 255
STRANGE = 0.5  # of the pictures: their inks have no name
FAR = 90.0  # of 255: such an ink is at least that far from the paper and from others
OTHER_HUE = 1 / 6  # of the circle of hues: and from the hue of a colour in which its shape is never shown


@dataclass(frozen=True)
class Drawn:
    """A picture (64, 64, 3), uint8, and whether its inks are those that the sentence names."""

    picture: np.ndarray
    named: bool = True


def plain(scene: Scene) -> Drawn:
    """As `attnx draw` paints it."""
    return Drawn(paint(scene))


def roughly(scene: Scene, chance: np.random.Generator) -> Drawn:
    """Bent, stretched, outlines uneven, inks and lines of any kind, in uneven light."""
    frequencies, shifts = chance.uniform(0.1, 0.5, 2), chance.uniform(0, 2 * np.pi, 2)
    bend = chance.uniform(0, BENT, 2)
    stretch = 1 + chance.uniform(-STRETCHED, STRETCHED, 2)
    middle = SIDE / 2
    x = (X - middle) * stretch[0] + middle + bend[0] * np.sin(frequencies[0] * Y[:, :1] + shifts[0])
    y = (Y - middle) * stretch[1] + middle + bend[1] * np.sin(frequencies[1] * X[:1] + shifts[1])
    line, grown = chance.uniform(*LINES), 1 + chance.uniform(-GROWN, GROWN)
    picture = np.empty((SIDE, SIDE, 3), dtype=np.float32)
    picture[:] = scene.background
    named = bool(chance.random() >= STRANGE)
    inks = stained(scene, chance) if named else strange(scene, chance)
    for thing in scene.things:
        part = around(thing)
        hidden = by_pen(*uneven(thing, x[part], y[part], grown, chance), line)[..., None]
        picture[part] += hidden * (inks[thing.kind] - picture[part])
    picture *= chance.uniform(0.92, 1.05, 3)
    picture += chance.standard_normal(picture.shape, dtype=np.float32) * np.float32(chance.uniform(0, NOISE))
    return Drawn(np.clip(picture, 0, 255).round().astype(np.uint8), named)


def stained(scene: Scene, chance: np.random.Generator) -> dict[Kind, np.ndarray]:
    """The ink of each kind, a little off."""
    return {group.kind: INK[group.kind.colour] + chance.uniform(-STAINED, STAINED, 3) for group in scene.said.groups}


def strange(scene: Scene, chance: np.random.Generator) -> dict[Kind, np.ndarray]:
    """An ink by lot for each kind, clear of all that it could be taken for."""
    inks: dict[Kind, np.ndarray] = {}
    for group in scene.said.groups:
        never = [hue(INK[colour]) for shape, colour in HELD_OUT if shape == group.kind.shape]
        others = np.array([scene.background, *inks.values()])
        ink = chance.uniform(0, 255, 3)
        while near(ink, others) or any(between_hues(hue(ink), at) < OTHER_HUE for at in never):
            ink = chance.uniform(0, 255, 3)
        inks[group.kind] = ink
    return inks


def near(ink: np.ndarray, others: np.ndarray) -> bool:
    """Whether an ink is hard to tell from one of these (ink, 3)."""
    return bool(np.linalg.norm(others - ink, axis=1).min() < FAR)


def hue(ink: Sequence[float] | np.ndarray) -> float:
    """0 to 1, from red over green and blue to red again."""
    return rgb_to_hsv(*(part / 255 for part in ink))[0]


def between_hues(one: float, other: float) -> float:
    """How far two hues are from each other on their circle."""
    return abs((one - other + 0.5) % 1 - 0.5)


def by_pen(thing: Thing, x: np.ndarray, y: np.ndarray, line: float) -> np.ndarray:
    """How much of each pixel is ink: a line along the edge, half of it outside, and all within where it is filled."""
    away = distance(thing, x, y)
    return soft((np.abs(away) if thing.outlined else away) - line / 2)


def uneven(
    thing: Thing, x: np.ndarray, y: np.ndarray, grown: float, chance: np.random.Generator
) -> tuple[Thing, np.ndarray, np.ndarray]:
    """The thing, turned and perhaps not filled, and where the points at x and y lie on it: nearer its middle where its
    outline bulges.
    """
    sizes, shifts = chance.normal(0, WOBBLE, len(WAVES)), chance.uniform(0, 2 * np.pi, len(WAVES))
    x, y = x - thing.x, y - thing.y
    around_it = np.arctan2(y, x)[..., None]
    reach = grown + (sizes * np.sin(WAVES * around_it + shifts)).sum(-1)
    turned = replace(
        thing,
        tilt=thing.tilt + chance.uniform(-TURNED, TURNED),
        outlined=thing.outlined or bool(chance.random() < ONLY_OUTLINED),
    )
    return turned, thing.x + x / reach, thing.y + y / reach
