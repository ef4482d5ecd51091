"""The story of a word in a real browser: one screen, its numbers, its keys and its address."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import attnx
from attnx.trace import ARRAYS, BLOCK, Candidate
from attnx.views.page.data import Opened
from attnx.views.page.page import page
from tests.page.conftest import Show
from tests.page.pages import LOOK, SENTENCE, choose, reader, reader_page


def row_of(shown: Any, key: int) -> list[str]:
    """The numbers in the row of a key: sum, scaled, weight."""
    cells: list[str] = shown.locator(f'tr[data-key="{key}"] :is(td.number, .figure)').all_inner_texts()
    return cells


def test_it_opens_on_one_screen(show: Show) -> None:
    shown = show(reader_page(), viewport={"width": 1280, "height": 800})
    assert shown.locator("#tab-story").get_attribute("aria-selected") == "true"
    assert shown.locator(".z small").bounding_box()["y"] < 800
    assert shown.locator(".words [aria-pressed='true']").inner_text() == "it"
    assert shown.locator("main h2").inner_text() == "How “it” comes to read from “Love”"
    assert shown.url.endswith("#story/3.0/it")


def test_the_numbers_are_those_of_the_trace(show: Show) -> None:
    shown, trace = show(reader_page()), reader()
    for word in (5, 8):
        shown.locator(".words button").nth(word).click()
        arrays = [trace.array(name, layer=3, head=0)[word] for name in ("scores", "scaled", "weights")]
        for key in range(13):
            numbers = [LOOK.number(float(array[key])) for array in arrays]
            assert row_of(shown, key) == [*numbers[:2], numbers[2] if numbers[2] != "0.00" else "·"]


def test_a_row_opens_its_sum_and_the_pointer_a_number(show: Show) -> None:
    shown, trace = show(reader_page()), reader()
    row = shown.locator('tr[data-key="1"]')
    row.locator("button").click()
    terms = shown.locator(".terms li small").all_inner_texts()
    q, k = (trace.array(name, layer=3, head=0)[at] for name, at in (("q", 5), ("k", 1)))
    assert terms == [f"{LOOK.number(float(a))} × {LOOK.number(float(b))}" for a, b in zip(q, k, strict=True)]
    assert "29.46 ÷ √16 = 7.36" in shown.locator(".sum dl").inner_text()
    row.locator("button").click()
    assert shown.locator(".terms").count() == 0
    row.locator("td.k .strip").hover(position={"x": 3, "y": 6})
    assert shown.locator(".tip").inner_text() == f"k[0] = {LOOK.number(float(k[0]))}"


def test_the_keys_and_the_address(show: Show) -> None:
    shown = show(reader_page(), "lines/2.6/hope")
    assert shown.locator("#tab-lines").get_attribute("aria-selected") == "true"
    shown.keyboard.press("ArrowRight")
    assert shown.url.endswith("#lines/2.6/to")
    shown.keyboard.press(",")
    assert shown.url.endswith("#lines/2.5/to")
    choose(shown, "layer 1", 3)
    assert shown.url.endswith("#lines/1.3/to")
    shown.evaluate("location.hash = '#story/3.0/it'")
    shown.locator(".sums").wait_for()
    assert shown.locator(".verdict").inner_text() == "“it” reads from “Love”: 1.00"
    shown.evaluate("location.hash = '#nowhere/9.9/none'")
    assert shown.locator(".sums").is_visible()


def test_it_plays_unless_someone_wants_less_motion(show: Show) -> None:
    shown = show(reader_page(), reduced_motion="no-preference")
    shown.locator(".words [aria-pressed='true']").focus()
    shown.keyboard.press(" ")
    assert shown.locator(".story .about").inner_text().startswith("“it” asks")
    assert "away" in shown.locator("td.v").first.get_attribute("class")
    shown.keyboard.press(" ")
    assert "away" not in shown.locator("td.v").first.get_attribute("class")
    quiet = show(reader_page())
    quiet.keyboard.press(" ")
    assert quiet.locator(".away").count() == 0
    assert not quiet.locator(".play").is_visible()


def test_it_says_which_keys_do_what(show: Show) -> None:
    moving = show(reader_page(), reduced_motion="no-preference")
    assert moving.locator(".keyboard").inner_text().split() == ["←→word", ",.head", "spaceplay"]
    assert show(reader_page()).locator(".keyboard").inner_text().split() == ["←→word", ",.head"]
    assert not show(reader_page(), viewport={"width": 390, "height": 844}).locator(".keyboard").is_visible()


def test_of_a_long_text_the_largest_have_a_row(show: Show) -> None:
    trace = attnx.explain(" ".join(f"w{i}" for i in range(40)), "toy", heads=[0])
    shown = show(page(trace))
    weights = trace.array("weights", head=0)
    word = int(shown.url.rsplit("w", 1)[-1])
    largest = sorted(weights[word], reverse=True)
    assert shown.locator("tr[data-key]").count() == 12
    assert shown.locator("tr.rest th").inner_text() == f"the other {len(weights) - 12}"
    assert shown.locator("tr.rest .figure").inner_text() == LOOK.number(float(sum(largest[12:])))


@pytest.mark.parametrize("view", ["story", "heads"])
def test_a_view_is_saved_as_a_picture(view: str, show: Show) -> None:
    shown = show(reader_page(), view)
    with shown.expect_download() as saved:
        shown.locator(".save").click()
    picture = saved.value.path().read_text(encoding="utf-8")
    assert saved.value.suggested_filename == f"attnx-{view}.svg"
    assert picture.startswith("<svg")
    assert "foreignObject" not in picture and "var(" not in picture
    shown.locator(".theme").click()
    assert shown.locator("html").get_attribute("data-theme") == "dark"


STEPS = ("attention_add", "attention_norm", "mlp_hidden", "mlp_down", "mlp_add", "mlp_norm")


def test_it_goes_on_below_z(show: Show) -> None:
    trace, after = attnx.explain(SENTENCE, "reader", arrays=[*ARRAYS, *BLOCK]), (Candidate("gives", 1, 0.75),)
    for one_word in (True, False):
        shown = show(page(trace, Opened(3, 0, query=5, one_word=one_word, following=after)))
        assert shown.locator("h3").inner_text() == "Behind z: “it” on its way out of layer 3"
        vectors = [trace.array(name, layer=3)[5] for name in ("out", *STEPS)]
        lengths = [LOOK.number(float(np.linalg.norm(vector))) for vector in vectors]
        assert shown.locator(".around tr:has(.strip) td:last-child").all_inner_texts() == lengths
        assert ("gives" in shown.locator(".around").inner_text()) == one_word
        assert (shown.locator("#tab-block").count() == 0) == one_word
        shown.locator(".words button").nth(8).click()
        told = "on this page for “it” in layer 3" if one_word else "“hope” on its way out of layer 3"
        assert told in shown.locator(".story").inner_text()
