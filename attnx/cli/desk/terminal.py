"""The terminal: Rich is asked for runs of letters, and they are printed, all at once."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from io import StringIO
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

from attnx.cli.desk.streams import emit

if TYPE_CHECKING:
    from rich.console import Console
    from rich.segment import Segment

    from attnx.views.look import Background, Depth, Look
    from attnx.views.parts import Part

LIGHT = ("7", "15")  # of sixteen colours, the light greys and white


def console(width: int | None, color: str = "auto") -> Console:
    """The terminal behind stdout. Nothing in a text is markup, a highlight or an emoji code.

    Whether it has colours is for the terminal and NO_COLOR to say, but where they were asked for `always` or `never`.
    """
    from rich.console import Console

    forced: dict[str, Any] = {
        "auto": {},
        "always": {"force_terminal": True, "no_color": False},
        "never": {"no_color": True},
    }[color]
    terminal = Console(width=width, highlight=False, markup=False, emoji=False, **forced)
    if color == "always" and terminal.color_system is None:  # of which nothing is known but that it is to be coloured
        terminal = Console(width=width, highlight=False, markup=False, emoji=False, color_system="standard", **forced)
    return sized(terminal, width)


def plain_page(width: int | None) -> Console:
    """Paper without colours."""
    from rich.console import Console

    return sized(Console(width=width, highlight=False, markup=False, emoji=False, color_system=None), width)


def sized(terminal: Console, width: int | None) -> Console:
    if terminal.is_dumb_terminal or not terminal.width:  # Rich believes that the one is 80 wide, and that COLUMNS=0 is
        terminal.size = (width or get_terminal_size().columns, 25)
    return terminal


def depth_of(terminal: Console) -> Depth:
    """How many colours a terminal has."""
    depths: dict[str | None, Depth] = {"truecolor": "truecolor", "256": "256"}
    return depths.get(terminal.color_system, "standard")


def background(theme: str | None) -> Background:
    """What was asked for, or else what the terminal says of itself: COLORFGBG ends in the number of its background."""
    if theme is not None:
        return "light" if theme == "light" else "dark"
    return "light" if os.environ.get("COLORFGBG", "").rpartition(";")[2] in LIGHT else "dark"


def laid_out(terminal: Console, parts: Iterable[Part], look: Look) -> Iterator[Segment]:
    """Everything as runs of letters, line after line."""
    from rich.text import Text

    from attnx.views.draw.terminal.drawn import drawn
    from attnx.views.draw.wrap import wrap

    folded = (wrap(part, terminal.width) if isinstance(part, Text) else part for part in drawn(parts, look))
    return (segment for part in folded for segment in terminal.render(part))


def render(terminal: Console, parts: Iterable[Part], look: Look) -> str:
    """Everything as the terminal is to show it; without styles, lines end where their text ends."""
    from rich.segment import Segment, Segments

    if not terminal.color_system:
        text = "".join(segment.text for segment in laid_out(terminal, parts, look))
        return "".join(f"{line.rstrip()}\n" for line in text.splitlines())
    screen, caught = terminal.file, StringIO()
    terminal.file = caught  # nothing reaches the screen before all of it is there
    try:
        terminal.print(Segments(settle(Segment.simplify(laid_out(terminal, parts, look)))), end="")
    finally:
        terminal.file = screen
    return caught.getvalue()


def settle(segments: Iterable[Segment]) -> Iterator[Segment]:
    """The same picture, with the spaces before a word given to the run before it where they look alike there.

    What turns terminal output into a picture often drops the leading spaces of a run.
    """
    from rich.segment import Segment

    before: Segment | None = None
    for segment in segments:
        text = segment.text.lstrip(" ")
        spaces = len(segment.text) - len(text)
        backs = [run.style.bgcolor for run in (before, segment) if run is not None and run.style is not None]
        if before is not None and spaces and not any(backs) and not before.text.endswith("\n"):
            before = Segment(before.text + " " * spaces, before.style)
            segment = Segment(text, segment.style)
            if not text:
                continue
        if before is not None:
            yield before
        before = segment
    if before is not None:
        yield before


def print_parts(terminal: Console, parts: Iterable[Part], look: Look) -> None:
    """Prints them all at once. Raises OutputError."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    emit(render(terminal, parts, look).encode(encoding, "replace"))
