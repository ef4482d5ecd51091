"""A model while it learnt, in a real browser: a slider over its moments, with the numbers of each."""

from __future__ import annotations

from attnx.lessons import Lesson
from attnx.views.learning import figures, place_of
from attnx.views.look import Look
from attnx.views.page.page import history_page
from tests.page.conftest import Show
from tests.page.pages import LOOK, table
from tests.views.exhibits import history


def test_the_slider_goes_through_the_moments(show: Show) -> None:
    moments, look = history(), Look(Lesson("zh"))
    shown = show(history_page("pronoun", moments, language="zh"))
    slider, points = shown.get_by_role("slider"), []
    assert slider.input_value() == str(len(moments) - 1)
    for key, place in (("End", 8), ("ArrowLeft", 7), ("Home", 0), ("ArrowRight", 1)):
        slider.press(key)
        now = moments[place]
        told = shown.locator(".told").inner_text()
        assert told.startswith(f"{place_of(now, look)} · {figures(now, look)} · ")
        assert f"“{now.word}”" in told
        assert slider.get_attribute("aria-valuetext") == told
        rows = [[LOOK.number(float(weight)) for weight in row] for row in now.weights]
        assert table(shown, "weights") == rows
        points.append(float(shown.locator("circle.here").get_attribute("cy")))
    assert points[2] < points[3] < points[1] < points[0]  # the loss falls: lower on the curve
    assert shown.locator(".read .asked").inner_text() == "6 it"
