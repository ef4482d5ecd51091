"""What a terminal shows of a command, with its colours: as HTML for a page of the site, and as a recording that plays.

`python docs/terminal.py` records the tour into docs/pictures/tour.svg.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from html import escape
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from attnx.views.draw.pictures.drawing import Drawing  # noqa: E402 (the repository is no package of its own)
from attnx.views.draw.pictures.screen import LINE, MARGIN, THEMES, colours, screen  # noqa: E402
from attnx.views.draw.pictures.svg import svg  # noqa: E402
from tests.docs.blocks import Command, run  # noqa: E402

THEME = THEMES["dark"]
COLOURED = {"FORCE_COLOR": "1", "COLORTERM": "truecolor", "TERM": "xterm-256color"}
TOUR = "attnx tour"
ROWS, PACE, LAST = 30, 4.0, 8.0  # lines of the window, seconds that a scene lasts, and that the last one does
SCENE = re.compile(r"(?:\x1b\[[\d;]*m)*\d+/\d+  ")  # how the title of a scene begins, under whatever colours


def segments(printed: str) -> list[Segment]:
    """What was printed as runs of letters with their styles."""
    paper = Console(width=400, file=StringIO(), color_system="truecolor", force_terminal=True)
    return list(paper.render(Text.from_ansi(printed), paper.options.update(no_wrap=True)))


def in_colour(command: Command, printed: str) -> str:
    """A command and what it prints as HTML. Every letter is there as text."""
    said = "".join(coloured(segment) for segment in segments(printed))
    return f'<span class="typed">$ {escape(command.line)}</span>\n{said.rstrip()}\n'


def coloured(segment: Segment) -> str:
    style, text = segment.style or Style.null(), escape(segment.text, quote=False)
    ink, ground = colours(style, THEME)
    rules = [f"color:rgb{tuple(ink)}"] if ink != THEME.foreground_color else []
    rules += [f"background:rgb{tuple(ground)}"] if ground else []
    rules += ["font-weight:bold"] if style.bold else []
    rules += ["font-style:italic"] if style.italic else []
    return f'<span style="{";".join(rules).replace(" ", "")}">{text}</span>' if rules and text.strip("\n") else text


def block(commands: Sequence[Command], folder: Path) -> str:
    """Commands as they look in a terminal, one after another, as an element of a page."""
    shown = "".join(in_colour(command, run(command.line, folder, **COLOURED)[1]) for command in commands)
    return f'<pre class="terminal" tabindex="0"><code>{shown}</code></pre>'


def recorded(printed: str) -> str:
    """The scenes of a tour as one SVG: each stands for some seconds, the last longer, and then it begins anew.

    Whoever asked for less motion sees the last scene, which does not move.
    """
    drawn = [screen(segments(window)) for window in windows(f"$ {TOUR}\n{printed}".splitlines())]
    width, height = max(one.width for one in drawn), round(ROWS * LINE) + 2 * MARGIN
    total = PACE * (len(drawn) - 1) + LAST
    share = 100 * PACE / total
    frames = [
        f'<g class="scene" style="animation-delay:{number * PACE - total:g}s">{inner(one)}</g>'
        for number, one in enumerate(drawn)
    ]
    style = (
        f".scene{{visibility:hidden;animation:scene {total:g}s steps(1,end) infinite}}"
        f".scene:last-of-type{{animation-name:last}}"
        f"@keyframes scene{{0%{{visibility:visible}}{share:.3f}%{{visibility:hidden}}}}"
        f"@keyframes last{{0%{{visibility:visible}}{100 * LAST / total:.3f}%{{visibility:hidden}}}}"
        "@media(prefers-reduced-motion:reduce){.scene{animation:none}.scene:last-of-type{visibility:visible}}"
    )
    whole = svg(Drawing(width, height, drawn[0].ground, "attnx tour", ()))
    return whole.replace("</svg>", f"<style>{style}</style>\n{''.join(frames)}\n</svg>")


def windows(lines: Sequence[str]) -> Iterator[str]:
    """What stands in the window of the terminal after each scene."""
    begins = [number for number, line in enumerate(lines) if SCENE.match(line)]
    for end in [*begins[1:], len(lines)]:
        yield "\n".join(lines[max(end - ROWS, 0) : end]).rstrip()


def inner(drawing: Drawing) -> str:
    """The shapes of a drawing without its frame and its title."""
    lines = svg(drawing).splitlines()
    return "\n".join(lines[2:-1])


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        status, printed = run(TOUR, Path(folder), **COLOURED)
    if status:
        sys.exit(printed)
    (ROOT / "docs" / "pictures" / "tour.svg").write_text(recorded(printed), encoding="utf-8")


if __name__ == "__main__":
    main()
