"""attnx attend: attention over matrices from a file, in every form they may have."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file

from tests.cli.processes import document, numbers, printed, refused, rows_below, story, titles
from tests.conftest import Run

Q = [[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]]
K = [[1.0, 0.0], [0.0, 1.0]]
V = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "homework.json"


def write(file: Path, **matrices: Any) -> str:
    """Writes matrices in the form that the file's ending asks for, and returns its name."""
    if file.suffix == ".json":
        plain = {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in matrices.items()}
        file.write_text(json.dumps(plain))
    elif file.suffix == ".npz":
        np.savez(file, **matrices)
    else:
        save_file({name: np.asarray(value, dtype=np.float32) for name, value in matrices.items()}, file)
    return str(file)


def attention(document: Any) -> Any:
    ((one,),) = [layer["attention"] for layer in document["layers"]]
    return one


def softmax(x: np.ndarray) -> np.ndarray:
    exp = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(exp / exp.sum(axis=-1, keepdims=True))


def test_rectangular_matrices(run: Run, file: Path) -> None:
    name = write(file, q=Q, k=K, v=V)
    found = attention(document(run("attend", name, "--json")))
    scores = np.array(Q) @ np.array(K).T
    weights = softmax(scores / np.sqrt(2))
    for array, expected in (("scores", scores), ("scaled", scores / np.sqrt(2)), ("weights", weights)):
        assert np.array(found[array]["data"]) == pytest.approx(expected[None], abs=1e-6)
        assert found[array]["axes"] == ["head", "query", "key"]
    assert np.array(found["z"]["data"]) == pytest.approx((weights @ np.array(V))[None], abs=1e-6)
    assert (found["kind"], found["pattern"]) == ("cross", "bidirectional")
    text = printed(run("attend", name))
    assert text.startswith("homework.json")
    assert titles(text)[:6] == ["1 tokens", "2 Q, K, V", "3 scores", "4 scaled", "5 weights", "6 z"]
    assert "▸ “q1” reads from “k1”: 0.80" in text
    assert "“q0” reads from “k0”: 0.67" in text  # of the same number, and another token all the same
    assert "itself" not in text
    assert numbers(rows_below(text, "3 scores")["1"])[:2] == [0.0, 2.0]
    assert numbers(rows_below(text, "6 z")["0"]) == pytest.approx((weights @ np.array(V))[0], abs=0.0051)
    assert "were given" in text


def test_the_three_forms_say_the_same(quick: Run, tmp_path: Path) -> None:
    once, *others = [
        printed(quick("attend", write(tmp_path / f"m{ending}", q=np.array(Q), k=np.array(K), v=np.array(V))))
        for ending in (".json", ".npz", ".safetensors")
    ]
    for other, ending in zip(others, (".npz", ".safetensors"), strict=True):
        assert other.replace(f"m{ending}", "m.json").split() == once.split()  # names are not equally long
    assert "0 q0" in once
    assert "1 k1" in once


def test_projections(quick: Run, file: Path) -> None:
    random = np.random.default_rng(3)
    x, wq, wk, wv = random.normal(size=(4, 6)), *random.normal(size=(3, 6, 4))
    found = attention(document(quick("attend", write(file, x=x, wq=wq, wk=wk, wv=wv, heads=2), "--json")))
    for head in (0, 1):
        part = slice(2 * head, 2 * head + 2)
        q, k, v = (x @ w[:, part] for w in (wq, wk, wv))
        weights = softmax(q @ k.T / np.sqrt(2))
        assert np.array(found["q"]["data"][head]) == pytest.approx(q, abs=1e-5)
        assert np.array(found["weights"]["data"][head]) == pytest.approx(weights, abs=1e-5)
        assert np.array(found["z"]["data"][head]) == pytest.approx(weights @ v, abs=1e-5)
    assert np.array(found["x"]["data"]) == pytest.approx(x, abs=1e-6)
    by_head = {name: w.reshape(6, 2, 2).swapaxes(0, 1) for name, w in (("wq", wq), ("wk", wk), ("wv", wv))}
    again = attention(document(quick("attend", write(file, x=x, **by_head), "--json")))
    assert again["weights"] == found["weights"]
    text = printed(quick("attend", str(file)))
    assert "Q = x·W_Q" in text
    assert "2 x, as it was given" in text and "4 × 6" in text


