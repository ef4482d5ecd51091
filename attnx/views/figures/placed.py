"""What is laid out, and how such things stand beside and below one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from attnx.frozen import frozen
from attnx.views.draw.pictures.drawing import Shape, Stroke


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
