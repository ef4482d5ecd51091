"""Where results go: stdout, or a file written beside its place and then renamed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Literal

from attnx.cli import silence, tell
from attnx.cli.endings import ENDINGS, ending_of
from attnx.cli.words import SAY
from attnx.errors import OutputError, UsageError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.segment import Segment

    from attnx.views.look import Look
    from attnx.views.parts import Part


def emit(data: bytes) -> None:
    """Writes the whole result to stdout at once. Raises OutputError where it does not go there."""
    if sys.stdout is None:  # started with stdout closed
        raise OutputError("cannot_print", reason=SAY("closed"))
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError as error:
        silence(sys.stdout)
        raise OutputError("cannot_print", reason=error.strerror) from error


def check_extension(path: Path | None, endings: Sequence[str] = ENDINGS) -> None:
    """Raises, before any work is done, UsageError for a file attnx cannot write, OutputError for one it cannot here."""
    if path is None:
        return
    if ending_of(path) not in endings:
        raise UsageError("unknown_extension", path=path, choices=", ".join(endings))
    if path.suffix.lower() == ".png" and find_spec("PIL") is None:
        raise OutputError("no_pillow", path=path)


def write_file(path: Path, data: bytes) -> None:
    """Writes a file and says so on stderr. Raises OutputError."""
    put(path, data)
    tell(SAY("wrote", path=path, size=f"{len(data):,}"))


def put(path: Path, data: bytes) -> None:
    """Writes beside the path, then renames: the file is whole or it is not there. Raises OutputError."""
    beside = path.with_name(f".attnx-{os.getpid()}.part")
    try:
        try:
            with beside.open("xb") as file:
                file.write(data)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError("cannot_write", path=path, reason=error.strerror) from error


def console(width: int | None, plain: bool = False) -> Console:
    """The terminal behind stdout, or plain paper as wide. Nothing in a text is markup, a highlight or an emoji code."""
    from rich.console import Console

    colours: Literal["auto"] | None = None if plain else "auto"
    page = Console(width=width, highlight=False, markup=False, emoji=False, color_system=colours)
    if page.is_dumb_terminal:  # of which Rich believes that it is 80 wide, whatever it is
        page.size = (width or get_terminal_size().columns, 25)
    return page


def look(page: Console, precision: int = 2, full: bool = False, top: int | None = None) -> Look:
    """How a view is to look on this terminal."""
    from attnx.views.look import Look

    colour = page.color_system is not None and not page.no_color
    return Look(SAY, page.width, precision, full, colour, top)


def laid_out(page: Console, parts: Iterable[Part], how: Look) -> Iterator[Segment]:
    """Everything as runs of letters of one style, line after line."""
    from rich.segment import Segment
    from rich.text import Text

    from attnx.views.draw.terminal.drawn import drawn
    from attnx.views.draw.wrap import wrap

    folded = (wrap(part, page.width) if isinstance(part, Text) else part for part in drawn(parts, how))
    return iter(Segment.simplify(segment for part in folded for segment in page.render(part)))


def render(page: Console, parts: Iterable[Part], how: Look) -> str:
    """Everything as the terminal is to show it; without styles, lines end where their text ends."""
    from rich.segment import Segments

    screen, paper = page.file, StringIO()
    page.file = paper  # nothing reaches the screen before all of it is there
    try:
        page.print(Segments(settle(laid_out(page, parts, how))), end="")
    finally:
        page.file = screen
    text = paper.getvalue()
    return text if page.color_system else "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def settle(segments: Iterable[Segment]) -> Iterator[Segment]:
    """The same picture, with the spaces before a word given to the run before it where they look alike there.

    What turns terminal output into a picture often drops the leading spaces of a run.
    """
    from rich.segment import Segment

    before: Segment | None = None
    for segment in segments:
        text = segment.text.lstrip(" ")
        spaces = len(segment.text) - len(text)
        backs = [one.style.bgcolor for one in (before, segment) if one is not None and one.style is not None]
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


def print_parts(page: Console, parts: Iterable[Part], how: Look) -> None:
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    emit(render(page, parts, how).encode(encoding, "replace"))
