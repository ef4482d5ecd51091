"""Files of matrices: the same arrays from JSON, .npz and .safetensors, and what is refused."""

from __future__ import annotations

import json
import math
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file

import attnx
from attnx.errors import InputError
from attnx.inputs.matrices import read_matrices

Q = np.array([[0.5, -1.25], [2.0, 1 / 3]])
K = np.array([[1.0, 0.0], [0.0, 1.0]])
V = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
ARRAYS = {"q": Q, "k": K, "v": V}
KNOWN = (
    "x, wq, wk, wv, wo, bq, bk, bv, bo, q, k, v, mask, heads, scale, causal, labels, key_labels, arrangement, norm, "
    "eps, gain1, shift1, gain2, shift2, inner_gain1, inner_gain2, W_up, b_up, W_gate, b_gate, W_down, b_down, "
    "activation"
)


def write_json(path: Path, values: dict[str, Any]) -> None:
    path.write_text(json.dumps({name: np.asarray(value).tolist() for name, value in values.items()}))


def write_npz(path: Path, values: dict[str, Any]) -> None:
    arrays: dict[str, Any] = {name: np.asarray(value) for name, value in values.items()}
    np.savez(path, **arrays)


def write_safetensors(path: Path, values: dict[str, Any]) -> None:
    save_file({name: np.asarray(value) for name, value in values.items()}, path)


WRITERS: dict[str, Callable[[Path, dict[str, Any]], None]] = {
    ".json": write_json,
    ".npz": write_npz,
    ".safetensors": write_safetensors,
}


def refused(key: str, path: Path) -> str:
    """The words of the InputError that reading raises."""
    with pytest.raises(InputError) as error:
        read_matrices(path)
    assert error.value.key == key
    return str(error.value)


