"""Makes the pictures of README and docs: `python docs/make_pictures.py`."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from rich.console import Console, RenderableType

import attnx
from attnx.cli.output import render
from attnx.lessons import Lesson
from attnx.screen.app import Explorer
from attnx.screen.reading import Asked, Models
from attnx.views.focus import focus_story
from attnx.views.look import Look
from attnx.views.steps import explanation

FOLDER = Path(__file__).parent / "pictures"
SENTENCE = "Love is powerful because it gives us hope to live."


def picture(name: str, command: str, parts: Iterator[RenderableType], width: int) -> None:
    """Writes what a terminal shows as SVG."""
    page = Console(
        record=True, width=width, file=StringIO(), force_terminal=True, color_system="truecolor", highlight=False
    )
    render(page, parts)
    svg = page.export_svg(title=command, unique_id=name)
    # The pictures load nothing from the network: any monospaced font will do.
    start, end = svg.index("@font-face"), svg.rindex("@font-face")
    end = svg.index("}", end) + 1
    (FOLDER / f"{name}.svg").write_text(svg[:start] + svg[end:], encoding="utf-8")


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
    asyncio.run(screen("explore", "tab", size=(104, 40)))


if __name__ == "__main__":
    main()
