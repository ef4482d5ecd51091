"""attnx tour, and --pace: straight through in a pipe, waiting for a key on a terminal, or at its own pace."""

from __future__ import annotations

import re
import time
from functools import partial
from itertools import chain

import pytest

from attnx.cli.commands.tour import SCENE, block_exhibits, exhibits, learning_exhibits, picture_exhibits
from attnx.cli.desk.pace import in_scenes
from attnx.views import tour as views
from attnx.views import tour_block, tour_learning, tour_pictures
from attnx.views.parts import Gap, Heading, Note, Title
from tests.cli.processes import Terminal, printed, refused
from tests.conftest import Run
from tests.views.exhibits import look, paint

SCENES = 11
TITLES = {
    "en": [
        "translator at work",
        "soft lookup",
        "Words become vectors",
        "Query, key, value",
        "Scores",
        "Softmax",
        "z",
        "it",
        "Which head finds love?",
        "whole sentence",
        "Pictures",
    ],
    "zh": [
        "翻译器怎样工作",
        "软查找",
        "词变成向量",
        "查询、键、值",
        "得分",
        "Softmax",
        "z",
        "它",
        "哪个头找到“爱”",
        "整个句子",
        "图片",
    ],
}


def scenes(text: str) -> list[str]:
    """The titles of the scenes, in the order shown."""
    return re.findall(r"^─* ?(\d+/\d+  .*?) ─*$", text, flags=re.MULTILINE)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_straight_through_in_a_pipe(run: Run, language: str) -> None:
    text = printed(run("tour", "--lang", language))
    found = scenes(text)
    assert [title.split()[0] for title in found] == [f"{number}/{SCENES}" for number in range(1, SCENES + 1)]
    for title, words in zip(found, TITLES[language], strict=True):
        assert words in title
    for shown in ("I love you.", "爱", "张三", "李四", "王五", "Thinking", "112", "14.0", ".88", "attnx explain"):
        assert shown in text
    assert "Enter]" not in text
    assert "[回车]" not in text


def test_before_and_after_learning(quick: Run) -> None:
    for language, spread, read in (
        ("en", "13 places almost alike", "from “Love”: 1.00"),
        ("zh", "13 处", "主要从“爱”读取"),
    ):
        told = printed(quick("tour", "--lang", language)).partition("8/11")[2].splitlines()
        assert spread in told[2]
        assert read in told[3]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_scene_is_longer_than_a_screen(language: str) -> None:
    how = look(80, language)
    for number, scene in enumerate(views.scenes(exhibits(language), how), 1):
        page = paint(partial(lambda parts, _: parts, scene), how)
        assert len(page.splitlines()) < 24, number  # one line is left for the keys
        if number == SCENES - 1:
            last = {"en": "12", "zh": "14"}[language]
            assert any(line.split()[:1] == [last] for line in page.splitlines())  # the scene has all words


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_chapter_of_the_block_fits_a_screen_too(language: str) -> None:
    how = look(80, language)
    pages = [
        paint(partial(lambda parts, _: parts, scene), how) for scene in tour_block.scenes(block_exhibits(language), how)
    ]
    assert [len(page.splitlines()) < 24 for page in pages] == [True] * 8
    unit = re.search(r"^(?:it|它).*?(\d+): (\d\.\d\d)", pages[3], flags=re.MULTILINE)
    assert unit is not None and pages[4].splitlines()[-1].endswith(unit[2])  # the one that is opened was seen before
    assert "girl" in pages[-1]


def test_the_chapter_of_learning_goes_from_grey_to_sharp() -> None:
    learnt = learning_exhibits()
    for language, alike, read in (("en", "almost alike", "“it” reads from “ball”"), ("zh", "8 处", "“it”主要从“ball”")):
        how = look(80, language)
        pages = [paint(partial(lambda parts, _: parts, scene), how) for scene in tour_learning.scenes(learnt, how)]
        assert [len(page.splitlines()) < 24 for page in pages] == [True] * 7
        assert alike in pages[0] and read in pages[5]
        assert f"= {how.number(learnt.first.loss)}" in pages[1]
    assert learnt.history[0].accuracy < 0.25 < 0.95 <= learnt.result.accuracy
    halfway = tour_learning.halfway(learnt.history)
    assert 0 < halfway.step < learnt.history[-1].step


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_chapter_of_pictures_ends_in_the_numbers_of_a_word(language: str) -> None:
    how, exhibits = look(80, language), picture_exhibits()
    pages = [paint(partial(lambda parts, _: parts, scene), how) for scene in tour_pictures.scenes(exhibits, how)]
    assert [len(page.splitlines()) < 24 for page in pages] == [True] * 5
    assert SCENE in pages[1]
    weights = exhibits.caption.array("weights", layer=1, head=0, kind="cross")
    largest = weights[exhibits.asked - 1].max()
    assert how.number(float(largest)) in pages[3] and how.number(float(largest)) in pages[4]


