"""Builds the documentation site into build/site: `python docs/build_site.py` (needs the extra `docs`).

The pages are staged first: README becomes the index, and below every command stands what it prints now.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "build" / "pages"
LINKS = {"docs/": "", "../README.md": "index.md", "CHANGELOG.md": "changelog.md"}  # as written, and on the site
sys.path.insert(0, str(ROOT))

from attnx.checkpoint.installed import HOW_TO_GET, find_minilm  # noqa: E402
from tests.docs.blocks import update  # noqa: E402 (the repository is no package of its own)


def stage() -> None:
    """Every page under build/pages, its links as the site has them."""
    shutil.rmtree(PAGES, ignore_errors=True)
    shutil.copytree(ROOT / "docs", PAGES, ignore=shutil.ignore_patterns("*.py", "*.tape", "__pycache__"))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (PAGES / "index.md").write_text(readme, encoding="utf-8")
    shutil.copy(ROOT / "CHANGELOG.md", PAGES / "changelog.md")
    for page in PAGES.rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        for link, there in LINKS.items():
            text = text.replace(f"]({link}", f"]({there}")
        page.write_text(text, encoding="utf-8")


def fill() -> None:
    """What every command prints now, below it."""
    for page in sorted(PAGES.rglob("*.md")):
        update(page)


def build() -> int:
    """The site from the staged pages; a link that leads nowhere is an error."""
    command = [sys.executable, "-m", "zensical", "build", "--strict", "--config-file", str(ROOT / "zensical.toml")]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def main() -> None:
    if find_minilm() is None:
        sys.exit(f"some pages show minilm, which is not installed: {HOW_TO_GET}")
    stage()
    fill()
    sys.exit(build())


if __name__ == "__main__":
    main()
