"""Makes the pictures of README and docs: `python docs/make_pictures.py`. Needs minilm."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from rich.console import Console, RenderableType

import attnx
from attnx.cli.output import render
from attnx.lessons import Lesson
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


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    trace = attnx.explain(SENTENCE, "minilm", layers=[3], heads=[1])
    look = Look(Lesson("en"), width=84, colour=True)
    focus = f'attnx explain "{SENTENCE}" --model minilm --layer 3 --head 1 --focus it'
    picture("it-finds-love", focus, focus_story(trace, 5, look), look.width)
    wide = Look(Lesson("en"), width=128, colour=True)
    weights = f'attnx explain "{SENTENCE}" --model minilm --layer 3 --head 1 --steps weights,summary'
    picture("weights", weights, explanation(trace, ("weights", "summary"), wide), wide.width)


if __name__ == "__main__":
    main()
