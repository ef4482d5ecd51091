"""Keys, one at a time, as they are pressed and without Enter."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# What a terminal sends, and a console of Windows: arrows and pages are sequences of signs.
BACK = ("b", "\x7f", "\x08", "\x1b[D", "\x1b[A", "\x1b[5~", "\xe0K", "\xe0H")
FORWARD = ("\r", "\n", " ", "\x1b[C", "\x1b[B", "\x1b[6~", "\xe0M", "\xe0P")
QUIT = ("q", "\x1b", "\x04", "\x03", "")  # the last is the end of input

TOGETHER = 0.05  # seconds in which a sequence of signs has come


def at_a_terminal() -> bool:
    """Whether there is somebody to press a key."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


@contextmanager
def keys() -> Iterator[Callable[[], str]]:
    """What reads the next key; the terminal is as it was once this is left."""
    if sys.platform == "win32":
        import msvcrt

        def pressed() -> str:
            key = msvcrt.getwch()
            return key + msvcrt.getwch() if key in ("\x00", "\xe0") else key

        yield pressed
    else:
        import termios
        import tty

        terminal = sys.stdin.fileno()
        before = termios.tcgetattr(terminal)
        tty.setcbreak(terminal, termios.TCSADRAIN)  # Ctrl-C goes on to interrupt
        try:
            yield lambda: read_from(terminal)
        finally:
            termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def read_from(terminal: int) -> str:
    """One letter, or all of the sequence that begins with Escape, which comes at once."""
    from select import select

    key = os.read(terminal, 1)
    if key == b"\x1b" and select([terminal], [], [], TOGETHER)[0]:
        key += os.read(terminal, 8)
    return key.decode(errors="replace")
