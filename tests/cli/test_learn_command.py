"""attnx learn: followed in lines, saved, stopped, and refused."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from attnx.cli.desk.files import check_new, write_directory
from tests.cli.processes import Terminal, printed, refused
from tests.conftest import Run
from tests.environment import environment

FEW = ("learn", "previous", "--steps", "40")


def test_it_is_followed_in_lines_saved_and_opened(run: Run, tmp_path: Path) -> None:
    done = run(*FEW, "--save", str(tmp_path / "mine"), "--html", str(tmp_path / "mine.html"))
    assert done.returncode == 0
    lines = done.stdout.decode().splitlines()
    assert [line for line in lines if line.startswith("step 40 of 40 ")]
    assert any("after learning" in line for line in lines)
    assert "\x1b" not in done.stdout.decode()
    assert "<input" not in (tmp_path / "mine.html").read_text()  # made by the script, from its data
    assert {file.name for file in (tmp_path / "mine").iterdir()} == {
        "config.json",
        "tokenizer.json",
        "model.safetensors",
    }
    opened = printed(run("predict", "sun sea bird", "--model", str(tmp_path / "mine")))
    assert "bird" in opened


def test_ctrl_c_keeps_what_was_learnt(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "attnx", "learn", "previous", "--steps", "100000", "--save", str(tmp_path / "mine")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdout is not None
    while not process.stdout.readline().startswith(b"step 0"):
        pass
    os.kill(process.pid, signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert b"Stopped at step" in out
    assert (tmp_path / "mine" / "model.safetensors").is_file()


def test_a_key_goes_on_and_ctrl_c_ends_the_wait_for_one() -> None:
    terminal = Terminal(*FEW, "--pace", "enter")
    terminal.read(until="step 0 of 40")
    terminal.press(b"\n")
    terminal.read(until="step 1 of 40")
    time.sleep(0.5)  # it is waiting by now
    terminal.process.send_signal(signal.SIGINT)
    assert "Stopped at step 1 of 40" in terminal.read()
    assert terminal.end() == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("learn", "nothing"), 2, "neither a task nor a file"),
        (("learn", "copy", "--heads", "5"), 2, "do not divide"),
        (("learn", "copy", "--lr", "0"), 2, "--lr"),
        (("learn", "previous", "--watch", "moon"), 2, "moon"),
        (("learn", "--cell", "it,ball"), 2, "--explain-step"),
        (("learn", "--explain-step", "9999"), 2, "no step 9,999"),
        (("learn", "previous", "--lr", "100000", "--steps", "60", "--json"), 1, "a tenth as large"),
        (("learn", "previous", "--save", "."), 1, "not empty"),
        (("learn", "{short}"), 1, "at least 20"),
    ],
)
def test_what_cannot_be_learnt_is_refused(
    quick: Run, tmp_path: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    (tmp_path / "short.txt").write_text("One line.\n", encoding="utf-8")
    done = quick(*(argument.format(short=tmp_path / "short.txt") for argument in arguments))
    if "--json" in arguments:  # what was learnt until then is there
        assert done.returncode == code and words in done.stderr.decode()
    else:
        refused(done, code, words)


def test_a_full_disk_is_said_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from attnx.cli.desk.files import write_directory
    from attnx.errors import OutputError

    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputError, match="mine cannot be written"):
        write_directory(tmp_path / "mine", {"config.json": b"{}"})
    assert not list(tmp_path.iterdir())


def test_an_empty_folder_one_stands_in_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    check_new(Path())
    write_directory(Path(), {"config.json": b"{}"})
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("config.json", b"{}")]