@pytest.mark.parametrize("suffix", [*WRITERS, ".NPZ", ".Json"])
def test_every_format_brings_the_same_attention(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / "lesson"
    given: dict[str, Any] = ARRAYS | {"mask": np.array([[True, False], [True, True]]), "heads": 1, "scale": 0.25}
    WRITERS[suffix.lower()](path, given)
    written = next(tmp_path.iterdir())  # NumPy adds a suffix of its own
    read = read_matrices(written.rename(tmp_path / f"lesson{suffix}"))
    assert read.keys() == given.keys()
    assert all(np.array_equal(read[name], array) for name, array in ARRAYS.items())
    assert (read["mask"].dtype, read["heads"], read["scale"]) == (np.dtype(bool), 1, 0.25)
    here, there = attnx.attend(**given), attnx.attend(**read)
    assert here.model == there.model
    assert np.array_equal(here.array("z"), there.array("z"))


@pytest.mark.parametrize("suffix", [".json", ".npz"])
def test_labels(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"m{suffix}"
    WRITERS[suffix](path, ARRAYS | {"labels": ["我", "cat"], "key_labels": ["le", "chat"]})
    trace = attnx.attend(**read_matrices(path))
    assert [token.text for token in (*trace.tokens, *trace.source)] == ["我", "cat", "le", "chat"]


def test_settings_left_at_null_are_not_given(tmp_path: Path) -> None:
    path = tmp_path / "m.json"
    path.write_text('{"q": [[1]], "k": [[2]], "v": [[3]], "heads": null, "scale": null, "labels": null}')
    assert attnx.attend(**read_matrices(path)).array("z").tolist() == [[[3.0]]]


def test_null_in_a_mask_hides(tmp_path: Path) -> None:
    path = tmp_path / "m.json"
    path.write_text('{"q": [[1], [1]], "k": [[1], [1]], "v": [[1], [2]], "mask": [[0.5, null], [null, null]]}')
    read = read_matrices(path)
    assert read["mask"].tolist() == [[0.5, -math.inf], [-math.inf, -math.inf]]
    assert attnx.attend(**read).array("weights").tolist() == [[[1.0, 0.0], [0.0, 0.0]]]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("q", "[[1, null]]"),
        ("q", "[[1, 2], [3]]"),
        ("q", "null"),
        ("q", '"text"'),
        ("q", '{"a": 1}'),
        ("v", "[]"),
        ("k", "[[true, false]]"),
        ("mask", "[[0, null], [0]]"),
        ("mask", "[[true, null]]"),  # true is not the number 1
        ("mask", '[["0", null]]'),
        ("mask", '[[{"a": 1}, null]]'),
    ],
)
def test_json_that_holds_no_numbers(tmp_path: Path, name: str, value: str) -> None:
    path = tmp_path / "m.json"
    values = {"q": "[[1, 1]]", "k": "[[1, 1], [1, 1]]", "v": "[[1], [1]]"} | {name: value}
    path.write_text("{" + ", ".join(f'"{key}": {one}' for key, one in values.items()) + "}")
    with pytest.raises(InputError) as error:
        attnx.attend(**read_matrices(path))
    assert error.value.key == "matrix_numbers"
    assert str(error.value) == f"{name} is not a rectangular array of finite numbers"


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_name_that_attend_does_not_know(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"m{suffix}"
    WRITERS[suffix](path, ARRAYS | {"keys": K})
    assert refused("matrices_unknown", path) == f"keys is not something attend reads: it knows {KNOWN}"


@pytest.mark.parametrize("name", ["m.csv", "m.npy", "m", "json"])
def test_another_form(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("1,2")
    words = refused("matrices_form", path)
    assert words == f"{path} is not a file of matrices: attnx reads .json, .npz, .safetensors"


@pytest.mark.parametrize("suffix", WRITERS)
def test_no_file_and_a_directory(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"m{suffix}"
    assert refused("unreadable", path) == f"{path} cannot be read: No such file or directory"
    path.mkdir()
    assert refused("unreadable", path) == f"{path} cannot be read: Is a directory"


@pytest.mark.parametrize("text", ["", "{", "[[1, 2]]", "3", '{"q": [[NaN]]}', '{"q": [[1e999]]}', "[" * 2000, "\xff"])
def test_json_that_is_damaged(tmp_path: Path, text: str) -> None:
    path = tmp_path / "m.json"
    path.write_bytes(text.encode("latin-1"))
    assert refused("matrices_damaged", path).startswith(f"{path} is not a sound JSON file (")


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_an_npz_that_is_damaged_anywhere(tmp_path: Path, save: Callable[..., None]) -> None:
    path = tmp_path / "m.npz"
    save(path, **ARRAYS, labels=np.array(["a", "b"]))
    sound, rng = path.read_bytes(), np.random.default_rng(3)
    for _ in range(300):
        damaged = bytearray(sound[: rng.integers(1, len(sound))] if rng.random() < 0.2 else sound)
        for place in rng.integers(0, len(damaged), 3):
            damaged[place] = rng.integers(0, 256)
        path.write_bytes(damaged)
        try:
            read_matrices(path)  # a date or a comment may be damaged without harm
        except InputError as error:
            assert error.key in {"matrices_damaged", "matrices_unknown"}


def test_an_npz_that_is_something_else(tmp_path: Path) -> None:
    path = tmp_path / "m.npz"
    path.write_bytes(b"")
    assert refused("matrices_damaged", path).startswith(f"{path} is not a sound .npz file (")
    np.save(tmp_path / "m.npy", Q)
    (tmp_path / "m.npy").rename(path)
    words = refused("matrices_damaged", path)
    assert words == f"{path} is not a sound .npz file (it is a single array without a name)"


class Trap:
    """Unpickling it would leave a file behind."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


def test_no_pickle_is_opened(tmp_path: Path) -> None:
    path, sprung = tmp_path / "m.npz", tmp_path / "sprung"
    np.savez(path, q=np.array([[Trap(sprung)]], dtype=object), k=K, v=V)
    assert "allow_pickle=False" in refused("matrices_damaged", path)
    path.write_bytes(pickle.dumps(Trap(sprung)))
    refused("matrices_damaged", path)
    assert not sprung.exists()


def test_safetensors_that_are_damaged(tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    save_file(ARRAYS, path)
    sound = path.read_bytes()
    for damaged in (b"", sound[:-1], sound[:20], b"\xff" * 8 + sound[8:], sound.replace(b"F64", b"F99")):
        path.write_bytes(damaged)
        assert refused("matrices_damaged", path).startswith(f"{path} is not a sound safetensors file (")


def test_safetensors_of_a_dtype_numpy_lacks(tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    header = json.dumps({"q": {"dtype": "BF16", "shape": [1, 2], "data_offsets": [0, 4]}}).encode()
    path.write_bytes(len(header).to_bytes(8, "little") + header + bytes(4))
    assert refused("tensor_dtype", path).startswith(f"{path} is stored as BF16: attnx reads ")
