"""The site: every page is in its menu, the guide is the same in both languages, and it builds without a dead link."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.conftest import ROOT
from tests.docs.blocks import commands
from tests.docs.scripts import script

DOCS, SITE = ROOT / "docs", ROOT / "build" / "site"
MENU, CHINESE_MENU = (
    re.findall(r'= "([^"]+\.md)"', (ROOT / name).read_text(encoding="utf-8"))
    for name in ("zensical.toml", "zensical.zh.toml")
)
CHAPTERS = sorted(path.name for path in (DOCS / "guide").glob("*.md"))
MADE = re.compile(r"live\.html|sentence\.arcs\.svg")  # what is made with the output of the commands

WIDE = ("families", "models", "readme", "page", "trace", "performance")  # pages with the widest tables


@pytest.fixture(scope="module")
def site() -> Path:
    """The site as it is built. What stands below the commands is tested elsewhere; here it is not printed once more."""
    if find_spec("zensical") is None and "site" not in os.environ.get("ATTNX_REQUIRE", ""):
        pytest.skip("needs zensical and mkdocstrings: the extra docs")
    program = "import build_site, sys; build_site.stage(); sys.exit(build_site.build())"
    done = subprocess.run([sys.executable, "-c", program], cwd=DOCS, capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr).decode()
    return SITE


def test_every_page_is_in_a_menu() -> None:
    pages = {str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md") if path.parent.name != "site"}
    chinese = {name.replace("guide/", "guide-zh/") for name in CHINESE_MENU if name != "index.md"}
    assert {*MENU, *chinese} == pages | {"index.md", "readme.md", "changelog.md"}
    for name in ("zensical.toml", "zensical.zh.toml"):
        project = tomllib.loads((ROOT / name).read_text(encoding="utf-8"))["project"]
        assert project["theme"]["font"] is False


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


def test_every_chapter_has_a_picture_and_a_place_on_a_page(tmp_path: Path) -> None:
    assert [f"{name}.md" for name in sorted(script("chapters").CHAPTERS)] == CHAPTERS
    builder = script("build_site")
    for language, there in (("en", "pages"), ("zh", "在可以点开的页面上看")):
        chapter = tmp_path / language / "4-scores.md"
        chapter.parent.mkdir()
        chapter.write_text("# Scores\n\n<pre><code>$ attnx\n</code></pre>\n\nOn.\n", encoding="utf-8")
        builder.illustrate(chapter, language)
        text = chapter.read_text(encoding="utf-8")
        assert "![Scores](4-scores.heatmap.svg)" in text and "](4-scores.html#story/0.0/hope)" in text
        assert text.endswith("\nOn.\n") and (there in text or language == "en")
        assert (chapter.parent / "4-scores.heatmap.svg").exists() and (chapter.parent / "4-scores.html").exists()


def test_it_builds_strictly_and_loads_nothing_from_elsewhere(site: Path) -> None:
    page = (site / "guide" / "6-softmax" / "index.html").read_text(encoding="utf-8")
    assert "0.88" in page
    loaded = re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="(https?://[^"]+)"', page)
    assert not [address for address in loaded if "attnx" not in address]
    api = (site / "api" / "index.html").read_text(encoding="utf-8")
    assert "Runs a model on a text, or on a picture, and returns every number of its attention." in api
    home = (site / "index.html").read_text(encoding="utf-8")
    assert "pip install ." in re.sub("<[^>]+>", "", home) and 'src="live.html#whatif"' in home


def test_the_chinese_guide_is_a_site_of_its_own(site: Path) -> None:
    page = (site / "zh" / "guide" / "6-softmax" / "index.html").read_text(encoding="utf-8")
    assert page.count('<html lang="zh-Hans"') == 1
    assert "下一页" in page and "7. z：读到了什么" in page and "What was read" not in page
    assert 'lang="en"' in (site / "guide" / "6-softmax" / "index.html").read_text(encoding="utf-8")


def addresses(page: Path) -> Iterator[str]:
    """What a page of the site refers to on the site."""
    for address in re.findall(r'(?:href|src)="([^"#?]+)', page.read_text(encoding="utf-8")):
        if not re.match(r"\w+:", address) and not MADE.search(address):
            yield unquote(address)


def test_no_link_of_the_site_leads_nowhere(site: Path) -> None:
    dead = []
    for page in site.rglob("index.html"):
        for address in addresses(page):
            there = (site / address.lstrip("/")) if address.startswith("/") else (page.parent / address)
            if not (there / "index.html").exists() and not there.is_file():
                dead.append((str(page.relative_to(site)), address))
    assert dead == []


def test_a_phone_shows_whole_tables(site: Path) -> None:
    chromium = shutil.which("chromium")
    if find_spec("playwright") is None or chromium is None:
        pytest.skip("needs the browser Chromium and its driver")
    from playwright.sync_api import sync_playwright

    wide = "[...document.querySelectorAll('.md-typeset table')].some((table) => table.scrollWidth > innerWidth)"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
        shown = context.new_page()
        for name in WIDE:
            page = site / name / "index.html"
            assert "<table>" in page.read_text(encoding="utf-8")
            shown.goto(page.as_uri())
            assert not shown.evaluate(wide), name
        browser.close()
