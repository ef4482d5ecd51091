"""From a file of matrices, as in homework, to arrays by name: JSON, .npz or .safetensors."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from attnx.errors import InputError, Phrase, UnsoundError, reason_of

MATRICES = ("x", "wq", "wk", "wv", "q", "k", "v", "mask")
SETTINGS = ("heads", "scale", "labels", "key_labels")
FORMATS = (".json", ".npz", ".safetensors")


def read_matrices(path: Path) -> dict[str, Any]:
    """The keyword arguments of `attnx.attend` that a file holds, by name.

    Raises InputError where the file cannot be read, is damaged, or holds a name that attend does not know.
    """
    readers = {".json": read_json, ".npz": read_npz, ".safetensors": read_safetensors}
    if path.suffix.lower() not in readers:
        raise InputError("matrices_form", path=path, choices=", ".join(FORMATS))
    try:
        values = readers[path.suffix.lower()](path)
    except OSError as error:
        raise InputError("unreadable", path=path, reason=error.strerror or error) from error
    for name in values:
        if name not in MATRICES + SETTINGS:
            raise InputError("matrices_unknown", name=name, choices=", ".join(MATRICES + SETTINGS))
    return plain_settings(values)


def read_json(path: Path) -> dict[str, Any]:
    try:
        values = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        place = Phrase("not_json", line=error.lineno, column=error.colno)
        raise InputError("matrices_damaged", path=path, kind="JSON", reason=place) from error
    if not isinstance(values, dict):
        raise InputError("matrices_damaged", path=path, kind="JSON", reason=Phrase("not_matrices"))
    return {name: matrix(name, value) if name in MATRICES else value for name, value in values.items()}


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


def read_npz(path: Path) -> dict[str, Any]:
    data = BytesIO(path.read_bytes())
    try:
        arrays = np.load(data, allow_pickle=False)
        if isinstance(arrays, np.ndarray):
            raise UnsoundError("no_name")
        return dict(arrays)
    except Exception as error:  # numpy, zipfile and zlib each raise kinds of their own
        raise InputError("matrices_damaged", path=path, kind=".npz", reason=reason_of(error, "NumPy")) from error


def read_safetensors(path: Path) -> dict[str, Any]:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        return dict(load(path.read_bytes()))
    except SafetensorError as error:
        raise InputError(
            "matrices_damaged", path=path, kind="safetensors", reason=reason_of(error, "safetensors")
        ) from error
    except KeyError as error:  # a dtype that NumPy does not have
        expected = Phrase("floats_or_whole")
        raise InputError("tensor_dtype", name=path, found=error.args[0], expected=expected) from error


def plain_settings(values: Mapping[str, Any]) -> dict[str, Any]:
    """Settings stored as arrays of one number, or of strings, as plain Python values."""
    return {
        name: value.tolist() if name in SETTINGS and isinstance(value, np.ndarray) else value
        for name, value in values.items()
    }
