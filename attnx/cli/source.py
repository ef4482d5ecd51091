"""Where a text or a saved trace comes from: an argument, standard input, or a file."""

from __future__ import annotations

import sys
from pathlib import Path

from attnx.errors import InputError, UsageError


def read_text(text: str | None, file: Path | None, default: str | None = None) -> str:
    """The text to explain. Raises UsageError where there is none or two, InputError where it cannot be read."""
    if text is not None and file is not None:
        raise UsageError("two_texts")
    if file is not None:
        return decode(read_bytes(str(file)), str(file))
    if text == "-":
        return decode(read_bytes("-"), "standard input")
    if text is None and default is None:
        raise UsageError("no_text")
    if text is not None and any("\udc80" <= character <= "\udcff" for character in text):
        place = next(i for i, character in enumerate(text) if "\udc80" <= character <= "\udcff")
        raise InputError("not_utf8", source="the text", position=len(text[:place].encode()))
    return text if text is not None else default or ""


def read_bytes(source: str) -> bytes:
    """The bytes of a file, or of standard input for -. Raises InputError."""
    try:
        return sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except OSError as error:
        raise InputError("unreadable", path=source, reason=error.strerror) from error


def decode(data: bytes, source: str) -> str:
    """UTF-8 text without a byte-order mark and without the line break that ends a file."""
    try:
        return data.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise InputError("not_utf8", source=source, position=error.start) from error
