"""The picture of a scene as an unsteady hand would draw it, to learn from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from attnx.scenes.paint import INK, X, Y, around, cover
from attnx.scenes.scene import SIDE, Scene, Thing

BENT = 1.2  # pixels at most that a line of the picture is
STRETCHED = 0.06  # of the picture, along x and along y
GROWN = (-0.05, 0.12)  # of the radius: what is filled and drawn around is larger
WAVES = np.arange(2, 8)  # around an outline
WOBBLE = 0.02  # of the radius, each wave
TURNED = 0.12  # radians
LINES = (1.1, 2.8)  # pixels that an outline is thick
ONLY_OUTLINED = 0.2  # of the things that the scene has filled
STAINED = 22.0  # of 255: the ink of a group is another by at most that
NOISE = 6.0  # of 255


def roughly(scene: Scene, chance: np.random.Generator) -> np.ndarray:
    """(64, 64, 3), uint8: bent, stretched, outlines uneven, inks and lines of any kind, in uneven light."""
    frequencies, shifts = chance.uniform(0.1, 0.5, 2), chance.uniform(0, 2 * np.pi, 2)
    bend = chance.uniform(0, BENT, 2)
    stretch = 1 + chance.uniform(-STRETCHED, STRETCHED, 2)
    middle = SIDE / 2
    x = (X - middle) * stretch[0] + middle + bend[0] * np.sin(frequencies[0] * Y[:, :1] + shifts[0])
    y = (Y - middle) * stretch[1] + middle + bend[1] * np.sin(frequencies[1] * X[:1] + shifts[1])
    line, larger = chance.uniform(*LINES), 1 + chance.uniform(*GROWN)
    picture = np.empty((SIDE, SIDE, 3), dtype=np.float32)
    picture[:] = scene.background
    stains = {group.kind: chance.uniform(-STAINED, STAINED, 3) for group in scene.said.groups}
    for thing in scene.things:
        part = around(thing)
        hidden = cover(*uneven(thing, x[part], y[part], larger, chance), line)[..., None]
        picture[part] += hidden * (np.array(INK[thing.kind.colour]) + stains[thing.kind] - picture[part])
    picture *= chance.uniform(0.92, 1.05, 3)
    picture += chance.standard_normal(picture.shape, dtype=np.float32) * np.float32(chance.uniform(0, NOISE))
    return np.clip(picture, 0, 255).round().astype(np.uint8)


def uneven(
    thing: Thing, x: np.ndarray, y: np.ndarray, larger: float, chance: np.random.Generator
) -> tuple[Thing, np.ndarray, np.ndarray]:
    """The thing, turned and perhaps not filled, and where the points at x and y lie on it: nearer its middle where its
    outline bulges.
    """
    sizes, shifts = chance.normal(0, WOBBLE, len(WAVES)), chance.uniform(0, 2 * np.pi, len(WAVES))
    x, y = x - thing.x, y - thing.y
    around_it = np.arctan2(y, x)[..., None]
    reach = larger + (sizes * np.sin(WAVES * around_it + shifts)).sum(-1)
    turned = replace(
        thing,
        tilt=thing.tilt + chance.uniform(-TURNED, TURNED),
        outlined=thing.outlined or bool(chance.random() < ONLY_OUTLINED),
    )
    return turned, thing.x + x / reach, thing.y + y / reach
