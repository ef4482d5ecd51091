"""The recording of the tour, and the commands of the site in colour: they show what is printed, and nothing else."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from html import unescape
from pathlib import Path

from tests.conftest import ROOT
from tests.docs.blocks import Command, differ, run
from tests.docs.scripts import script

SVG = "{http://www.w3.org/2000/svg}"
TERMINAL = script("terminal")


def words(drawn: str) -> list[str]:
    """What each scene of a recording says, without the spaces, which are places in a picture."""
    scenes = [group for group in ET.fromstring(drawn).iter(f"{SVG}g") if group.get("class") == "scene"]
    return ["".join("".join(scene.itertext()).split()) for scene in scenes]


def test_the_recording_is_what_the_tour_prints_to_its_end(tmp_path: Path) -> None:
    status, printed = run(TERMINAL.TOUR, tmp_path, **TERMINAL.COLOURED)
    assert status == 0
    kept = (ROOT / "docs" / "pictures" / "tour.svg").read_text(encoding="utf-8")
    now, then = words(TERMINAL.recorded(printed)), words(kept)
    assert len(now) == len(then) == int(re.findall(r"(\d+)/\1  ", printed)[0])
    assert differ("\n".join(now), "\n".join(then)) is None
    assert "prefers-reduced-motion" in kept and "<script" not in kept


def test_a_command_in_colour_is_the_same_text(tmp_path: Path) -> None:
    command = Command('attnx explain "<b> & love" --model toy --steps weights', "")
    shown = TERMINAL.block([command], tmp_path)
    assert 'style="color:rgb(' in shown and "<b>" not in shown
    text = unescape(re.sub("<[^>]+>", "", shown))
    plain = run(command.line, tmp_path)[1]
    assert [line.rstrip() for line in text.splitlines()] == [f"$ {command.line}", *plain.rstrip().splitlines()]
