"""What is asked of the tokenizers library, so that nothing but an error of attnx comes of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attnx.errors import AttnxError, CheckpointError, reason_of

STDERR = 2


@contextmanager
def guarded(path: Path | str) -> Iterator[None]:
    """Raises CheckpointError where the library fails within, as it raises bare Exception, or panics.

    It panics where a pattern of the file is tried too often at one place of a text: its engine, Oniguruma, then gives
    up, so that a pattern that explodes takes a fraction of a second and not for ever.
    """
    try:
        with unheard():
            yield
    except AttnxError:
        raise
    except Exception as error:
        raise CheckpointError("bad_tokenizer", path=path, reason=reason_of(error, "tokenizers")) from error
    except BaseException as panic:
        if type(panic).__name__ != "PanicException":  # which no module exports
            raise
        raise CheckpointError("bad_tokenizer", path=path, reason=str(panic)) from None


@contextmanager
def unheard() -> Iterator[None]:
    """Within it nothing written to stderr is seen: a panic of Rust is told there before it is raised."""
    try:
        kept = os.dup(STDERR)
    except OSError:  # which is closed
        yield
        return
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)  # not as a file of Python's: a scan is here once a sentence
        os.dup2(nowhere, STDERR)
        os.close(nowhere)
        yield
    finally:
        os.dup2(kept, STDERR)
        os.close(kept)
