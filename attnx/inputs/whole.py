"""A file read as a whole, where it is one and not larger than anything it can be."""

from __future__ import annotations

import os
from pathlib import Path

from attnx.errors import InputError, Phrase, reason_of_system

OF_A_TRACE = 8 * 2**30  # bytes: every number of a long text in a large model
OF_A_MODEL = 2**30  # a config, a tokenizer, an index: the largest tokenizers have 40 MB


def read_whole(path: Path, most: int = OF_A_TRACE) -> bytes:
    """The bytes of a file. Raises InputError where it cannot be read, or has more than `most`: a sparse file can."""
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > most:
                raise InputError("unreadable", path=path, reason=Phrase("too_large", size=size, most=most))
            return file.read()
    except OSError as error:
        raise InputError("unreadable", path=path, reason=reason_of_system(error)) from error


def read_part(path: Path) -> bytes:
    """The bytes of a file of a model, which is no pipe that would be waited for. Raises InputError."""
    if path.exists() and not path.is_file():
        raise InputError("unreadable", path=path, reason=Phrase("not_a_file"))
    return read_whole(path, OF_A_MODEL)
