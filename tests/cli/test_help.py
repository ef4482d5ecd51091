"""Help: examples that work, and colours where they are wanted."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from rich.cells import cell_len

from attnx.cli.app import COMMANDS
from attnx.lessons.examples import EXAMPLES
from tests.cli.processes import Terminal, on_terminal, printed
from tests.cli.test_explore_command import needs_textual
from tests.conftest import Run

ELSEWHERE = ("explore", "scan")  # which need an extra: below, and tests/scan
LINES = [line for name, examples in EXAMPLES.items() if name not in ELSEWHERE for line, _ in examples]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_command_has_examples_in_its_help(quick: Run, language: str) -> None:
    assert list(EXAMPLES) == ["attnx", *COMMANDS]
    for name, examples in EXAMPLES.items():
        page = printed(quick("help", *([] if name == "attnx" else [name]), "--lang", language, COLUMNS="90"))
        for line, meaning in examples:
            assert f"\n  {line}\n      {meaning[language == 'zh']}\n" in page  # in one piece, to be copied
            assert f"attnx {name} " in f"{line} " or name == "attnx"


@pytest.mark.parametrize("line", LINES)
def test_every_example_works(quick: Run, line: str, tmp_path: Path) -> None:
    data: bytes | None = None
    line = line.replace("scene.png", str(tmp_path / "scene.png"))
    for command in " ".join(shlex.quote(word) if word != "|" else word for word in shlex.split(line)).split(" | "):
        program, *arguments = shlex.split(command)
        if program == "echo":
            data = f"{arguments[0]}\n".encode()
            continue
        done = quick(*arguments, stdin=data)
        assert (program, done.returncode) == ("attnx", 0), done.stderr
        data = done.stdout
        assert data or (tmp_path / "scene.png").is_file()


@needs_textual
def test_the_example_of_the_screen_works() -> None:
    ((line, _),) = EXAMPLES["explore"]
    terminal = Terminal(*shlex.split(line)[1:])
    terminal.read(until="quit")
    terminal.press(b"q")
    terminal.read()
    assert terminal.end() == 0


@pytest.mark.parametrize("width", [40, 60, 120])
def test_help_fits_the_terminal_and_examples_stay_in_one_piece(quick: Run, width: int) -> None:
    for language in ("en", "zh"):
        for command in (["help"], ["help", "explain"], ["schema"]):
            for line in printed(quick(*command, "--lang", language, COLUMNS=str(width))).splitlines():
                assert cell_len(line) <= width or line.startswith("  attnx "), line


COLOUR = re.compile(r"\x1b\[[\d;]*m")


def test_help_is_in_colour_on_a_terminal_and_says_the_same(quick: Run) -> None:
    for arguments in (["help"], ["help", "explain"], ["help", "explain", "--lang", "zh"]):
        plain = printed(quick(*arguments, COLUMNS="80"))
        shown = on_terminal(*arguments)
        assert "\x1b[36m--lang\x1b[0m" in shown
        assert COLOUR.sub("", shown) == plain
        assert printed(quick(*arguments, COLUMNS="80", FORCE_COLOR="1")) == shown


def test_help_is_plain_where_colours_are_not_wanted() -> None:
    assert "\x1b" not in on_terminal("help", "glossary", NO_COLOR="1")
    assert "\x1b" not in on_terminal("help", "glossary", TERM="dumb")


def test_help_is_a_command_that_is_listed(quick: Run) -> None:
    assert re.search(r"^  help +The page of a command", printed(quick("--help")), flags=re.MULTILINE)
    assert printed(quick("--lang", "zh", "help", "tour")) == printed(quick("tour", "--help", "--lang", "zh"))
