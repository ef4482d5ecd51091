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
PICTURES = {
    "it-finds-love.svg": ("--focus", "it", "--width", "84"),
    "weights.svg": ("--steps", "weights,summary", "--width", "140"),
    "weights.heatmap.svg": (),
}


def photograph(file: Path, name: str) -> None:
    """Writes what a browser shows of a page, with one cell open. Needs Playwright and Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        shown = browser.new_page(viewport={"width": 1480, "height": 860})
        shown.goto(file.as_uri())
        shown.locator('table[aria-label^="scores,"] .followed td').nth(1).click()
        shown.screenshot(path=FOLDER / name)
        browser.close()


async def screen(name: str, *keys: str, size: tuple[int, int]) -> None:
    """Writes what `attnx explore` shows after these keys, as its key s would."""
    models = Models(None)
    app = Explorer(models, models.read(Asked(SENTENCE, None)), "en", Path.write_bytes, FOLDER)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        (FOLDER / f"{name}.svg").write_text(app.picture(), encoding="utf-8")


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    program = [sys.executable, "-m", "attnx", "explain", SENTENCE, "--model", "reader", "--lang", "en"]
    for name, options in PICTURES.items():
        subprocess.run([*program, *options, "--out", FOLDER / name], check=True)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "love.html"
        subprocess.run([*program, "--html", file], check=True)
        photograph(file, "page.png")
    asyncio.run(screen("explore", "tab", size=(104, 40)))


if __name__ == "__main__":
    main()
