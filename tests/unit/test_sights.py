"""A picture in a terminal: how large it is, what is bright in it, and what stands side by side."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest

from attnx.lessons import Lesson
from attnx.views.draw.sights import sights
from attnx.views.look import Look
from attnx.views.parts import Colours, Lines, Sight, Sights, word

RED = np.zeros((64, 64, 3), dtype=np.uint8)
RED[...] = 255
RED[16:32, 40:56] = (200, 0, 0)
WEIGHTS = np.zeros((8, 8))
WEIGHTS[2:4, 5:7] = 0.25


def lines_of(part: Sights, width: int = 80, colour: bool = True) -> list[str]:
    return [line.plain for drawn in sights(part, Look(Lesson("en"), width, colour=colour)) for line in drawn.lines]


def colours_of(sight: Sight) -> list[list[Colours]]:
    [drawn] = sights(Sights((sight,), 8), Look(Lesson("en"), colour=True))
    assert isinstance(drawn, Lines)
    return [[meaning for text, meaning in line.spans for _ in text] for line in drawn.lines]  # type: ignore[misc]


def test_a_picture_keeps_its_shape() -> None:
    assert lines_of(Sights((Sight(RED),), 16)) == ["▀" * 16] * 8
    wide = np.zeros((20, 80, 3), dtype=np.uint8)
    assert lines_of(Sights((Sight(wide),), 16)) == ["▀" * 16] * 2
    assert max(map(len, lines_of(Sights((Sight(wide),), 99), width=30))) == 30


def test_what_is_not_read_is_dark() -> None:
    plain, read = (colours_of(Sight(RED, weights)) for weights in (None, WEIGHTS))
    assert plain[0][0].top == (255, 255, 255)
    assert plain[1][5] == read[1][5]
    assert plain[1][5].top == plain[1][5].bottom
    assert read[1][5].top[0] > 150 > 50 > read[1][5].top[1]
    assert max(read[0][0].top) < 80


def test_without_the_picture_there_is_the_map() -> None:
    assert lines_of(Sights((Sight(None, WEIGHTS),), 8)) == ["▀" * 8] * 4
    assert lines_of(Sights((Sight(None, WEIGHTS),), 8), colour=False)[1] == "·····██·"


def test_even_weights_are_not_bright() -> None:
    even = colours_of(Sight(RED, np.full((8, 8), 1 / 64)))
    assert max(even[0][0].top) < 140


def test_without_colour_shades_say_it() -> None:
    drawn = lines_of(Sights((Sight(RED, WEIGHTS),), 8), colour=False)
    assert drawn == ["········", "·····██·", "········", "········"]
    assert set("".join(lines_of(Sights((Sight(RED),), 8), colour=False))) > {"·"}


@pytest.mark.parametrize(("width", "bands"), [(80, 1), (18, 2), (17, 3), (8, 3)])
def test_pictures_stand_side_by_side_as_far_as_there_is_room(width: int, bands: int) -> None:
    meaning: Literal["strong"] = "strong"
    three = Sights(tuple(Sight(RED, WEIGHTS, (word(name, meaning),)) for name in ("a", "red", "square")), 8)
    drawn = lines_of(three, width, colour=False)
    assert all(len(line) <= max(width, 8) for line in drawn)
    assert len(drawn) == bands * 5 + bands - 1
