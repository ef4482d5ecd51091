"""Whether a sentence is the only one that places allow: the margins between a row of three and a triangle.

Of three things, "between" says that one stands in a row with the others, a relation that two of them face the third.
Nearly the same places could be said in both ways, and of a triangle with a right angle each side could be the two.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from attnx.scenes.scene import BETWEEN, Said

OFF_THE_LINE = 1 / 4  # of the way to the nearer of the others: what stands between them is at most as far beside it
BEFORE_THE_MIDDLE = 1 / 6  # of the way from one to the other: what faces two is at most as far from their middle
AHEAD = 1 / 2  # of the same way: and at least as far from their line


def clear(said: Said, places: Sequence[tuple[float, float]]) -> bool:
    """Whether things at these places, (x, y) each, in the order of the sentence, are a clear case of its relation.

    Two things always are: one is beside the other by at most half of what lies between them.
    """
    if said.relation is None or said.count < 3:
        return True
    lone = 0 if said.figure.count == 1 else 2
    middle = np.array(places[lone])
    first, second = (np.array(place) for number, place in enumerate(places) if number != lone)
    way = second - first
    length = np.hypot(*way)
    along = (middle - first) @ way / length
    off = abs(way[0] * (middle - first)[1] - way[1] * (middle - first)[0]) / length
    if said.relation == BETWEEN:
        return bool(off <= OFF_THE_LINE * min(along, length - along))
    return bool(abs(along - length / 2) <= BEFORE_THE_MIDDLE * length and off >= AHEAD * length)
