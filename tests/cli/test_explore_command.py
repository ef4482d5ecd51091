"""attnx explore as a user starts and ends it, on a terminal and where there is none."""

from __future__ import annotations

import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.cli.processes import Terminal, refused, under_shell
from tests.conftest import Run

needs_textual = pytest.mark.skipif(find_spec("textual") is None, reason='needs Textual: pip install "attnx[tui]"')


def test_without_a_terminal(quick: Run) -> None:
    refused(quick("explore", "Love"), 1, "draws on a terminal")
    assert "终端" in refused(quick("explore", "Love", "--lang", "zh"), 1)
    refused(under_shell('"$@" <&-', "explore"), 1, "draws on a terminal")


def test_what_cannot_be_meant_is_said_as_elsewhere(quick: Run) -> None:
    refused(quick("explore", "Love", "hate"), 2, "hate is one argument too many")
    refused(quick("explore", "--nope"), 2, "there is no option --nope")


@pytest.mark.parametrize("term", ["dumb", "unknown"])
def test_a_terminal_that_cannot(term: str) -> None:
    terminal = Terminal("explore", "Love", TERM=term)
    shown = terminal.read()
    assert terminal.end() == 1
    assert shown == f"attnx: explore draws on the whole terminal, which TERM={term} says it cannot: use attnx explain\n"


def test_without_textual(tmp_path: Path) -> None:
    (tmp_path / "textual.py").write_text("raise ModuleNotFoundError('No module named textual', name='textual')\n")
    terminal = Terminal("explore", "Love", PYTHONPATH=str(tmp_path))
    shown = terminal.read()
    assert terminal.end() == 1
    assert shown == 'attnx: explore needs Textual, which is not installed: `pip install "attnx[tui]"` brings it\n'


@needs_textual
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [(["  "], 1, "the text is blank"), (["Love", "--model", "nowhere"], 2, "there is no model nowhere")],
)
def test_what_cannot_be_read_is_said_before_the_screen_opens(arguments: list[str], code: int, words: str) -> None:
    terminal = Terminal("explore", *arguments)
    shown = terminal.read()
    assert terminal.end() == code
    assert shown.startswith(f"attnx: {words}")


@needs_textual
def test_keys_on_a_real_terminal() -> None:
    terminal = Terminal("explore", "Love\x1b]0;evil\x07 gives", "--model", "toy")
    shown = terminal.read(until="quit")
    assert "Love␛]0;evil␇ gives" in shown
    assert "\x1b]0;evil" not in shown
    terminal.press(b"q")
    terminal.read()
    assert terminal.end() == 0


@needs_textual
def test_ctrl_c_and_signals_stop_it() -> None:
    terminal = Terminal("explore", "--model", "toy")
    terminal.read(until="quit")
    terminal.press(b"\x03")
    assert terminal.read().endswith("attnx: stopped\n")
    assert terminal.end() == 1
    terminal = Terminal("explore", "--model", "toy")
    terminal.read(until="quit")
    time.sleep(0.3)
    terminal.process.send_signal(2)
    assert terminal.read().endswith("attnx: stopped\n")
    assert terminal.end() == 1
