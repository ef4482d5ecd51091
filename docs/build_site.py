"""Builds the documentation site into build/site: `python docs/build_site.py` (needs the extra `docs`).

The pages are staged first, in English and the Chinese guide beside them as a site of its own; then every command
stands there with what it prints now, in colour, and each chapter of the guide has its picture and its page.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

ROOT = Path(__file__).parent.parent
DOCS, BUILD = ROOT / "docs", ROOT / "build"
PAGES: Mapping[str, Path] = MappingProxyType({"en": BUILD / "pages", "zh": BUILD / "pages-zh"})
SITE = BUILD / "site"
CONFIGS = ("zensical.toml", "zensical.zh.toml")  # the second goes into a folder of the first
# Links as they are written, and on the site.
LINKS: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "en": (
            (r"\]\(docs/guide-zh/([\w-]+)\.md", r"](zh/guide/\1/"),
            (r"\]\(docs/", "]("),
            (r"\]\(\.\./README\.md", "](readme.md"),
            (r"\]\(CHANGELOG\.md", "](changelog.md"),
        ),
        "zh": ((r"\]\(\.\./([\w-]+)\.md(?:#([\w-]+))?", r"](../../\1/"),),  # a page that is there in English alone
    }
)
INSTALL = re.compile(r"^```bash\n.*?^```$", re.MULTILINE | re.DOTALL)
ON_THE_PAGE = {"en": "The same on a page to click through", "zh": "在可以点开的页面上看"}
sys.path.insert(0, str(ROOT))

from chapters import CHAPTERS, SENTENCES  # noqa: E402
from terminal import block  # noqa: E402

from attnx.checkpoint.installed import HOW_TO_GET, find_minilm  # noqa: E402 (the repository is no package of its own)
from tests.docs.blocks import BLOCK, commands, write_files  # noqa: E402


def stage() -> None:
    """Every page under build/pages and build/pages-zh, its links as the site has them."""
    for pages in PAGES.values():
        shutil.rmtree(pages, ignore_errors=True)
    left = shutil.ignore_patterns("*.py", "guide-zh", "home*.md", "__pycache__")
    shutil.copytree(DOCS, PAGES["en"], ignore=left)
    shutil.copytree(DOCS / "guide-zh", PAGES["zh"] / "guide")
    shutil.copytree(DOCS / "site", PAGES["zh"] / "site", ignore=left)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (PAGES["en"] / "readme.md").write_text(readme, encoding="utf-8")
    shutil.copy(ROOT / "CHANGELOG.md", PAGES["en"] / "changelog.md")
    [install, *_] = INSTALL.findall(readme)
    for language, home in (("en", "home.md"), ("zh", "home.zh.md")):
        text = (DOCS / "site" / home).read_text(encoding="utf-8")
        spoken = install.replace(SENTENCES["en"]["love"], SENTENCES[language]["love"])
        (PAGES[language] / "index.md").write_text(text.replace("<!-- install -->", spoken), encoding="utf-8")
    for language, pages in PAGES.items():
        for page in pages.rglob("*.md"):
            text = page.read_text(encoding="utf-8")
            for link, there in LINKS[language]:
                text = re.sub(link, there, text)
            page.write_text(text, encoding="utf-8")


def fill() -> None:
    """What every command prints now, in colour, and what each chapter and the first pages show beside it."""
    for pages in PAGES.values():
        for page in sorted(pages.rglob("*.md")):
            colour(page)
    for language, pages in PAGES.items():
        love = ["explain", SENTENCES[language]["love"], "--lang", language]
        attnx(*love, "--out", str(pages / ("sentence.arcs.svg" if language == "zh" else "pictures/sentence.arcs.svg")))
        attnx(*love, "--html", str(pages / "live.html"), "--live")
        for name in CHAPTERS:
            illustrate(pages / "guide" / f"{name}.md", language)


def colour(page: Path) -> None:
    """Puts what a terminal shows in the place of every block of commands."""
    text = page.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(text, folder)
        page.write_text(BLOCK.sub(lambda found: block(commands(found[0]), folder), text), encoding="utf-8")


def illustrate(chapter: Path, language: str) -> None:
    """Puts the picture of a chapter, and a link to its place on a page, under its first block of commands."""
    shown = CHAPTERS[chapter.stem].spoken(language)
    picture, page = f"{chapter.stem}{shown.ending}", f"{chapter.stem}.html"
    attnx(*shown.arguments(shown.picture), "--out", str(chapter.parent / picture))
    attnx(*shown.arguments(shown.page), "--html", str(chapter.parent / page))
    text = chapter.read_text(encoding="utf-8")
    title = text.partition("\n")[0].lstrip("# ")
    begin, end, rest = text.partition("</code></pre>\n")
    link = f"[{ON_THE_PAGE[language]}]({page}#{shown.place})"
    chapter.write_text(f"{begin}{end}\n![{title}]({picture})\n\n{link}\n{rest}", encoding="utf-8")


def attnx(*arguments: str) -> None:
    program = [sys.executable, "-m", "attnx", *arguments]
    subprocess.run(program, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def build() -> int:
    """The site from the staged pages; a link that leads nowhere is an error."""
    shutil.rmtree(SITE, ignore_errors=True)
    for config in CONFIGS:
        command = [sys.executable, "-m", "zensical", "build", "--strict", "--config-file", str(ROOT / config)]
        status = subprocess.run(command, cwd=ROOT, check=False).returncode
        if status:
            return status
    for page in (SITE / "zh").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace('<html lang="zh"', '<html lang="zh-Hans"', 1), encoding="utf-8")
    return 0


def main() -> None:
    if find_minilm() is None:
        sys.exit(f"some pages show minilm, which is not installed: {HOW_TO_GET}")
    stage()
    fill()
    sys.exit(build())


if __name__ == "__main__":
    main()
