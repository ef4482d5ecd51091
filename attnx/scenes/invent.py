"""Something to say, by lot, said as the captioner says it."""

from __future__ import annotations

import numpy as np

from attnx.scenes.scene import BESIDE, BETWEEN, COLOURS, MOST, SHAPES, SIZES, Group, Kind, Said

# What may be said, and how often: how many kinds there are, how many things of each, which relation.
FORMS = (
    ("one", 0.12),
    ("some", 0.13),
    ("beside", 0.33),
    ("between", 0.14),
    ("between two", 0.06),
    ("beside two", 0.11),
    ("two beside", 0.11),
)
KINDS = tuple(Kind(shape, colour, size) for shape in SHAPES for colour in COLOURS for size in SIZES)


def invent(chance: np.random.Generator, kinds: tuple[Kind, ...] = KINDS) -> Said:
    """What may be said of a picture of these kinds, in its usual order."""
    names, shares = zip(*FORMS, strict=True)
    form = str(chance.choice(names, p=shares))
    a, b, c = (kinds[i] for i in chance.choice(len(kinds), 3, replace=False))
    beside = str(chance.choice(BESIDE))
    match form:
        case "one":
            return Said(Group(a))
        case "some":
            return Said(Group(a, int(chance.integers(2, MOST + 1))))
        case "beside":
            return usual(Said(Group(a), beside, (Group(b),)))
        case "between":
            return Said(Group(a), BETWEEN, (Group(b), Group(c)))
        case "between two":
            return Said(Group(a), BETWEEN, (Group(b, 2),))
        case "beside two":
            return Said(Group(a), beside, (Group(b), Group(c)))
        case _:
            return usual(Said(Group(a, 2), beside, (Group(b),)))


OPPOSITE = {"left of": "right of", "right of": "left of", "above": "below", "below": "above"}


def usual(said: Said) -> Said:
    """The same of two groups, the smaller named first; of two alike in size the left or the upper one."""
    [other] = said.ground
    assert said.relation is not None
    order = SIZES.index(said.figure.kind.size) - SIZES.index(other.kind.size)
    if order > 0 or (order == 0 and said.relation in ("right of", "below")):
        return Said(other, OPPOSITE[said.relation], (said.figure,))
    return said
