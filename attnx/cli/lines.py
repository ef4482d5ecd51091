"""The sentences of a file, one a line, as they are needed; how far that is shows on a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from attnx.cli.source import decode
from attnx.errors import InputError

CELLS = 24  # of the bar


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """Every line with something in it, and its number. Raises InputError where the file cannot be read, or has none."""
    found = False
    try:
        with path.open("rb") as file:
            bar = Bar(os.fstat(file.fileno()).st_size)
            read = 0
            try:
                for number, data in enumerate(file, 1):
                    text = line_of(data, number, path)
                    if text.strip():
                        found = True
                        yield number, text
                    read += len(data)
                    bar.show(read)
            finally:
                bar.clear()
    except OSError as error:
        raise InputError("unreadable", path=path, reason=error.strerror) from error
    if not found:
        raise InputError("no_lines", path=path)


def line_of(data: bytes, number: int, path: Path) -> str:
    try:
        return decode(data, str(path))
    except InputError as error:
        raise InputError("bad_line", line=number, path=path, reason=error) from error


class Bar:
    """How much of a file was read, where stderr is a terminal and the size is known."""

    def __init__(self, size: int) -> None:
        self.size = size if sys.stderr is not None and sys.stderr.isatty() else 0
        self.shown = -1

    def show(self, read: int) -> None:
        percent = min(100 * read // self.size, 100) if self.size else self.shown
        if percent != self.shown:
            self.shown = percent
            full = CELLS * percent // 100
            print(f"\r{'█' * full}{'░' * (CELLS - full)} {percent:3} %", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        if self.shown >= 0:
            print(f"\r{' ' * (CELLS + 6)}\r", end="", file=sys.stderr, flush=True)
