"""Places in a trace: where one begins, and that moving never leaves it."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

import attnx
from attnx.measures.opening import Opening, opening
from attnx.screen.place import Place, fitted, moved, opening_place, window
from attnx.trace import Trace
from tests.views import exhibits

SENTENCE = "Love gives us hope: it lives."


@cache
def toy(text: str = SENTENCE) -> Trace:
    return attnx.explain(text, "toy")


def opened(trace: Trace) -> Opening:
    found = opening(trace)
    assert found is not None
    return found


def test_it_opens_on_the_word_that_the_answer_begins_with() -> None:
    trace = attnx.explain("Love is powerful because it gives us hope to live.", "reader")
    place = opening_place(trace, opened(trace))
    assert place == Place(3, 0, 5, 1)  # it, Love
    assert opening_place(trace, Opening(3, 0, "pronoun"), asked=2) == Place(3, 0, 2, 1)  # is, Love
    assert opening_place(toy(), Opening(0, 1, "plain")).head == 1
    assert opening_place(toy("Love"), opened(toy("Love"))) == Place(0, 0, 0, 0)


def test_it_does_not_open_on_what_nobody_wrote() -> None:
    trace = exhibits.bert()
    place = opening_place(trace, opened(trace))
    assert not trace.tokens[place.query].special
    assert not trace.tokens[place.key].special


def test_moving() -> None:
    trace, begin = toy(), Place(0, 0, 2, 3)
    assert moved(trace, begin, queries=1) == Place(0, 0, 3, 3)
    assert moved(trace, begin, keys=-2) == Place(0, 0, 2, 1)
    assert moved(trace, begin, heads=1) == Place(0, 1, 2, 3)
    assert moved(trace, begin, heads=5, layers=3) == Place(0, 1, 2, 3)
    assert moved(trace, begin, queries=99, keys=-99) == Place(0, 0, len(trace.tokens) - 1, 0)


@pytest.mark.parametrize("text", ["Love", "Love gives"])
def test_a_place_fits_into_a_shorter_text(text: str) -> None:
    last = len(toy(text).tokens) - 1
    assert fitted(toy(text), Place(3, 7, 5, 6)) == Place(0, 1, last, last)


@given(place=st.integers(0, 60), count=st.integers(1, 60), fit=st.integers(-2, 80))
def test_a_window_holds_the_place_and_no_more_than_fits(place: int, count: int, fit: int) -> None:
    place %= count
    found = window(place, count, fit)
    assert place in found
    assert len(found) == min(max(fit, 1), count)
    assert found.start >= 0
    assert found.stop <= count
