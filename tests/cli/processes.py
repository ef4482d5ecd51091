"""What the tests of the command line share: how a run ended, and runs on a terminal or under a shell's limits."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.environment import environment

MODELS = Path(__file__).parent.parent / "fixtures" / "models"
SENTENCE = "Love is powerful because it gives us hope to live."
Done = subprocess.CompletedProcess[bytes]
ATTNX = (sys.executable, "-m", "attnx")


def printed(done: Done) -> str:
    """What a run printed, where it worked and had nothing to say on stderr."""
    assert done.stderr == b""
    assert done.returncode == 0
    return done.stdout.decode()


def document(done: Done) -> Any:
    """The one JSON document a run printed."""
    text = printed(done)
    assert text.count("\n") == 1
    assert text.endswith("\n")
    return json.loads(text)


def refused(done: Done, code: int, *words: str) -> str:
    """The one line on stderr of a run that was refused with this exit code, having printed nothing else."""
    line = done.stderr.decode()
    assert line.startswith("attnx: ")
    assert line.count("\n") == 1
    assert line.endswith("\n")
    assert "Traceback" not in line
    for word in words:
        assert word in line
    assert done.stdout == b""
    assert done.returncode == code, line
    return line


def under_shell(script: str, *arguments: str, **more: str) -> Done:
    """Runs a shell script in which "$@" is attnx with these arguments."""
    return subprocess.run(
        ["sh", "-c", script, "sh", *ATTNX, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment(**more),
        timeout=60,
        check=False,
    )


class Terminal:
    """attnx on a terminal of its own: what it shows, and the keys one presses."""

    def __init__(self, *arguments: str, columns: int = 80, **more: str) -> None:
        self.master, slave = pty.openpty()
        termios.tcsetwinsize(slave, (24, columns))
        self.process = subprocess.Popen(
            [*ATTNX, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment(TERM="xterm-256color", **more) if "TERM" not in more else environment(**more),
        )
        os.close(slave)
        self.shown = ""

    def read(self, until: str | None = None) -> str:
        """What is shown from now on, until these words or the end."""
        begin, deadline, data = len(self.shown), time.monotonic() + 60, b""
        while until is None or until not in self.shown[begin:]:
            assert select.select([self.master], [], [], max(deadline - time.monotonic(), 0))[0], self.shown
            try:
                more = os.read(self.master, 65536)
            except OSError:  # how a terminal says that nobody writes to it any more
                more = b""
            if not more:
                assert until is None, self.shown
                break
            data += more
            self.shown = self.shown[:begin] + data.decode(errors="ignore")
        return self.shown[begin:].replace("\r\n", "\n")

    def press(self, keys: bytes) -> None:
        os.write(self.master, keys)

    def end(self) -> int:
        """Waits for the end and returns the exit code."""
        code = self.process.wait(timeout=60)
        os.close(self.master)
        return code


def on_terminal(*arguments: str, columns: int = 80, **more: str) -> str:
    """What attnx shows on a terminal, where it works."""
    terminal = Terminal(*arguments, columns=columns, **more)
    shown = terminal.read()
    assert terminal.end() == 0, shown
    return shown


def titles(text: str) -> list[str]:
    """The titles of the steps in an explanation: `3 Q, K, V`. Steps side by side have theirs in one line."""
    lines = [re.sub("─ [^─→]+ ──$", "", line) for line in text.splitlines() if line[:1].isdigit() and "──" in line]
    return [title for line in lines for title in re.findall(r"(?:^|[─→] )(\d+ \D.*?)(?=  | ─| \d+ ×|$)", line)]


def rows_below(text: str, title: str) -> dict[str, list[str]]:
    """The rows of the first matrix below a title, by the number of the token: the cells after its name."""
    rows: dict[str, list[str]] = {}
    for line in text.partition(title)[2].splitlines():
        if (found := re.match(r"(?:» | {2})?(\d+) +\S+ +(\S.*)", line)) and "──" not in line and "keys" not in line:
            rows[found[1]] = found[2].split()
        elif rows:
            break
    return rows


def story(text: str) -> str:
    """The title of a focus or a cell, and what is below it."""
    return text.partition("▸ ")[2]


def numbers(cells: Sequence[str]) -> list[float]:
    """Printed numbers as numbers, bars and other words left out."""
    found = []
    for cell in cells:
        text = cell.rstrip("▁▂▃▄▅▆▇█ ").replace("−", "-").replace("∞", "inf")
        text = "0" if text == "·" else text
        if text.lstrip("-").replace(".", "", 1).isdigit() or text == "-inf":
            found.append(float(text))
    return found
