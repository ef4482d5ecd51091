"""Between two scenes: until Enter, for some seconds, or not at all."""

from __future__ import annotations

import sys
import time

from attnx.cli.words import SAY


def wait(pace: float | None, terminal: bool) -> None:
    """Until Enter on a terminal, so many seconds where a pace was given, and not at all in a pipe."""
    if pace is not None:
        time.sleep(pace)
    elif terminal and sys.stdin is not None and sys.stdin.isatty():
        try:
            input(SAY("tour_enter"))
        except EOFError:
            print()
