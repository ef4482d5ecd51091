"""From a file of matrices, as in homework, to arrays by name: JSON, .npz or .safetensors."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from attnx.errors import InputError, Phrase, UnsoundError, reason_of
from attnx.inputs.whole import read_whole

MATRICES = ("x", "wq", "wk", "wv", "wo", "q", "k", "v", "mask")
SETTINGS = ("heads", "scale", "labels", "key_labels")
FORMATS = (".json", ".npz", ".safetensors")


def read_matrices(path: Path) -> dict[str, Any]:
    """The keyword arguments of `attnx.attend` that a file holds, by name.

    Raises InputError where the file cannot be read, is damaged, or holds a name that attend does not know.
    """
    ending = path.suffix.lower()
    if ending not in FORMATS:
        raise InputError("matrices_form", path=path, choices=", ".join(FORMATS))
    return matrices_of(read_whole(path), path, ending)


def matrices_of(data: bytes, source: object, ending: str = ".json") -> dict[str, Any]:
    """The same of the bytes of a file that is called `source` and would end like this. Raises InputError."""
    readers = {".json": read_json, ".npz": read_npz, ".safetensors": read_safetensors}
    values: dict[str, Any] = {}
    for spelling, value in readers[ending](data, source).items():
        name = name_of(spelling)
        if name in values:
            raise InputError("matrices_twice", source=source, name=name)
        values[name] = value
    return plain_settings({name: matrix(name, value) if name in MATRICES else value for name, value in values.items()})


def name_of(spelling: str) -> str:
    """What attend calls what a file calls X, W_Q or WQ. Raises InputError for what it does not know."""
    for name in (spelling, spelling.lower(), spelling.lower().replace("_", "")):
        if name in MATRICES + SETTINGS:
            return name
    raise InputError("matrices_unknown", name=spelling, choices=", ".join(MATRICES + SETTINGS))


def read_json(data: bytes, source: object) -> dict[str, Any]:
    try:
        values = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        place = Phrase("not_json", line=error.lineno, column=error.colno)
        raise InputError("matrices_damaged", path=source, kind="JSON", reason=place) from error
    if not isinstance(values, dict):
        raise InputError("matrices_damaged", path=source, kind="JSON", reason=Phrase("not_matrices"))
    return values


def matrix(name: str, value: object) -> np.ndarray:
    """Nested lists as an array; in a mask, null means −∞. Raises InputError where they are not rectangular."""
    try:
        array = np.array(value)
        if array.dtype == object and name == "mask" and not any(isinstance(cell, bool | str) for cell in array.flat):
            array = array.astype(np.float64)  # null becomes NaN here
            array[np.isnan(array)] = -np.inf
    except (ValueError, TypeError) as error:
        raise InputError("matrix_numbers", name=name) from error
    return array


def read_npz(data: bytes, source: object) -> dict[str, Any]:
    try:
        arrays = np.load(BytesIO(data), allow_pickle=False)
        if isinstance(arrays, np.ndarray):
            raise UnsoundError("no_name")
        return dict(arrays)
    except Exception as error:  # numpy, zipfile and zlib each raise kinds of their own
        raise InputError("matrices_damaged", path=source, kind=".npz", reason=reason_of(error, "NumPy")) from error


def read_safetensors(data: bytes, source: object) -> dict[str, Any]:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        return dict(load(data))
    except SafetensorError as error:
        raise InputError(
            "matrices_damaged", path=source, kind="safetensors", reason=reason_of(error, "safetensors")
        ) from error
    except KeyError as error:  # a dtype that NumPy does not have
        expected = Phrase("floats_or_whole")
        raise InputError("tensor_dtype", name=source, found=error.args[0], expected=expected) from error


def plain_settings(values: Mapping[str, Any]) -> dict[str, Any]:
    """Settings stored as arrays of one number, or of strings, as plain Python values."""
    return {
        name: value.tolist() if name in SETTINGS and isinstance(value, np.ndarray) else value
        for name, value in values.items()
    }
