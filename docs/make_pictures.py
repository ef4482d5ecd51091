"""Makes the pictures of README and docs: `python docs/make_pictures.py`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from rich.console import Console, RenderableType

import attnx
from attnx.cli.output import render
from attnx.lessons import Lesson
from attnx.trace import Trace
from attnx.views.focus import focus_story
from attnx.views.look import Look
from attnx.views.page.data import Opened
from attnx.views.page.page import page
from attnx.views.steps import explanation

FOLDER = Path(__file__).parent / "pictures"
SENTENCE = "Love is powerful because it gives us hope to live."


def picture(name: str, command: str, parts: Iterator[RenderableType], width: int) -> None:
    """Writes what a terminal shows as SVG."""
    paper = Console(
        record=True, width=width, file=StringIO(), force_terminal=True, color_system="truecolor", highlight=False
    )
    render(paper, parts)
    svg = paper.export_svg(title=command, unique_id=name)
    # The pictures load nothing from the network: any monospaced font will do.
    start, end = svg.index("@font-face"), svg.rindex("@font-face")
    end = svg.index("}", end) + 1
    (FOLDER / f"{name}.svg").write_text(svg[:start] + svg[end:], encoding="utf-8")


def photograph(name: str, trace: Trace, opened: Opened) -> None:
    """Writes what a browser shows of a page, with one cell open. Needs Playwright and Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        shown = browser.new_page(viewport={"width": 1480, "height": 860})
        shown.set_content(page(trace, opened))
        shown.locator(f'table[aria-label^="scores,"] td[data-row="{opened.query}"]').nth(1).click()
        shown.screenshot(path=FOLDER / f"{name}.png")
        browser.close()


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    reader = attnx.load("reader")
    assert reader.card is not None and reader.card.coreference is not None
    layer, head = reader.card.coreference
    trace = attnx.explain(SENTENCE, reader, layers=[layer], heads=[head])
    it = next(token.index for token in trace.tokens if token.text == "it")
    look = Look(Lesson("en"), width=84, colour=True)
    picture("it-finds-love", f'attnx explain "{SENTENCE}" --focus it', focus_story(trace, it, look), look.width)
    wide = Look(Lesson("en"), width=128, colour=True)
    command = f'attnx explain "{SENTENCE}" --steps weights,summary'
    picture("weights", command, explanation(trace, ("weights", "summary"), wide), wide.width)
    photograph("page", attnx.explain(SENTENCE, reader), Opened(layer, head, it))


if __name__ == "__main__":
    main()
