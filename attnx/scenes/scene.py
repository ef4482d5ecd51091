"""What a scene is: shapes with a colour, a size and a place, and what is said of them."""

from __future__ import annotations

from attnx.frozen import frozen

SIDE = 64  # of a picture, in pixels
SHAPES = ("circle", "square", "triangle", "star", "cross")
COLOURS = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "black")
SIZES = ("small", "", "large")  # the middle one is not said
BESIDE = ("left of", "right of", "above", "below")
BETWEEN = "between"
RELATIONS = (*BESIDE, BETWEEN)
MOST = 3  # things in one picture


@frozen
class Kind:
    """What a thing is, wherever it stands."""

    shape: str
    colour: str
    size: str = ""


@frozen
class Group:
    """Some things of one kind."""

    kind: Kind
    count: int = 1


@frozen
class Said:
    """One sentence: a group, and where it is seen from one or two others. Without a relation it stands alone."""

    figure: Group
    relation: str | None = None
    ground: tuple[Group, ...] = ()

    @property
    def groups(self) -> tuple[Group, ...]:
        return (self.figure, *self.ground)

    @property
    def count(self) -> int:
        """Of all things."""
        return sum(group.count for group in self.groups)


@frozen
class Thing:
    """A shape in its place; lengths in pixels, y downwards. Turned by `tilt` radians."""

    kind: Kind
    x: float
    y: float
    radius: float
    outlined: bool = False
    tilt: float = 0.0


@frozen
class Scene:
    """What is said, the things in the order in which it says them, and the colour they stand on."""

    said: Said
    things: tuple[Thing, ...]
    background: tuple[int, int, int]

    def groups(self) -> tuple[tuple[Thing, ...], ...]:
        """The things of each group."""
        rest = iter(self.things)
        return tuple(tuple(next(rest) for _ in range(group.count)) for group in self.said.groups)
