"""Scene after scene, and between two: until Enter, for some seconds, or not at all."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from attnx.cli.output import print_parts
from attnx.cli.words import SAY

if TYPE_CHECKING:
    from rich.console import Console

    from attnx.views.look import Look
    from attnx.views.parts import Part


def play(
    scenes: Iterable[Iterable[Part]], page: Console, how: Look, pace: float | None, terminal: bool = False
) -> None:
    """Prints the scenes at this pace; on a terminal each waits for Enter."""
    for place, scene in enumerate(scenes):
        if place:
            wait(pace, terminal)
        print_parts(page, scene, how)


def wait(pace: float | None, terminal: bool) -> None:
    """Until Enter on a terminal, so many seconds where a pace was given, and not at all in a pipe."""
    if pace is not None:
        time.sleep(pace)
    elif terminal and sys.stdin is not None and sys.stdin.isatty():
        try:
            input(SAY("tour_enter"))
        except EOFError:
            print()
