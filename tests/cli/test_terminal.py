"""Colours on a terminal that has them, and none where they were not asked for."""

from __future__ import annotations

import re

import pytest

from tests.cli.processes import SENTENCE, document, on_terminal, printed
from tests.conftest import Run

SGR = re.compile("\x1b\\[([0-9;]*)m")


def codes(text: str) -> set[int]:
    """The first number of each style that is switched on, and those of colours within it."""
    found = set()
    for sequence in SGR.findall(text):
        numbers = [int(number or 0) for number in sequence.split(";")]
        while numbers:
            number = numbers.pop(0)
            found.add(number)
            if number in (38, 48):  # 5;n or 2;r;g;b follow
                del numbers[: 2 if numbers[0] == 5 else 4]
    return found


def coloured(text: str) -> bool:
    return any(30 <= code <= 49 or 90 <= code <= 107 for code in codes(text))


COMMANDS = [
    ["explain", "--model", "toy", SENTENCE],
    ["explain", "--model", "toy", SENTENCE, "--focus", "it"],
    ["heads", "--model", "toy", SENTENCE],
    ["heads", "--model", "toy", SENTENCE, "--from", "it", "--to", "Love"],
    ["models"],
    ["lookup", "172", "a=165", "b=170"],
]


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_colours(quick: Run, arguments: list[str]) -> None:
    plain = printed(quick(*arguments))
    assert "\x1b" not in plain
    shown = on_terminal(*arguments, COLORTERM="truecolor")
    assert SGR.search(shown)
    assert coloured(shown) or arguments == ["models"]  # which has a colour only for what is not there
    assert "\x1b" not in SGR.sub("", shown)
    without = on_terminal(*arguments, NO_COLOR="1", COLORTERM="truecolor")
    assert not coloured(without)
    assert "\x1b" not in on_terminal(*arguments, TERM="dumb")
    # Without colours the words and numbers are the same as in a pipe, ticks for shades and all.
    assert [line.rstrip() for line in SGR.sub("", without).splitlines()] == plain.splitlines()
    assert on_terminal(*arguments, TERM="dumb") == plain


def test_colours_are_a_choice(quick: Run) -> None:
    words = ("explain", "--model", "toy", SENTENCE, "--steps", "scores")
    assert coloured(printed(quick(*words, "--color", "always", NO_COLOR="1", TERM="dumb")))
    assert not coloured(on_terminal(*words, "--color", "never", COLORTERM="truecolor"))
    light = printed(quick(*words, "--color", "always", "--theme", "light", COLORTERM="truecolor"))
    dark = printed(quick(*words, "--color", "always", COLORTERM="truecolor"))
    assert light != dark == printed(quick(*words, "--color", "always", COLORTERM="truecolor", COLORFGBG="15;0"))
    assert light == printed(quick(*words, "--color", "always", COLORTERM="truecolor", COLORFGBG="0;default;15"))
    assert SGR.sub("", light) == SGR.sub("", dark)
    for words_refused in (("--color", "sometimes"), ("--theme", "grey")):
        refused = quick(*words, *words_refused)
        assert (refused.returncode, refused.stderr.count(b"\n")) == (2, 1)


def test_numbers_have_grounds_where_there_is_colour(quick: Run) -> None:
    words = ("explain", "--model", "toy", SENTENCE, "--steps", "weights")
    assert 48 in codes(on_terminal(*words, COLORTERM="truecolor"))
    assert 48 not in codes(on_terminal(*words, NO_COLOR="1"))
    assert "·" in printed(quick(*words))  # and what is nothing is a dot


def test_the_largest_of_a_row_is_bold() -> None:
    shown = on_terminal("explain", "--model", "toy", SENTENCE, "--steps", "weights", NO_COLOR="1")
    rows = [
        line
        for line in shown.splitlines()
        if re.match(r"\d+ +\S+ +\S", SGR.sub("", line)) and not re.search("keys|──", line)
    ]
    bold = [re.findall("\x1b\\[1m *([0-9.]+)", row) for row in rows]
    assert bold[4] == [".85"]
    assert all(len(found) <= 1 for found in bold)
    assert sum(map(len, bold)) == len(rows)


def test_json_has_no_colours_on_a_terminal(quick: Run) -> None:
    shown = on_terminal("explain", "--model", "toy", "Love", "--json", FORCE_COLOR="1")
    assert shown == quick("explain", "--model", "toy", "Love", "--json").stdout.decode()
    assert document(quick("explain", "--model", "toy", "Love", "--json", FORCE_COLOR="1"))["text"] == "Love"


def test_output_where_the_encoding_is_poor(run: Run) -> None:
    text = run("explain", "--model", "toy", "爱 is", PYTHONIOENCODING="ascii")
    assert (text.stderr, text.returncode) == (b"", 0)
    assert b"?" in text.stdout
    assert text.stdout.isascii()
    error = run("explain", "--model", "toy", "爱", "--focus", "恨", PYTHONIOENCODING="ascii")
    assert error.stderr.count(b"\n") == 1
    assert error.returncode == 2
