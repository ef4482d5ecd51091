"""The steps of one head in a real browser: the numbers are the trace's, and every path can be walked."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import attnx
from attnx.doors.opening import opened
from attnx.lessons import Lesson
from attnx.measures.cell import cell
from attnx.measures.experts import routed
from attnx.measures.rows import entropy
from attnx.reduce.narrow import narrow
from attnx.views.answer import answer, answered
from attnx.views.explained import only_head
from attnx.views.look import Look
from attnx.views.page.data import Opened
from attnx.views.page.page import page
from tests.families.parity import MODELS
from tests.page.conftest import Show
from tests.page.pages import LOOK, SENTENCE, choose, printed, reader, reader_page, table

EXPERTS = 'div[aria-label="experts"] tbody td'
LISTED = """label => [...document.querySelectorAll(`div[aria-label="${label}"] tbody tr`)]
    .map(line => [...line.querySelectorAll("td")].map(cell => cell.textContent))"""


def test_the_numbers_are_those_of_the_trace(show: Show) -> None:
    shown, trace = show(reader_page(), "matrix"), reader()
    for name in ("q", "k", "v", "scores", "scaled", "weights", "z"):
        assert table(shown, f"{name},") == printed(trace.array(name, layer=3, head=0)), name
    exact = shown.evaluate(
        """[...document.querySelectorAll('table[aria-label^="weights,"] td:not(.sum)')].map(one => Number(one.title))"""
    )
    assert np.array_equal(np.array(exact, np.float32), trace.array("weights", layer=3, head=0).ravel())
    assert shown.title() == f"{SENTENCE} – attnx"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_opens_with_what_the_terminal_says(language: str, show: Show) -> None:
    """Each trace opens with the sentence of the answer, at the same head and for the same reason."""
    for text, model in (
        (SENTENCE, "reader"),
        ("My sister bought the red ball yesterday.", "reader"),
        ("我爱你。", "zh-en"),
    ):
        trace = attnx.explain(text, model)
        chosen = opened(text, model)
        part = narrow(trace, [chosen.layer], [chosen.head])
        asked = only_head(part, opening=chosen)
        assert asked is not None
        verdict, head = list(answer(answered(part, asked), Look(Lesson(language))))[:2]
        shown = show(page(trace, language=language))
        assert shown.locator(".verdict").inner_text() == verdict.text  # type: ignore[union-attr]
        assert shown.locator("header .about").inner_text() == head.text  # type: ignore[union-attr]


def test_the_verdict_follows_the_word_and_the_head(show: Show) -> None:
    shown = show(reader_page(), "matrix")
    assert shown.locator(".verdict").inner_text() == "“it” reads from “Love”: 1.00"
    shown.locator(".chips button").nth(10).click()
    assert shown.locator(".verdict").inner_text().startswith("“live” is split ")
    choose(shown, head=5)
    assert "there is one" not in shown.locator("header .about").inner_text()
    assert shown.locator(".verdict").inner_text().startswith("“live” ")


def test_another_head_of_another_layer(show: Show) -> None:
    shown, trace = show(reader_page(), "matrix"), reader()
    choose(shown, "layer 1", 5)
    assert table(shown, "weights, layer 1, head 5") == printed(trace.array("weights", layer=1, head=5))
    shown.locator("details").first.locator("summary").click()
    x = table(shown, "x,")  # 32 of 128 columns at once
    assert x == printed(trace.array("x", layer=1)[:, :32])
    shown.get_by_label("columns after").first.click()
    assert table(shown, "x,") == printed(trace.array("x", layer=1)[:, 32:64])


def test_a_tie_is_rounded_as_the_terminal_does(show: Show) -> None:
    v = np.array([[0.125], [0.375], [-0.001], [2.5e9], [0.145], [1.005], [-1.5], [0]])
    trace = attnx.attend(np.zeros((1, 1)), np.zeros((8, 1)), v)
    assert table(show(page(trace), "matrix"), "v,") == printed(trace.array("v", head=0))
    assert table(show(page(trace), "matrix"), "weights,") == [["0.12"] * 8]


def test_choosing_a_token_follows_its_query(show: Show) -> None:
    shown = show(reader_page(), "matrix")
    chips = shown.locator(".chips button")
    assert [chip.get_attribute("aria-pressed") for chip in chips.all()].index("true") == 5
    chips.nth(8).click()
    followed = shown.locator("tr.followed").all_inner_texts()
    assert len(followed) == 5  # q, scores, scaled, weights, z: what has a row for each query
    assert all(line.startswith("8 hope") for line in followed)


def test_the_arithmetic_of_a_score(show: Show) -> None:
    shown, trace = show(reader_page(), "matrix"), reader()
    cells = shown.locator('table[aria-label^="scores,"] td[data-row="5"][data-column="1"]')
    cells.click()
    panel = shown.locator(".panel:visible")
    story = cell(dict(trace.attentions())[3], 5, 1, 0)
    lines = [line.split("\t") for line in panel.locator("table").inner_text().splitlines()[1:]]
    numbers = zip(story.q, story.k, story.products, np.cumsum(story.products), strict=True)
    assert lines == [[str(i), *(LOOK.number(float(one)) for one in four)] for i, four in enumerate(numbers)]
    told = panel.locator("dl").inner_text()
    assert story.row.scores is not None
    assert f"Σ = {LOOK.number(float(story.row.scores[1]))}" in told
    assert "÷ √16 = 7.36" in told
    assert f"÷ {LOOK.number(story.row.total)} = {LOOK.number(float(story.row.weights[1]))}" in told
    shown.keyboard.press("Escape")
    assert panel.count() == 0
    assert cells.evaluate("cell => cell === document.activeElement")


def test_the_arithmetic_of_a_number_of_z(show: Show) -> None:
    shown, trace = show(reader_page(), "matrix"), reader()
    shown.locator('table[aria-label^="z,"] td[data-row="5"][data-column="3"]').click()
    weights, v = (trace.array(name, layer=3, head=0).astype(np.float64) for name in ("weights", "v"))
    products = weights[5] * v[:, 3]
    lines = [line.split("\t")[1:] for line in shown.locator(".panel:visible table").inner_text().splitlines()[1:]]
    numbers = zip(weights[5], v[:, 3], products, np.cumsum(products), strict=True)
    assert lines == [[LOOK.number(float(one)) for one in four] for four in numbers]
    z = trace.array("z", layer=3, head=0)[5, 3]
    assert f"Σ w·v = {LOOK.number(float(z))}" in shown.locator(".panel:visible dl").inner_text()


def test_the_keyboard_is_enough(show: Show) -> None:
    shown = show(reader_page(), "matrix")
    shown.locator('table[aria-label^="scores,"] td[tabindex="0"]').focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "ArrowUp", "End", "ArrowRight", "Home", "ArrowRight", "Enter"):
        shown.keyboard.press(key)
    assert "How “Love” (row 1) weighs “Love” (column 1)" in shown.locator(".panel:visible h2").inner_text()
    assert shown.locator('table[aria-label^="scores,"] td[tabindex="0"]').count() == 1
    shown.keyboard.press("Escape")
    shown.locator("#tab-matrix").focus()
    shown.keyboard.press("ArrowRight")
    assert shown.evaluate("document.activeElement.id") == "tab-lines"
    for _ in range(3):
        shown.keyboard.press("ArrowLeft")
    assert shown.evaluate("document.activeElement.id") == "tab-heads"


def test_a_large_matrix_has_a_window(show: Show) -> None:
    trace = attnx.explain(" ".join(f"w{i}" for i in range(70)), "toy", heads=[0])
    shown, weights = show(page(trace), "matrix"), trace.array("weights", head=0)
    assert table(shown, "weights,") != printed(weights)
    row = int(shown.locator('.chips button[aria-pressed="true"]').get_attribute("value"))
    first = row // 32 * 32
    assert table(shown, "weights,") == printed(weights[first : first + 32, :32])
    shown.locator(".chips button").nth(69).click()
    assert table(shown, "weights,") == printed(weights[64:70, :32])
    shown.locator('table[aria-label^="weights,"] td[data-row="69"][data-column="31"]').click()
    shown.keyboard.press("ArrowRight")
    assert table(shown, "weights,") == printed(weights[64:70, 32:64])
    assert shown.evaluate("document.activeElement.dataset.column") == "32"


def test_both_languages(show: Show) -> None:
    shown = show(page(reader(), language="zh"), "matrix")
    assert shown.locator("html").get_attribute("lang") == "zh-Hans"
    assert "得分" in shown.locator("main").inner_text()
    assert shown.locator("main").inner_text().count("scores") == 1  # the name of the array
    shown.get_by_role("button", name="English").click()
    assert shown.locator("html").get_attribute("lang") == "en"
    assert "How well each key (column) answers each query (row)" in shown.locator("main").inner_text()


FINGER = 44  # pixels, that a finger needs (WCAG 2.2, 2.5.5)
SIZES = """() => [...document.querySelectorAll("button, select, input, summary, td[tabindex]")]
    .filter(each => each.offsetParent)
    .map(each => each.getBoundingClientRect())
    .map(({ width, height }) => [Math.round(width), Math.round(height)])"""


@pytest.mark.parametrize("view", ["story", "matrix", "lines", "heads"])
def test_a_phone_and_paper(show: Show, view: str) -> None:
    shown: Any = show(reader_page(), view, viewport={"width": 390, "height": 800})
    assert shown.evaluate("document.documentElement.scrollWidth") == 390
    assert [size for size in shown.evaluate(SIZES) if min(size) < FINGER] == []
    shown.emulate_media(media="print")
    assert not shown.locator(".tabs").is_visible()
    assert shown.locator("main h2").first.is_visible()


def test_a_sink_and_the_experts(show: Show) -> None:
    trace = attnx.explain("Love gives hope.", MODELS / "gpt_oss-a")
    shown, layer = show(page(trace, Opened(0, 1, query=2)), "matrix"), trace.layers[0]
    sent = [[one.strip() for one in line.split(" · ")] for line in shown.locator(EXPERTS).all_inner_texts()]
    expected = [
        [f"{expert} ({LOOK.number(share)})" for expert, share in asked]
        for asked in routed(layer.arrays["experts"].data)
    ]
    assert sent == expected
    sink = float(trace.array("sink", layer=0, head=1)[2])
    shown.locator("#tab-story").click()
    assert f"The sink, which is no key, has {LOOK.number(sink)} of this row." in shown.locator("main").inner_text()
    shown.locator("#tab-matrix").click()
    shown.locator('table[aria-label^="scores,"] td[data-row="2"][data-column="1"]').click()
    row = cell(layer.attention[0], 2, 1, 1).row
    told = shown.locator(".panel:visible dl").inner_text()
    assert f"{LOOK.number(row.total * sink)} (sink) = {LOOK.number(row.total)}" in told


def test_bits_are_of_what_a_row_reads(show: Show) -> None:
    trace = attnx.explain("Love gives hope.", MODELS / "gpt_oss-a")
    shown = show(page(trace, Opened(0, 1)), "matrix")
    bits = [line[-1] for line in shown.evaluate(LISTED, "what happened")]
    weights = trace.array("weights", layer=0, head=1)
    assert bits == [LOOK.number(float(value)) for value in entropy(weights)]
