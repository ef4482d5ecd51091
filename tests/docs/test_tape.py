"""The recording of the tour: what it types runs, and it lasts until the last scene."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conftest import ROOT
from tests.docs.blocks import run

TAPE = (ROOT / "docs" / "tour.tape").read_text(encoding="utf-8")


def test_what_the_tape_types_runs_and_is_told_to_its_end(tmp_path: Path) -> None:
    [command] = re.findall(r'^Type "(.+)"$', TAPE, re.MULTILINE)
    pace = float(re.findall(r"--pace (\d+)", command)[0])
    status, printed = run(re.sub(r"--pace \d+", "--pace 0", command), tmp_path)
    assert status == 0
    scenes = len(re.findall(r"^\d+/\d+  ", printed, re.MULTILINE))
    [lasts] = re.findall(r"^Sleep (\d+)s$", TAPE, re.MULTILINE)
    assert (scenes - 1) * pace < float(lasts) <= scenes * pace  # the last scene is seen, and nothing after it
