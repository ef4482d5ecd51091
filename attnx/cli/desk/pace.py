"""Scene after scene, and between two: until Enter, for some seconds, or not at all."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from itertools import chain
from typing import TYPE_CHECKING

from attnx.cli.desk.output import Output
from attnx.cli.words import SAY

if TYPE_CHECKING:
    from attnx.views.look import Look
    from attnx.views.parts import Part

    Scenes = Callable[[Look], Iterable[Iterable[Part]]]


def play(scenes: Scenes, output: Output, pace: float | None, by_hand: bool = False) -> None:
    """Prints the scenes at this pace; by hand each waits for Enter on a terminal. A file has all of them at once."""
    if output.out is not None:
        output.show(lambda look: chain.from_iterable(scenes(look)))
        return
    from attnx.cli.desk.terminal import print_parts

    terminal = output.terminal()
    look = output.look(terminal)
    for place, scene in enumerate(scenes(look)):
        if place:
            wait(pace, by_hand and terminal.is_terminal)
        print_parts(terminal, scene, look)


def wait(pace: float | None, terminal: bool) -> None:
    """Until Enter on a terminal, so many seconds where a pace was given, and not at all in a pipe."""
    if pace is not None:
        time.sleep(pace)
    elif terminal and sys.stdin is not None and sys.stdin.isatty():
        try:
            input(SAY("tour_enter"))
        except EOFError:
            print()
