"""attnx quiz: answers from a pipe or at a terminal, hints, skips, the score."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest

from tests.cli.processes import Terminal, document, printed, refused, under_shell
from tests.conftest import Run


def game(quick: Run, *arguments: str) -> dict[str, Any]:
    """The questions, asked without an answer."""
    found: dict[str, Any] = document(quick("quiz", *arguments, "--json", stdin=b""))
    return found


def answer(question: dict[str, Any]) -> str:
    """The right answer, as one would write it."""
    right = question["right"]
    if question["kind"] == "word":
        return str(right)
    return " ".join(f"{one:.2f}".replace("-", "−") for one in (right if isinstance(right, list) else [right]))


@pytest.mark.parametrize(
    "arguments",
    [["--seed", "1"], ["Love gives us hope.", "--model", "toy", "--seed", "2"], ["Tom saw it.", "--seed", "3"]],
    ids=["classic", "toy", "reader"],
)
def test_all_right(quick: Run, arguments: list[str]) -> None:
    asked = game(quick, *arguments)
    assert (asked["answered"], asked["score"], len(asked["questions"])) == (0, 0, 5)
    lines = "".join(f"{answer(question)}\n" for question in asked["questions"]).encode()
    text = printed(quick("quiz", *arguments, stdin=lines))
    assert text.endswith("\nScore: 5 of 5\n")
    assert text.count("Right: ") == 5
    given = document(quick("quiz", *arguments, "--json", stdin=lines))
    assert (given["answered"], given["score"]) == (5, 5)
    assert [one["given"] for one in given["questions"]] == [answer(one) for one in asked["questions"]]
    assert all(one["correct"] and one["points"] == 1 and not one["hint"] for one in given["questions"])


def test_hints_skips_and_wrong_answers(quick: Run) -> None:
    first, second, *_ = game(quick, "--seed", "1")["questions"]
    lines = f"hint\n提示\n{answer(first)}\n\n999\nnot a number\n".encode()
    text = printed(quick("quiz", "--seed", "1", stdin=lines))
    assert "There is one hint for each question." in text
    assert text.count("Hint: ") == 1
    assert f"Skipped: it is {'  '.join(answer(second).split())}" in text
    assert "not a number" in text
    assert text.endswith("\nScore: 0.5 of 4\n")
    given = document(quick("quiz", "--seed", "1", "--json", stdin=lines))["questions"]
    assert [one["given"] for one in given] == [answer(first), "", "999", "not a number", None]
    assert [one["hint"] for one in given] == [True, False, False, False, False]
    assert [one["points"] for one in given] == [0.5, 0, 0, 0, 0]


def test_a_text_with_a_pronoun_is_asked_about_it_first(quick: Run) -> None:
    for seed in ("1", "2", "3"):
        asked = game(quick, "Love is powerful because it gives us hope to live.", "--seed", seed)
        first = asked["questions"][0]
        assert (first["kind"], first["layer"], first["head"]) == ("word", 3, 0)
        assert asked["tokens"][first["query"]]["text"] == "it"
        assert asked["tokens"][first["right"]]["text"] == "Love"
        assert len(asked["questions"]) == 5


def test_one_may_quit_at_any_time(quick: Run) -> None:
    for word in ("quit", "q", "退出", "QUIT"):
        text = printed(quick("quiz", "--seed", "1", stdin=f"\n{word}\n0\n".encode()))
        assert text.endswith("\nScore: 0 of 1\n")
    given = document(quick("quiz", "--seed", "1", "--json", stdin=b"quit\n"))
    assert (given["answered"], len(given["questions"])) == (0, 5)


def test_a_word_or_its_index(quick: Run) -> None:
    arguments = ("Tom bought a dog because it was friendly.", "--questions", "9", "--seed", "5")
    asked = game(quick, *arguments)
    word = next(number for number, one in enumerate(asked["questions"]) if one["kind"] == "word")
    right = asked["questions"][word]["right"]
    for line in (str(right), asked["tokens"][right]["text"]):
        given = document(quick("quiz", *arguments, "--json", stdin=b"\n" * word + f"{line}\n".encode()))
        assert given["questions"][word]["correct"]
    absent = printed(quick("quiz", *arguments, stdin=b"\n" * word + b"elephant\n"))
    assert "elephant is not one of the words here" in absent


def test_the_seed_is_said_and_asks_again(quick: Run) -> None:
    text = printed(quick("quiz", stdin=b""))
    seed = re.search(r"--seed (\d+)", text)
    assert seed is not None
    assert printed(quick("quiz", "--seed", seed[1], stdin=b"")) == text
    assert text.endswith("\nScore: 0 of 0\n")


def test_in_chinese(quick: Run) -> None:
    text = printed(quick("quiz", "我爱你", "--model", "toy", "--lang", "zh", "--seed", "4", stdin="提示\n\n".encode()))
    assert "第 1 题，共 5 题" in text
    assert "提示：" in text
    assert text.endswith("\n得分：0 / 1\n")


def test_what_is_refused(quick: Run) -> None:
    refused(quick("quiz", "--questions", "0", stdin=b""), 2, "--questions takes a whole number from 1 to 100")
    refused(quick("quiz", "--seed", "x", stdin=b""), 2, "--seed")
    refused(quick("quiz", "Love", "--model", "toy", "--head", "mean", stdin=b""), 2, "quiz shows one head")
    refused(quick("quiz", "  ", stdin=b""), 1, "blank")
    done = quick("quiz", "--seed", "1", stdin=b"\xff\n")
    assert done.returncode == 1
    assert done.stderr.startswith(b"attnx: standard input is not UTF-8")


def test_text_is_data(quick: Run) -> None:
    text = printed(quick("quiz", "a\x1b[31mb c", "--model", "toy", "--seed", "1", stdin=b"\x1b[31m[bold]\n"))
    assert "\x1b" not in text
    assert "␛[31m[bold]" in text


def test_stdin_that_is_closed() -> None:
    assert printed(under_shell('"$@" <&-', "quiz", "--seed", "1")).endswith("\nScore: 0 of 0\n")


def test_at_a_terminal() -> None:
    terminal = Terminal("quiz", "--seed", "1", "--questions", "2")
    terminal.read(until="> ")
    terminal.press(b"what?\n")  # cannot be read, so it is asked again
    assert "is not an answer" in terminal.read(until="\n> ")
    terminal.press(b"hint\n")
    assert "Hint: " in terminal.read(until="\n> ")
    terminal.press(b"-2\n")
    terminal.read(until="\n> ")
    terminal.press(b"\x04")
    assert "Score: 0.5 of 1" in terminal.read()
    assert terminal.end() == 0


def test_json_at_a_terminal_is_asked_on_stderr() -> None:
    terminal = Terminal("quiz", "--seed", "1", "--questions", "1", "--json")
    assert "Question 1 of 1" in terminal.read(until="> ")
    terminal.press(b"\n")
    assert '"answered":1' in terminal.read()
    assert terminal.end() == 0


def test_ctrl_c() -> None:
    terminal = Terminal("quiz")
    terminal.read(until="> ")
    time.sleep(0.5)
    terminal.process.send_signal(2)
    assert terminal.read().strip() == "attnx: stopped"
    assert terminal.end() == 1