def test_grouped_heads(quick: Run, file: Path) -> None:
    random = np.random.default_rng(4)
    q, k, v = random.normal(size=(4, 3, 2)), random.normal(size=(2, 5, 2)), random.normal(size=(2, 5, 3))
    found = document(quick("attend", write(file, q=q, k=k, v=v), "--json"))
    assert (found["model"]["n_heads"], found["model"]["n_kv_heads"]) == (4, 2)
    weights = np.array(attention(found)["weights"]["data"])
    for head in range(4):
        assert weights[head] == pytest.approx(softmax(q[head] @ k[head // 2].T / np.sqrt(2)), abs=1e-5)
    part = printed(quick("attend", str(file), "--head", "3", "--steps", "k", "--precision", "5"))
    assert numbers(rows_below(part, "2 Q, K, V  K")["0"]) == pytest.approx(k[1][0], abs=1e-5)


def test_masks(quick: Run, file: Path) -> None:
    may = [[True, False], [True, True], [False, False]]
    found = attention(document(quick("attend", write(file, q=Q, k=K, v=V, mask=may), "--json")))
    assert found["masked"]["data"][0][0][1] is None
    assert found["masked"]["data"][0][2] == [None, None]
    assert found["weights"]["data"][0][0] == [1.0, 0.0]
    assert found["weights"]["data"][0][2] == [0.0, 0.0]
    assert found["mask"]["data"] == may
    masked = printed(quick("attend", str(file), "--steps", "masked"))
    assert rows_below(masked, "5 masked")["2"] == ["−∞", "−∞"]
    assert "“q2” may look nowhere" in printed(quick("attend", str(file), "--focus", "q2", "--brief"))
    added = [[0, None], [-1.5, 0], [2, 0.5]]
    again = attention(document(quick("attend", write(file, q=Q, k=K, v=V, mask=added), "--json")))
    expected = np.array(Q) @ np.array(K).T / np.sqrt(2) + np.array([[0, -np.inf], [-1.5, 0], [2, 0.5]])
    assert np.array(again["weights"]["data"][0]) == pytest.approx(softmax(expected), abs=1e-6)
    refused(quick("attend", write(file, q=Q, k=K, v=V, mask=[[1, 0], [1, 1], [1, 1]])), 1, "mask", "true for may look")


def test_causal_scale_and_labels(quick: Run, file: Path) -> None:
    name = write(file, q=Q, k=Q, v=Q, scale=3, labels=["我", "爱", "你, 你"])
    found = document(quick("attend", name, "--causal", "--json"))
    scaled = np.array(Q) @ np.array(Q).T * 3
    hidden = ~np.tri(3, dtype=bool)
    assert np.array(attention(found)["scaled"]["data"][0]) == pytest.approx(scaled, abs=1e-6)
    assert [[value is None for value in row] for row in attention(found)["masked"]["data"][0]] == hidden.tolist()
    assert attention(found)["pattern"] == "causal"
    assert [token["text"] for token in found["tokens"]] == ["我", "爱", "你, 你"]
    for wanted, row, column in (("你, 你,我", 2, 0), ("爱,你, 你", 1, 2)):
        title = story(printed(quick("attend", name, "--cell", wanted))).partition("\n")[0]
        assert f"row {row}" in title
        assert f"column {column}" in title
    assert "token 1)" in story(printed(quick("attend", name, "--focus", "爱")))
    refused(quick("attend", name, "--focus", "恨"), 2, "0 我", "1 爱")
    assert titles(printed(quick("attend", name, "--causal", "--steps", "masked"))) == ["5 masked"]


def test_a_scale_of_zero_makes_all_keys_alike(quick: Run, file: Path) -> None:
    name = write(file, q=Q, k=K, v=V, scale=0)
    assert attention(document(quick("attend", name, "--json")))["weights"]["data"] == [[[0.5, 0.5]] * 3]
    for options in ((), ("--focus", "0"), ("--cell", "0,0")):
        assert "0.50" in printed(quick("attend", name, *options))


def test_heads_that_were_chosen(quick: Run, file: Path) -> None:
    q = np.random.default_rng(2).normal(size=(3, 4, 2))
    name = write(file, q=q, k=q, v=q)
    assert attention(document(quick("attend", name, "--json", "--head", "0,2")))["heads"] == [0, 2]
    assert "mean of 3 heads" in printed(quick("attend", name, "--head", "mean"))
    refused(quick("attend", name, "--head", "3"), 2, "head 3", "0, 1, 2")
    refused(quick("attend", name, "--layer", "1"), 2, "layer 1", "0")


@pytest.mark.parametrize(
    ("matrices", "words"),
    [
        ({"q": [[1, 2]], "k": [[1, 2, 3]], "v": [[1]]}, ["k has shape (1, 3)", "(1, 2)"]),
        ({"q": [[1, 2]], "k": [[1, 2]], "v": [[1], [2]]}, ["v has shape (2, 1)", "(1, 1)"]),
        ({"q": [1, 2], "k": [[1, 2]], "v": [[1]]}, ["q has shape (2,)", "(rows, d)"]),
        ({"q": [[1, 2]], "k": [[1, 2]], "v": [[1]], "mask": [[True, False]]}, ["mask has shape (1, 2)", "(1, 1)"]),
        ({"q": [[[1, 2]]] * 3, "k": [[[1, 2]]] * 2, "v": [[[1, 2]]] * 2}, ["k has shape (2, 1, 2)", "(3, 1, 2)"]),
        ({"x": [[1, 2]], "wq": [[1]], "wk": [[1], [2]], "wv": [[1], [2]]}, ["wq has shape (1, 1)", "(2, 1)"]),
        ({"x": [1, 2], "wq": [[1]], "wk": [[1]], "wv": [[1]]}, ["x has shape (2,)", "(token, d_model)"]),
        ({"q": [[1, 2, 3]], "k": [[1, 2, 3]], "v": [[1]], "heads": 2}, ["q is 3 wide", "2 heads"]),
        ({"q": [[1]], "k": [[1]], "v": [[1]], "heads": 0}, ["heads", "whole number above 0"]),
        ({"q": [[1]], "k": [[1]], "v": [[1]], "scale": "big"}, ["scale", "a number", "big"]),
        ({"q": [[1]], "k": [[1]], "v": [[1]], "labels": ["a", "b"]}, ["2 labels", "1 rows"]),
        ({"q": [[1]], "k": [[1]], "v": [[1]], "labels": "a"}, ["labels", "list of texts"]),
        ({"q": [[1]], "k": [[1]]}, ["no v", "q, k and v"]),
        ({"x": [[1]], "wq": [[1]], "wk": [[1]]}, ["no wv", "x, wq, wk and wv"]),
        ({"x": [[1]], "q": [[1]], "k": [[1]], "v": [[1]]}, ["both x and q"]),
        ({}, ["q, k and v"]),
        ({"q": [[1]], "k": [[1]], "v": [[1]], "w": [[1]]}, ["w is not", "wq", "labels"]),
        ({"q": [[1, 2], [3]], "k": [[1]], "v": [[1]]}, ["q is not a rectangular array"]),
        ({"q": [["a"]], "k": [[1]], "v": [[1]]}, ["q is not", "numbers"]),
        ({"q": [[None]], "k": [[1]], "v": [[1]]}, ["q is not", "numbers"]),
        ({"q": [[1e39]], "k": [[1]], "v": [[1]]}, ["q is not", "finite"]),
        ({"q": [], "k": [[1]], "v": [[1]]}, ["q is not"]),
        ({"q": [[3e38]], "k": [[3e38]], "v": [[1]]}, ["homework.json", "float32"]),
    ],
    ids=lambda value: str(value)[:60] if isinstance(value, dict) else None,
)
def test_what_does_not_fit_is_answered_with_what_would(
    quick: Run, file: Path, matrices: dict[str, Any], words: list[str]
) -> None:
    refused(quick("attend", write(file, **matrices)), 1, *words)


def test_files_that_are_no_matrices(quick: Run, tmp_path: Path) -> None:
    for name, data, words in (
        ("m.json", b"", ["m.json", "JSON"]),
        ("m.json", b"[[1]]", ["m.json", "object of matrices by name"]),
        ("m.npz", b"PK\x03\x04 not really", ["m.npz", ".npz"]),
        ("m.npz", b"", ["m.npz", ".npz"]),
        ("m.safetensors", b"\x08\0\0\0\0\0\0\0{}", ["m.safetensors", "safetensors"]),
        ("m.txt", b"1 2 3", ["m.txt", ".json, .npz, .safetensors"]),
        ("m", b"1 2 3", [".json, .npz, .safetensors"]),
    ):
        (tmp_path / name).write_bytes(data)
        refused(quick("attend", str(tmp_path / name)), 1, *words)
    (tmp_path / "d.json").mkdir()
    refused(quick("attend", str(tmp_path / "d.json")), 1, "d.json", "directory")
    np.save(tmp_path / "one.npy", np.ones(3))
    (tmp_path / "one.npy").rename(tmp_path / "one.npz")
    refused(quick("attend", str(tmp_path / "one.npz")), 1, "single array")


def test_a_pickle_in_an_npz_is_not_opened(quick: Run, tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return Path.touch, (tmp_path / "opened",)

    np.savez(tmp_path / "m.npz", q=np.array([Trap()], dtype=object))
    refused(quick("attend", str(tmp_path / "m.npz")), 1, "m.npz")
    assert not (tmp_path / "opened").exists()


PROJECTED = {
    "X": [[1, 0], [0, 2]],
    "W_Q": [[1, 0], [0, 1]],
    "wk": [[1, 1], [0, 1]],
    "WV": [[1], [3]],
    "W_O": [[2, 1]],
}


def test_matrices_come_from_standard_input(quick: Run, tmp_path: Path) -> None:
    file = tmp_path / "homework.json"
    file.write_text(json.dumps(PROJECTED))
    of_file, piped = quick("attend", str(file), "--json"), quick("attend", "-", "--json", stdin=file.read_bytes())
    read = [json.loads(done.stdout) for done in (of_file, piped)]
    assert read[0]["layers"] == read[1]["layers"]
    assert [document["model"]["name"] for document in read] == ["homework.json", "standard input"]
    assert printed(quick("attend", "-", "--lang", "zh", stdin=file.read_bytes())).startswith("标准输入")
    refused(quick("attend", "-", stdin=b"{"), 1, "standard input is not a sound JSON file")


def test_matrices_are_called_as_in_the_book(quick: Run) -> None:
    plain = {"x": PROJECTED["X"], "wq": PROJECTED["W_Q"], "wk": PROJECTED["wk"], "wv": PROJECTED["WV"]}
    plain |= {"wo": PROJECTED["W_O"]}
    named, called = (quick("attend", "-", "--json", stdin=json.dumps(each).encode()) for each in (plain, PROJECTED))
    assert named.returncode == 0
    assert named.stdout == called.stdout
    joined = printed(quick("attend", "-", "--steps", "z,out", stdin=json.dumps(plain).encode()))
    rows = [numbers(row) for row in rows_below(joined, "6 z").values()]  # z, and beside it what it is joined to
    assert len(rows) == 2
    assert all(out == [2 * z, z] for z, *out in rows)


def test_a_page_of_matrices(quick: Run, tmp_path: Path) -> None:
    page = tmp_path / "homework.html"
    done = quick("attend", "-", "--html", str(page), "--lang", "zh", stdin=json.dumps(PROJECTED).encode())
    assert (done.returncode, done.stdout) == (0, b"")
    assert f"{page}".encode() in done.stderr
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    refused(quick("attend", "-", "--html", str(page), "--json", stdin=b"{}"), 2, "--html", "--json")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_matrix_that_is_there_twice_is_refused(quick: Run, language: str) -> None:
    twice = json.dumps(PROJECTED | {"wq": [[1, 0], [0, 1]]}).encode()
    refused(quick("attend", "-", "--lang", language, stdin=twice), 1, "wq")
    refused(quick("attend", "-", "--lang", language, stdin=b'{"W_X": [[1]]}'), 1, "W_X")
