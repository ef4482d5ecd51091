"""From a file of matrices, as in homework, to arrays by name: JSON, .npz or .safetensors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from attnx.errors import InputError, Phrase, UnsoundError, reason_of
from attnx.inputs.around import plain
from attnx.inputs.whole import read_whole

MATRICES = ("x", "wq", "wk", "wv", "wo", "bq", "bk", "bv", "bo", "q", "k", "v", "mask")
SETTINGS = ("heads", "scale", "causal", "labels", "key_labels", "arrangement", "norm", "eps")
# What belongs to a part of a block, by the names that books and libraries have for it; a file may name the part too.
NORM: dict[str, tuple[str, ...]] = {"gain": ("gain", "gamma", "weight"), "shift": ("shift", "beta", "bias")}
PARTS: dict[str, dict[str, tuple[str, ...]]] = {
    "attention_norm": NORM,
    "mlp_norm": NORM,
    "attention_inner_norm": NORM,
    "mlp_inner_norm": NORM,
    "mlp": {
        "W_up": ("wup", "w1"),
        "b_up": ("bup", "b1"),
        "W_gate": ("wgate",),
        "b_gate": ("bgate",),
        "W_down": ("wdown", "w2"),
        "b_down": ("bdown", "b2"),
        "activation": ("activation",),
    },
}
HOMES = {
    "attention_norm": ("attentionnorm", "norm1", "ln1", "layernorm1"),
    "mlp_norm": ("mlpnorm", "norm2", "ln2", "layernorm2"),
    "attention_inner_norm": ("attentioninnernorm", "innernorm1", "norm1inner"),
    "mlp_inner_norm": ("mlpinnernorm", "innernorm2", "norm2inner"),
    "mlp": ("mlp", "ffn"),
}
# How the numbers of a norm are called where no part of a block is named: gain1, inner_gain1.
NUMBERED = {
    "attention_norm": "{}1",
    "mlp_norm": "{}2",
    "attention_inner_norm": "inner{}1",
    "mlp_inner_norm": "inner{}2",
}
IN_SHORT = ("gain1", "shift1", "gain2", "shift2", "inner_gain1", "inner_gain2", *PARTS["mlp"])  # how they are told
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
    for spelling, value in flat(readers[ending](data, source)):
        name, part = name_of(spelling)
        home = values if part is None else values.setdefault(name, {})
        if (part or name) in home:
            raise InputError("matrices_twice", source=source, name=name if part is None else f"{name}.{part}")
        home[part or name] = setting(value) if (part or name) in (*SETTINGS, "activation") else matrix(spelling, value)
    return values


def flat(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The values by name; what stands in the object of a part has the name of that before its own."""
    homes = {"attention", *(home for spellings in HOMES.values() for home in spellings)}
    for name, value in values.items():
        if isinstance(value, Mapping) and plain(name) in homes:
            yield from ((f"{name}.{part}", inner) for part, inner in value.items())
        else:
            yield name, value


def names() -> dict[str, tuple[str, str | None]]:
    """What attend calls each thing, and the part of it, by every plain spelling."""
    known: dict[str, tuple[str, str | None]] = {plain(name): (name, None) for name in (*MATRICES, *SETTINGS)}
    known |= {f"attention{name}": (name, None) for name in MATRICES if name[0] in "wb"}
    for home, parts in PARTS.items():
        for part, spellings in parts.items():
            for spelling in spellings:
                known |= {begin + spelling: (home, part) for begin in HOMES[home]}
                if home == "mlp":
                    known[spelling] = home, part
                elif spelling not in ("weight", "bias"):
                    known[NUMBERED[home].format(spelling)] = home, part
    return known


def name_of(spelling: str) -> tuple[str, str | None]:
    """What attend calls what a file calls X, W_Q, gamma1 or mlp.W_1. Raises InputError for what it does not know."""
    found = names().get(plain(spelling))
    if found is None:
        raise InputError("matrices_unknown", name=spelling, choices=", ".join((*MATRICES, *SETTINGS, *IN_SHORT)))
    return found


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
        with_null = array.dtype == object and plain(name) == "mask"
        if with_null and not any(isinstance(cell, bool | str) for cell in array.flat):
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


def setting(value: object) -> object:
    """A setting stored as an array of one number, or of strings, as a plain Python value."""
    return value.tolist() if isinstance(value, np.ndarray) else value
