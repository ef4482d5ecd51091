"""What is laid out, and how such things stand beside and below one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from attnx.frozen import frozen
from attnx.views.draw.pictures.drawing import Anchor, Box, Frame, Label, Shape, Stroke


@frozen(eq=False)
class Placed:
    """Shapes laid out from (0, 0) on; between `top` and `bottom` stands what they are about."""

    width: float
    height: float
    parts: tuple[Shape, ...]
    top: float = 0.0
    bottom: float = 0.0


def moved(parts: Iterable[Shape], x: float, y: float) -> Iterator[Shape]:
    """The same shapes somewhere else."""
    for part in parts:
        if isinstance(part, Stroke):
            yield replace(part, points=tuple((left + x, top + y) for left, top in part.points))
        else:
            yield replace(part, x=part.x + x, y=part.y + y)


def abreast(first: Placed, second: Placed, gap: float) -> Placed:
    """The second at the right of the first."""
    parts = (*first.parts, *moved(second.parts, first.width + gap, 0))
    height = max(first.height, second.height + first.top)
    return Placed(first.width + gap + second.width, height, parts, first.top, first.bottom)


def below(first: Placed, second: Placed, gap: float) -> Placed:
    """The second under the first."""
    shift = first.height + gap
    parts = (*first.parts, *moved(second.parts, 0, shift))
    return Placed(
        max(first.width, second.width), shift + second.height, parts, shift + second.top, shift + second.bottom
    )


def mirrored(part: Placed) -> Placed:
    """The same with left and right changed; what is written stays as it is."""
    return replace(part, parts=tuple(other_side(shape, part.width) for shape in part.parts))


def other_side(shape: Shape, width: float) -> Shape:
    """A shape of a diagram at the other side of so much width."""
    match shape:
        case Stroke():
            return replace(shape, points=tuple((width - x, y) for x, y in shape.points))
        case Label():
            anchor: Anchor = "end" if shape.anchor == "start" else "start" if shape.anchor == "end" else "middle"
            return replace(shape, x=width - shape.x, anchor=anchor)
        case Box() | Frame():
            return replace(shape, x=width - shape.x - shape.width)
        case _:
            raise TypeError(f"{type(shape).__name__} has no other side")
