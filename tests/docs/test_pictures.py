"""The pictures of README and docs show what attnx draws now, on whatever processor."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run
from tests.docs.blocks import differ
from tests.docs.scripts import script

pytest.importorskip("textual", reason='needs Textual: pip install "attnx[tui]"')

from tests.screen.test_explore import shown

MAKER = script("make_pictures")


@pytest.mark.parametrize("name", MAKER.PICTURES)
def test_a_picture_is_what_is_drawn_now(run: Run, tmp_path: Path, name: str) -> None:
    done = run(*MAKER.EXPLAIN, *MAKER.PICTURES[name], "--out", str(tmp_path / name))
    assert done.returncode == 0, done.stderr.decode()
    drawn, kept = ((folder / name).read_text(encoding="utf-8") for folder in (tmp_path, MAKER.FOLDER))
    assert differ(drawn, kept) is None


def test_the_first_picture_of_the_readme_is_what_its_first_command_leaves_in_sight(run: Run) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    pictures = re.findall(r"\(docs/pictures/([\w.-]+)\)", readme)
    assert pictures[0] == "answer.svg"
    assert f'.venv/bin/attnx explain "{MAKER.SENTENCE}"\n' in readme
    whole, shown = (run(*MAKER.EXPLAIN, "--width", "84", *brief).stdout.decode() for brief in ([], ["--brief"]))
    assert set(MAKER.PICTURES["answer.svg"]) == {"--brief", "--width", "84"}
    verdict, _, below = shown.partition("\n")
    assert re.search(rf"\n▸ {verdict} ─+\n{re.escape(below)}$", whole)


def test_the_screen_is_what_is_shown_now() -> None:
    kept = (MAKER.FOLDER / "explore.svg").read_text(encoding="utf-8")
    assert differ(shown(asyncio.run(MAKER.screen())), shown(kept)) is None


def test_every_picture_is_made_here_and_shown() -> None:
    # page.png is a photograph, by a browser and its fonts; tour.svg is made by docs/terminal.py.
    made = {*MAKER.PICTURES, *MAKER.SHADED, "explore.svg", "page.png", "tour.svg"}
    assert {path.name for path in MAKER.FOLDER.iterdir()} == made
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    assert [name for name in made if f"pictures/{name})" not in text] == []
