"""Makes the pictures of README and docs: `python docs/make_pictures.py`."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from attnx.screen.app import Explorer
from attnx.screen.reading import Asked, Models

FOLDER = Path(__file__).parent / "pictures"
SENTENCE = "Love is powerful because it gives us hope to live."
EXPLAIN = ("explain", SENTENCE, "--model", "reader", "--lang", "en")
PICTURES = {
    "answer.svg": ("--brief", "--width", "84"),
    "it-finds-love.svg": ("--focus", "it", "--width", "84"),
    "weights.svg": ("--steps", "weights,summary", "--width", "140"),
    "weights.heatmap.svg": (),
    "sentence.arcs.svg": (),
    "reader.model.svg": (),
}
# Of so many weights that one processor or another draws some in the next shade: no test asks for the same bytes.
SHADED = {
    "every.heads.png": ("heads", SENTENCE, "--model", "reader", "--lang", "en"),
    "learned.compare.png": ("compare", SENTENCE, "--untrained", "--model", "reader", "--lang", "en"),
}


def photograph(file: Path, name: str) -> None:
    """Writes what a browser shows of a page as it opens. Needs Playwright and Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        shown = browser.new_page(viewport={"width": 1480, "height": 860})
        shown.goto(file.as_uri())
        shown.wait_for_selector("#page [role=tab]")
        shown.screenshot(path=FOLDER / name)
        browser.close()


async def screen() -> str:
    """What `attnx explore` shows of the heads of a layer, as its key s would write it."""
    models = Models(None)
    app = Explorer(models, models.read(Asked(SENTENCE, None)), "en", Path.write_bytes, FOLDER)
    async with app.run_test(size=(124, 30)) as pilot:
        await pilot.pause()
        await pilot.press("tab")
        await pilot.pause()
        return app.picture()


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    program = [sys.executable, "-m", "attnx", *EXPLAIN]
    for name, options in PICTURES.items():
        subprocess.run([*program, *options, "--out", FOLDER / name], check=True)
    for name, command in SHADED.items():
        subprocess.run([sys.executable, "-m", "attnx", *command, "--out", FOLDER / name], check=True)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "love.html"
        subprocess.run([*program, "--html", file], check=True)
        photograph(file, "page.png")
    (FOLDER / "explore.svg").write_text(asyncio.run(screen()), encoding="utf-8")


if __name__ == "__main__":
    main()
