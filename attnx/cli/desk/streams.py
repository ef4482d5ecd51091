"""Standard output and standard error: the whole result to the one, a line at a time to the other."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from attnx.cli.words import COLOR, SAY
from attnx.errors import OutputError, reason_of_system


def emit(data: bytes) -> None:
    """Writes the whole result to stdout at once. Raises OutputError where it does not go there."""
    if sys.stdout is None:  # started with stdout closed
        raise OutputError("cannot_print", reason=SAY("closed"))
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError as error:
        silence(sys.stdout)
        raise OutputError("cannot_print", reason=reason_of_system(error)) from error


def coloured() -> bool:
    """Whether stdout takes colours: as was asked for, or as Rich finds it, which is not loaded for this."""
    if COLOR != "auto":
        return COLOR == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") in ("dumb", "unknown"):
        return False
    terminal = sys.stdout is not None and sys.stdout.isatty() and os.name == "posix"
    return terminal or bool(os.environ.get("FORCE_COLOR"))


def tell(text: str) -> None:
    """One line on stderr; where stderr takes none, there is nobody to tell."""
    from attnx.views.visible import visible

    if sys.stderr is None:  # which, to print, would be stdout
        return
    try:
        print(visible(text), file=sys.stderr, flush=True)
    except OSError:
        silence(sys.stderr)


def silence(stream: TextIO) -> None:
    """What could not be written must not be tried again when Python exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
