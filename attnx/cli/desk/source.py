"""Where a text, a saved trace or many sentences come from: an argument, standard input, or a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from attnx.cli.words import SAY
from attnx.errors import InputError, Phrase, UsageError, reason_of_system
from attnx.inputs.named import picture_named
from attnx.inputs.whole import read_whole

CELLS = 24  # of the bar
LONGEST_LINE = 2**24  # bytes: more than any model reads


def read_text(text: str | None, file: Path | None, default: str | None = None) -> str:
    """The text to explain.

    Raises UsageError where there is none, or two, or a picture, and InputError where it cannot be read.
    """
    if text is not None and file is not None:
        raise UsageError("two_texts")
    if file is not None:
        return decode(read_bytes(str(file)), str(file))
    if text == "-":
        return decode(read_bytes("-"), name_of("-"))
    if text is None and default is None:
        raise UsageError("no_text")
    if text is not None and picture_named(text) is not None:
        raise UsageError("picture_for_text", path=text)
    return default or "" if text is None else as_typed(text, SAY("the_text"))


def as_typed(text: str, source: str) -> str:
    """The same text. Raises InputError where an argument was not UTF-8."""
    for place, character in enumerate(text):
        if "\udc80" <= character <= "\udcff":  # a byte that Python could not read
            raise InputError("not_utf8", source=source, position=len(os.fsencode(text[:place])))
    return text


def name_of(source: str) -> str:
    """What an error calls a file, or standard input for -."""
    return SAY("stdin") if source == "-" else str(Path(source))


def read_bytes(source: str) -> bytes:
    """The bytes of a file, or of standard input for -. Raises InputError."""
    if source == "-" and sys.stdin is None:  # started with stdin closed
        raise InputError("unreadable", path=name_of(source), reason=SAY("closed"))
    if source != "-":
        return read_whole(Path(source))
    try:
        return sys.stdin.buffer.read()
    except OSError as error:
        raise InputError("unreadable", path=name_of(source), reason=reason_of_system(error)) from error


def decode(data: bytes, source: str) -> str:
    """UTF-8 text without a byte-order mark and without the line break that ends a file."""
    try:
        return data.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise InputError("not_utf8", source=source, position=error.start) from error


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """Every line with something in it, and its number. Raises InputError where the file cannot be read, or has none."""
    empty = True
    try:
        with path.open("rb") as file:
            bar = Bar(os.fstat(file.fileno()).st_size)
            read = 0
            try:
                for number, data in enumerate(iter(partial(file.readline, LONGEST_LINE), b""), 1):
                    if len(data) == LONGEST_LINE:
                        reason = Phrase("line_too_long", most=LONGEST_LINE)
                        raise InputError("bad_line", line=number, path=path, reason=reason)
                    text = line_of(data, number, path)
                    if text.strip():
                        empty = False
                        yield number, text
                    read += len(data)
                    bar.show(read)
            finally:
                bar.clear()
    except OSError as error:
        raise InputError("unreadable", path=path, reason=reason_of_system(error)) from error
    if empty:
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
