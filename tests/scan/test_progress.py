"""How far a scan is stands on one line of a terminal, which is gone at the end."""

from __future__ import annotations

import sys
from io import StringIO

import pytest

from attnx.cli.desk.progress import Pulse, clock
from attnx.scan.run import Progress


class Screen(StringIO):
    def isatty(self) -> bool:
        return True


def test_rate_and_time_left_are_of_this_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", screen := Screen())
    times = iter([0.0, 10.0])
    monkeypatch.setattr("time.monotonic", lambda: next(times))
    with Pulse() as pulse:
        pulse.show(Progress(bytes=7500, of=10_000, fresh=2500, sentences=40))  # 5,000 were there before
    _, line, gone, _ = screen.getvalue().split("\r")
    assert line == "██████████████████░░░░░░  75 % · sentences: 40, 4 a second · 0:10 left"
    assert gone == " " * len(line)


def test_in_a_pipe_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with Pulse() as pulse:
        pulse.show(Progress(1, 2, 1, 1))
    assert capsys.readouterr().err == ""


def test_hours_are_told_where_there_are_any() -> None:
    assert [clock(seconds) for seconds in (9, 61, 3723)] == ["0:09", "1:01", "1:02:03"]
