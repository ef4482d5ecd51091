"""The site: every page is in its menu, the guide is the same in both languages, and it builds without a dead link."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from importlib.util import find_spec

import pytest

from tests.conftest import ROOT
from tests.docs.blocks import commands

DOCS = ROOT / "docs"
MENU = re.findall(r'= "([^"]+\.md)"', (ROOT / "zensical.toml").read_text(encoding="utf-8"))
CHAPTERS = sorted(path.name for path in (DOCS / "guide").glob("*.md"))


def test_every_page_is_in_the_menu() -> None:
    pages = {str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md")}
    assert set(MENU) == pages | {"index.md", "changelog.md"}
    assert tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]["theme"]["font"] is False


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_is_there_in_both_languages(name: str) -> None:
    english, chinese = ((DOCS / folder / name).read_text(encoding="utf-8") for folder in ("guide", "guide-zh"))
    shown, said = commands(english), commands(chinese)
    assert len(shown) == len(said)
    assert all("--lang zh" in command.line for command in said)
    assert english.count("\n## ") == chinese.count("\n## ")


def test_no_page_holds_what_a_merge_left() -> None:
    pages = [*DOCS.rglob("*.md"), *ROOT.glob("*.md")]
    assert len(pages) > 20
    marks = re.compile(r"^(<{7} |={7}$|>{7} )", re.MULTILINE)
    assert [page.name for page in pages if marks.search(page.read_text(encoding="utf-8"))] == []


def test_both_guides_have_the_same_chapters() -> None:
    assert sorted(path.name for path in (DOCS / "guide-zh").glob("*.md")) == CHAPTERS


def test_it_builds_strictly_and_loads_nothing_from_elsewhere() -> None:
    if find_spec("zensical") is None and "site" not in os.environ.get("ATTNX_REQUIRE", ""):
        pytest.skip("needs zensical and mkdocstrings: the extra docs")
    # What stands below the commands was just tested; here it is not printed once more.
    program = "import build_site, sys; build_site.stage(); sys.exit(build_site.build())"
    done = subprocess.run([sys.executable, "-c", program], cwd=DOCS, capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr).decode()
    page = (ROOT / "build" / "site" / "guide" / "6-softmax" / "index.html").read_text(encoding="utf-8")
    assert "0.88" in page
    loaded = re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="(https?://[^"]+)"', page)
    assert not [address for address in loaded if "attnx" not in address]
    api = (ROOT / "build" / "site" / "api" / "index.html").read_text(encoding="utf-8")
    assert "Runs a model on a text, or on a picture, and returns every number of its attention." in api
