"""Room for what is said: every thing gets a place in the picture such that the sentence is true of it."""

from __future__ import annotations

from functools import partial
from itertools import chain

import numpy as np

from attnx.scenes.clear import clear
from attnx.scenes.scene import BETWEEN, SIDE, Group, Said, Scene, Thing

RADII = {"small": (4.3, 5.0), "": (6.6, 7.5), "large": (9.3, 10.2)}  # pixels; three large ones stand in a row
GAP = 1.0  # pixels between two things, at least
BACKGROUNDS = ((255, 255, 255), (250, 244, 225), (225, 238, 250), (228, 228, 228), (222, 244, 222), (58, 64, 84))
DARK = BACKGROUNDS[-1]
LOST_IN_THE_DARK = {"black", "blue", "purple"}
OUTLINED = 0.3  # the share of things of which only the edge is drawn


def place(said: Said, chance: np.random.Generator) -> Scene:
    """A scene of which this can be said, all else by lot. What is said is at most three things."""
    radii = [[chance.uniform(*RADII[group.kind.size]) for _ in range(group.count)] for group in said.groups]
    places = find_places(said, radii, chance)
    while not clear(said, places):
        places = find_places(said, radii, chance)
    kinds = [group.kind for group in said.groups for _ in range(group.count)]
    outlines, tilts = chance.random(len(kinds)) < OUTLINED, chance.uniform(-0.15, 0.15, len(kinds))
    things = [
        Thing(kind, float(x), float(y), float(radius), bool(outline), float(tilt))
        for kind, (x, y), radius, outline, tilt in zip(kinds, places, chain(*radii), outlines, tilts, strict=True)
    ]
    return Scene(said, tuple(things), background(said.groups, chance))


def find_places(said: Said, radii: list[list[float]], chance: np.random.Generator) -> list[tuple[float, float]]:
    """(x, y) of each thing, whose radii these are by groups, such that the sentence is true."""
    grounds = [radius for row in radii[1:] for radius in row]
    if said.relation is None:
        return anywhere(radii[0], chance)
    if said.relation == BETWEEN:
        first, last = grounds
        begin, middle, end = in_a_row([first, radii[0][0], last], chance)
        return [middle, begin, end]
    return on_two_sides(radii[0], grounds, said.relation, chance)


def background(groups: tuple[Group, ...], chance: np.random.Generator) -> tuple[int, int, int]:
    """A colour on which all of them are seen."""
    lost = any(group.kind.colour in LOST_IN_THE_DARK for group in groups)
    return BACKGROUNDS[chance.integers(len(BACKGROUNDS) - lost)]


def along(radii: list[float], chance: np.random.Generator) -> np.ndarray:
    """Where the middles stand on a line through the picture, in this order; the free room is dealt out by lot."""
    free = SIDE - 2 * sum(radii) - GAP * (len(radii) - 1)
    before = np.sort(chance.uniform(0, free, len(radii)))  # of the free room, how much lies before each
    widths = 2 * np.array(radii)
    middles: np.ndarray = before + np.cumsum(widths) - widths / 2 + GAP * np.arange(len(radii))
    return middles


def near(middle: float, radius: float, reach: float, chance: np.random.Generator) -> float:
    """A place at most `reach` from `middle`, inside the picture."""
    inside = np.clip([middle - reach, middle + reach], radius, SIDE - radius)
    return float(chance.uniform(*inside))


def crossed(along_first: bool, major: np.ndarray, minor: list[float]) -> list[tuple[float, float]]:
    """(x, y) of each, where the row goes along x or along y."""
    pairs = zip(major.tolist(), minor, strict=True)
    return [(a, b) if along_first else (b, a) for a, b in pairs]


def anywhere(radii: list[float], chance: np.random.Generator) -> list[tuple[float, float]]:
    """Things of which no place is said: one after another along x or y, free across."""
    minor = [float(chance.uniform(radius, SIDE - radius)) for radius in radii]
    return crossed(bool(chance.integers(2)), along(radii, chance), minor)


def in_a_row(radii: list[float], chance: np.random.Generator) -> list[tuple[float, float]]:
    """One after another, and nearly on a line: along x or along y."""
    middle = chance.uniform(max(radii), SIDE - max(radii))
    minor = [near(middle, radius, 4.0, chance) for radius in radii]
    return crossed(bool(chance.integers(2)), along(radii, chance), minor)


def on_two_sides(
    figure: list[float], ground: list[float], relation: str, chance: np.random.Generator
) -> list[tuple[float, float]]:
    """Each side is one thing, or two side by side; all of one side are left of (above) all of the other."""
    sides = [figure, ground] if relation in ("left of", "above") else [ground, figure]
    major = along([max(side) for side in sides], chance)
    if len(figure) == len(ground) == 1:
        reach = float(major[1] - major[0]) / 2
        middle = near(SIDE / 2, max(figure + ground), SIDE, chance)
        across = [[middle], [near(middle, sides[1][0], reach, chance)]]
    else:
        pair = next(side for side in sides if len(side) == 2)
        two = along(pair, chance).tolist()
        one = partial(near, sum(two) / 2, reach=(two[1] - two[0]) / 2, chance=chance)
        across = [two if len(side) == 2 else [one(radius=side[0])] for side in sides]
    placed = [
        crossed(relation in ("left of", "right of"), np.full(len(side), at), minor)
        for side, at, minor in zip(sides, major, across, strict=True)
    ]
    return placed[0] + placed[1] if sides[0] is figure else placed[1] + placed[0]
