"""Strips at the right of a wide screen: one colour or sign for each number, and rows that are as wide as they say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import attnx
from attnx.lessons import Lesson
from attnx.screen.place import Place
from attnx.screen.strips import ABOVE, strip, strips, strips_shown
from attnx.views.look import Look

LOOKS = {colour: Look(Lesson("en"), colour=colour) for colour in (True, False)}


@given(
    values=arrays(np.float64, st.integers(1, 80), elements=st.floats(-9, 9)),
    cells=st.integers(1, 40),
    colour=st.booleans(),
)
def test_a_strip_has_its_width(values: np.ndarray, cells: int, colour: bool) -> None:
    assert strip(values, cells, 9.0, LOOKS[colour]).cell_len == cells


def test_signs_say_how_much_where_there_is_no_colour() -> None:
    assert strip(np.array([-1.0, 0.0, 0.5, 1.0]), 6, 1.0, LOOKS[False]).plain == "≡·▒█  "
    assert strip(np.array([1.0, 1.0, -1.0, -1.0]), 2, 1.0, LOOKS[False]).plain == "█≡"  # of neighbours


def test_in_colour_a_cell_holds_two_numbers() -> None:
    text = strip(np.array([1.0, -1.0]), 1, 1.0, LOOKS[True])
    assert text.plain == "▌"
    style = text.spans[0].style
    assert not isinstance(style, str)
    assert style.color is not None and style.bgcolor is not None and style.color != style.bgcolor


@pytest.mark.parametrize(("width", "height"), [(43, 30), (72, 30), (43, 12), (20, 5)])
def test_rows_are_those_of_the_trace(width: int, height: int) -> None:
    trace = attnx.explain("Once upon a time there was a girl.", "writer")
    place = Place(1, 2, 5, 1)
    shown = strips_shown(trace, place, width, height)
    lines = [line.plain for line in strips(shown, trace, place, LOOKS[False])]
    weights = trace.array("weights", layer=1, head=2)[5]
    scores = trace.array("scores", layer=1, head=2)[5]
    for key, row in zip(shown.keys, lines[ABOVE:], strict=False):
        assert row.split()[0] == trace.tokens[key].name[: len(row.split()[0])] or "…" in row
        assert f"{scores[key]:.2f}".replace("-", "−") in row
        assert (f" {weights[key]:.2f}" in row) == (key <= 5)  # later ones are masked, and say nothing
        assert shown.pointed_at(place, ABOVE + shown.keys.index(key)).key == key
    assert shown.pointed_at(place, 0) == place
    if width > 20:
        assert max(map(len, lines[1 : ABOVE + len(shown.keys)])) <= width
    if height == 12:
        assert "largest of 10 keys" in lines[-1]
        assert set(shown.keys) == set(np.argsort(-weights, kind="stable")[: len(shown.keys)].tolist())
