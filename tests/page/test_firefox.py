"""The page in Firefox. Skipped where it is missing, unless ATTNX_REQUIRE asks for it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import attnx
from attnx.trace import Trace
from attnx.views.page.data import Opened
from attnx.views.page.page import page
from tests.page.firefox import Firefox, firefox
from tests.page.pages import reader, reader_page, translation

PHONE = 390


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    program = shutil.which("firefox") or shutil.which("firefox-esr")
    if "firefox" not in os.environ.get("ATTNX_REQUIRE", ""):
        pytest.importorskip("websockets", reason="needs a browser's driver: pip install 'attnx[browser]'")
        if program is None:
            pytest.skip("needs the browser Firefox: apt-get install firefox-esr")
    assert program is not None
    with firefox(program, tmp_path_factory.mktemp("profile")) as window:
        yield window


def chinese() -> Trace:
    return attnx.explain("爱很强大，因为它给我们希望。", "reader-zh")


def test_the_story_is_told_and_followed(browser: Firefox, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(reader_page(), encoding="utf-8")
    browser.open(file)
    assert browser.run("document.querySelector('.verdict').textContent") == "“it” reads from “Love”: 1.00"
    browser.run("document.querySelectorAll('.words button')[3].click()")
    assert browser.run("location.hash") == "#story/3.0/powerful"
    weights = reader().array("weights", layer=3, head=0)[3]
    shown = browser.run("[...document.querySelectorAll('.sums tbody .weight')].map(cell => cell.textContent)")
    assert [text in ("·", "") for text in shown] == [bool(weight < 0.005) for weight in weights]
    browser.press("\ue008")  # a key by itself changes nothing
    assert browser.heard == []


@pytest.mark.parametrize("view", ["story", "matrix", "lines", "heads", "translation"])
@pytest.mark.parametrize("trace", [reader, chinese, translation])
def test_every_view_fits_a_phone_and_says_nothing_in_the_console(
    browser: Firefox, tmp_path: Path, trace: Callable[[], Trace], view: str
) -> None:
    shown = trace()
    if view == "translation" and not shown.steps:
        view = "story"
    file = tmp_path / "page.html"
    file.write_text(page(shown, Opened()), encoding="utf-8")
    browser.open(file, view, wide=PHONE)
    assert browser.run(f"document.querySelector('#tab-{view}').ariaSelected") == "true"
    assert browser.run("document.documentElement.scrollWidth") <= PHONE
    assert browser.heard == []


def test_a_frame_of_a_notebook_is_as_high_as_its_story(browser: Firefox, tmp_path: Path) -> None:
    file = tmp_path / "notebook.html"
    file.write_text(f"<!doctype html><meta charset=utf-8>{reader()._repr_html_()}", encoding="utf-8")
    browser.open(file, wide=1000)
    [frame] = browser.ask("browsingContext.getTree")["contexts"][0]["children"]
    height = "document.documentElement.getBoundingClientRect().height"
    told = browser.ask("script.evaluate", expression=height, target={"context": frame["context"]}, awaitPromise=True)
    framed = browser.run("document.querySelector('iframe').getBoundingClientRect().height")
    picture = browser.run("document.querySelector('img').getBoundingClientRect().height")
    assert told["result"]["value"] <= framed < told["result"]["value"] + 130
    assert 0 < picture <= framed
