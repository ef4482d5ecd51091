"""attnx tour: straight through in a pipe, waiting for Enter on a terminal, or at its own pace."""

from __future__ import annotations

import re
import time

import pytest

from tests.cli.processes import Terminal, printed
from tests.conftest import Run

SCENES = 10
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
    ],
    "zh": [
        "翻译器怎样工作",
        "软查找",
        "词变成向量",
        "查询、键、值",
        "得分",
        "Softmax",
        "z",
        "it",
        "哪个头找到 Love",
        "整个句子",
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
    for shown in ("I love you.", "爱", "张三", "李四", "王五", "Thinking", "112.00", "14.00", "0.88", "attnx explain"):
        assert shown in text
    assert "Enter]" not in text
    assert "[回车]" not in text


def test_before_and_after_learning(quick: Run) -> None:
    for language, first, second in (("en", "Before learning", "After learning"), ("zh", "学习之前", "学习之后")):
        before, _, after = printed(quick("tour", "--lang", language)).partition(second)
        assert first in before
        weights = [re.findall(r"\d\.\d\d", line) for line in re.findall(r"^1 +Love .*$", before + after, re.MULTILINE)]
        assert max(float(weight) for weight in weights[-3]) > 0.6  # the last table of one row, then both side by side


def test_it_waits_for_enter_on_a_terminal() -> None:
    terminal = Terminal("tour", columns=100)
    for number in range(1, SCENES):
        shown = terminal.read(until="[Enter] ")
        assert f"{number}/{SCENES}" in shown
        assert f"{number + 1}/{SCENES}" not in shown
        terminal.press(b"\n")
    assert f"{SCENES}/{SCENES}" in terminal.read()
    assert terminal.end() == 0


def test_the_end_of_input_is_as_good_as_enter() -> None:
    terminal = Terminal("tour", "--lang", "zh")
    for _ in range(1, SCENES):
        terminal.read(until="[回车] ")
        terminal.press(b"\x04")
    assert f"{SCENES}/{SCENES}" in terminal.read()
    assert terminal.end() == 0


def test_ctrl_c_ends_the_tour() -> None:
    terminal = Terminal("tour")
    terminal.read(until="[Enter] ")
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