def test_a_chapter_by_its_name(quick: Run) -> None:
    assert len(scenes(printed(quick("tour", "--chapter", "block")))) == 8
    refused(quick("tour", "--chapter", "blocks"), 2, "attention, block, learning, pictures")


def test_it_waits_for_a_key_on_a_terminal() -> None:
    terminal = Terminal("tour", columns=100)
    for number in range(1, SCENES):
        shown = terminal.read(until="[q] quit ")
        assert f"{number}/{SCENES}" in shown
        assert f"{number + 1}/{SCENES}" not in shown
        assert ("[b] back" in shown) == (number > 1)
        terminal.press(b"\n" if number % 2 else b"\x1b[C")
    assert f"{SCENES}/{SCENES}" in terminal.read()
    assert terminal.end() == 0


def test_back_and_quit() -> None:
    for quit in (b"q", b"\x04"):
        terminal = Terminal("tour", "--lang", "zh")
        for key, scene in ((b" ", 1), (b"b", 2), (b"x", 1)):  # the last means nothing
            assert f"{scene}/{SCENES}" in terminal.read(until="[q] 退出 ")
            terminal.press(key)
        terminal.press(quit)
        assert f"/{SCENES}" not in terminal.read()
        assert terminal.end() == 0


def test_a_pipe_waits_for_no_key(quick: Run) -> None:
    done = quick("tour", "--pace", "enter")
    assert done.stdout == quick("tour").stdout
    assert "no terminal to press a key at" in done.stderr.decode()


def test_ctrl_c_ends_the_tour() -> None:
    terminal = Terminal("tour")
    terminal.read(until="[q] quit ")
    time.sleep(0.5)  # it is waiting by now: a signal just before would be answered only after the next key
    terminal.process.send_signal(2)
    assert terminal.read().strip() == "attnx: stopped"
    assert terminal.end() == 1


def test_its_own_pace(run: Run, quick: Run) -> None:
    terminal = Terminal("tour", "--pace", "0")
    shown = terminal.read()
    assert terminal.end() == 0
    assert f"{SCENES}/{SCENES}" in shown
    assert "[Enter]" not in shown
    straight = printed(quick("tour"))
    begin = time.monotonic()
    assert printed(run("tour", "--pace", "0.1")) == straight
    assert time.monotonic() - begin >= 0.1 * (SCENES - 1)


def test_explain_one_step_at_a_time() -> None:
    terminal = Terminal("explain", "Thinking Machines", "--model", "classic", "--pace", "enter")
    for title in ("1 ", "2 ", "3 "):
        shown = terminal.read(until="[q] quit ")
        assert re.findall(r"(\d \x1b\[0m)\x1b\[1m", shown) == [f"{title}\x1b[0m"]  # one step, by its number
        terminal.press(b" ")
    terminal.read(until="[q] quit ")
    terminal.press(b"q")
    assert "reads from" not in terminal.read()  # the answer comes last
    assert terminal.end() == 0


def test_scenes_are_the_page_cut_at_its_headings() -> None:
    page = (Title("t"), Gap(), Heading("a"), Note("1"), Gap(), Heading("b"), Heading("c"), Gap())
    scenes = list(in_scenes(page))
    assert tuple(chain.from_iterable(scenes)) == page
    assert [scene[-1] for scene in scenes] == [Note("1"), Heading("b"), Gap()]
    assert scenes[1][0] == Gap()
    assert list(in_scenes([Note("1")])) == [(Note("1"),)]


def test_what_has_no_steps_takes_no_pace(quick: Run) -> None:
    for options in (["--json"], ["--lens", "norms"], ["--html", "x.html"], ["--focus", "it", "--before-after"]):
        refused(quick("explain", "Love it", "--pace", "1", *options), 2, "--pace")
    refused(quick("predict", "Love", "--pace", "1", "--json"), 2, "--pace", "--json")
