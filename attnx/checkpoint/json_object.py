"""A JSON file that must be an object."""

from __future__ import annotations

from pathlib import Path

import orjson

from attnx.errors import CheckpointError, InputError, Phrase


def read_json_object(path: Path, key: str) -> dict[str, object]:
    """A JSON file that must be an object; otherwise CheckpointError with the sentence of `key`."""
    try:
        values = orjson.loads(path.read_bytes())
    except OSError as error:
        raise InputError("unreadable", path=path, reason=error.strerror) from error
    except orjson.JSONDecodeError as error:
        place = Phrase("not_json", line=error.lineno, column=error.colno)
        raise CheckpointError(key, path=path, reason=place) from error
    if not isinstance(values, dict):
        raise CheckpointError(key, path=path, reason=Phrase("not_object"))
    return values
