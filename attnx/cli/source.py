"""Where a text or a saved trace comes from: an argument, standard input, or a file."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from attnx.cli.words import SAY
from attnx.errors import InputError, UsageError


def read_text(text: str | None, file: Path | None, default: str | None = None) -> str:
    """The text to explain. Raises UsageError where there is none or two, InputError where it cannot be read."""
    if text is not None and file is not None:
        raise UsageError("two_texts")
    if file is not None:
        return decode(read_bytes(str(file)), str(file))
    if text == "-":
        return decode(read_bytes("-"), name_of("-"))
    if text is None and default is None:
        raise UsageError("no_text")
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
    try:
        return sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except OSError as error:
        raise InputError("unreadable", path=name_of(source), reason=error.strerror) from error


def decode(data: bytes, source: str) -> str:
    """UTF-8 text without a byte-order mark and without the line break that ends a file."""
    try:
        return data.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise InputError("not_utf8", source=source, position=error.start) from error
