"""--json: one document, in the shape that was promised, with every bit of every number."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

import attnx
from attnx.schemas import schema
from attnx.trace import ATTENTION_AXES, EMBEDDING_AXES
from tests.cli.processes import MODELS, SENTENCE, document
from tests.conftest import Run

BERT = str(MODELS / "bert-plain")


@cache
def validator() -> Any:
    return jsonschema.Draft202012Validator(schema("trace"))


def arrays(done: Any) -> dict[str, Any]:
    """Every array of a document, by its path."""
    found = {f"embedding.{name}": array for name, array in done.get("embedding", {}).items()}
    for layer in done["layers"]:
        if "residual" in layer:
            found[f"{layer['layer']}.residual"] = layer["residual"]
        for attention in layer["attention"]:
            for name, array in attention.items():
                if isinstance(array, dict):
                    found[f"{layer['layer']}.{name}"] = array
    return found


def shape(data: Any) -> tuple[int, ...]:
    """The shape of nested lists, which must be rectangular."""
    if not isinstance(data, list):
        return ()
    (inner,) = {shape(part) for part in data}
    return (len(data), *inner)


def check(done: Any) -> None:
    """What holds of every document."""
    validator().validate(done)
    model = done["model"]
    for path, array in arrays(done).items():
        name = path.rpartition(".")[2]
        axes = ATTENTION_AXES.get(name) or EMBEDDING_AXES.get(name) or ("token", "d_model")
        assert tuple(array["axes"]) in (axes, axes[1:])
        sizes = dict(zip(array["axes"], shape(array["data"]), strict=True))
        assert sizes.get("query", len(done["tokens"])) == len(done["tokens"])
        assert sizes.get("token", len(done["tokens"])) == len(done["tokens"])
        assert sizes.get("key", len(done.get("source", done["tokens"]))) == len(done.get("source", done["tokens"]))
        assert sizes.get("d_model", model["d_model"]) == model["d_model"]
    for layer in done["layers"]:
        for attention in layer["attention"]:
            for name in attention.keys() & {"q", "scores", "weights", "z"}:
                if attention[name]["axes"][0] == "head":
                    assert len(attention[name]["data"]) == len(attention["heads"])
    for tokens in (done["tokens"], done.get("source", [])):
        assert [token["index"] for token in tokens] == list(range(len(tokens)))


@pytest.mark.parametrize(
    "arguments",
    [
        ["explain", "--model", "toy", SENTENCE],
        ["explain", "--model", "toy", SENTENCE, "--causal", "--head", "all"],
        ["explain", "--model", "toy", SENTENCE, "--head", "mean"],
        ["explain", "--model", "toy", SENTENCE, "--steps", "tokens"],
        ["explain", "--model", "toy", SENTENCE, "--steps", "weights,embedding"],
        ["explain", "--model", "toy", "我爱你 👩‍💻", "--lang", "zh"],
        ["explain", "--model", "classic"],
        ["explain", "--model", "toy", "Love gives hope.", "--model", BERT, "--layer", "all", "--head", "all"],
        [
            "explain",
            "--model",
            "toy",
            "Love gives hope.",
            "--model",
            str(MODELS / "bert-odd"),
            "--layer",
            "0,2",
            "--head",
            "1",
        ],
        pytest.param(
            ["explain", "--model", "toy", SENTENCE, "--model", "minilm", "--layer", "3", "--head", "1"],
            marks=pytest.mark.minilm,
        ),
        ["lookup", "172", "张三=165", "李四=170", "--temperature", "10"],
        ["lookup", "1,0", "a=1,1:5", "b=0,1:6"],
    ],
    ids=lambda arguments: " ".join(arguments)[:60],
)
def test_every_document_is_valid(quick: Run, arguments: list[str]) -> None:
    check(document(quick(*arguments, "--json")))


def test_documents_of_matrices_are_valid(quick: Run, tmp_path: Path) -> None:
    file = tmp_path / "m.json"
    q, k = [[[1, 2]] * 3] * 4, [[[1, 2]] * 2] * 2
    for matrices in (
        {"q": q, "k": k, "v": k},
        {"q": q, "k": k, "v": k, "mask": [[True, False]] * 3},
        {"q": q, "k": k, "v": k, "mask": [[[0, None], [1, 2], [None, None]]] * 4},
        {"x": [[1, 2]], "wq": [[1], [1]], "wk": [[1], [1]], "wv": [[1], [1]]},
    ):
        file.write_text(json.dumps(matrices))
        check(document(quick("attend", str(file), "--json")))


def test_the_keys_stand_in_the_order_of_the_issue(run: Run) -> None:
    done = document(run("explain", "--model", "toy", "Love is", "--model", BERT, "--layer", "1", "--json"))
    assert list(done) == ["schema", "attnx", "text", "notes", "model", "tokens", "block", "embedding", "layers"]
    assert list(done["model"])[:8] == [
        "name",
        "family",
        "provenance",
        "n_layers",
        "n_heads",
        "n_kv_heads",
        "d_model",
        "d_head",
    ]
    assert list(done["tokens"][0]) == [
        "index",
        "text",
        "piece",
        "id",
        "start",
        "end",
        "special",
        "segment",
        "part",
        "parts",
        "joined",
    ]
    (layer,) = done["layers"]
    assert next(iter(layer)) == "layer"
    assert list(layer)[-1] == "attention"
    order = [name for name in layer["attention"][0] if name in ATTENTION_AXES]
    assert order == ["x", "q", "k", "v", "scores", "scaled", "weights", "z", "out"]
    assert list(layer["attention"][0])[:3] == ["kind", "pattern", "heads"]
    assert list(layer["attention"][0]["q"]) == ["axes", "data"]
    assert done["schema"] == "attnx.trace/1"
    assert done["attnx"] == attnx.__version__
    assert done["tokens"][1] | {"id": 0} == {
        "index": 1, "text": "Love", "piece": "love", "id": 0, "start": 0, "end": 4, "special": False,
        "segment": 0, "part": 1, "parts": 1, "joined": False,
    }  # fmt: skip


@pytest.mark.parametrize("model", ["toy", BERT, pytest.param("minilm", marks=pytest.mark.minilm)])
def test_every_float32_comes_back_to_the_bit(run: Run, model: str) -> None:
    done = document(
        run(
            "explain",
            "--model",
            "toy",
            SENTENCE,
            "--model",
            model,
            "--layer",
            "all",
            "--head",
            "all",
            "--causal",
            "--json",
        )
    )
    trace = attnx.explain(SENTENCE, model, causal=True)
    assert len(done["layers"]) == trace.model.n_layers
    found = arrays(done)
    expected = {f"embedding.{name}": array.data for name, array in trace.arrays.items()}
    for layer in trace.layers:
        expected |= {f"{layer.layer}.{name}": array.data for name, array in layer.attention[0].arrays.items()}
        expected |= {f"{layer.layer}.{name}": array.data for name, array in layer.arrays.items()}
    assert found.keys() == expected.keys()
    for path, array in expected.items():
        numbers = np.array(found[path]["data"], dtype=np.float64)
        numbers[np.isnan(numbers)] = -np.inf  # null
        assert np.array_equal(numbers.astype(np.float32).view(np.uint32), array.astype(np.float32).view(np.uint32)), (
            path
        )


def test_null_is_where_a_query_may_not_look_and_nowhere_else(quick: Run) -> None:
    done = document(quick("explain", "--model", "toy", SENTENCE, "--causal", "--json"))
    for path, array in arrays(done).items():
        nulls = json.dumps(array["data"]).count("null")
        assert nulls == (11 * 10 / 2 if path == "0.masked" else 0), path


def test_what_is_chosen_is_what_is_there(quick: Run) -> None:
    done = document(
        quick("explain", "--model", "toy", "Love is", "--model", BERT, "--layer", "1", "--head", "1", "--json")
    )
    assert [layer["layer"] for layer in done["layers"]] == [1]
    assert done["layers"][0]["attention"][0]["heads"] == [1]
    steps = document(quick("explain", "--model", "toy", "Love is", "--steps", "scores", "--json"))
    assert set(arrays(steps)) == {"0.scores"}
    assert set(arrays(document(quick("explain", "--model", "toy", "Love is", "--steps", "tokens", "--json")))) == set()


def test_the_language_changes_no_document(quick: Run) -> None:
    assert (
        quick("explain", "--model", "toy", SENTENCE, "--json", "--lang", "zh").stdout
        == quick("explain", "--model", "toy", SENTENCE, "--json").stdout
    )


def test_a_document_is_utf8_whatever_the_locale_says(run: Run) -> None:
    expected = run("explain", "--model", "toy", "爱 naïve", "--json").stdout
    for more in ({"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"LANG": "", "PYTHONUTF8": "1"}):
        assert run("explain", "--model", "toy", "-", "--json", stdin="爱 naïve".encode(), **more).stdout == expected


# The JSON of a view.


def test_a_row_is_that_of_the_trace(quick: Run) -> None:
    told = document(quick("explain", SENTENCE, "--focus", "it", "--json"))["parts"][0]
    trace = attnx.explain(SENTENCE)
    numbers = {
        name: trace.array(name, layer=told["layer"], head=told["head"])[told["query"]]
        for name in ("scores", "scaled", "weights", "z")
    }
    for name, values in numbers.items():
        assert told[name] == pytest.approx(values.tolist(), rel=1e-5, abs=1e-5)  # one thread there, more here
    assert told["keys"] == list(range(len(trace.tokens)))
    assert told["rest"] == 0
    assert np.isclose(np.divide(told["exp"], told["total"]), told["weights"], atol=1e-6).all()
    assert sum(told["share"]) == pytest.approx(1, abs=1e-5)


def test_of_a_row_the_largest_and_the_rest_are_all_of_it(quick: Run) -> None:
    arguments = ["explain", SENTENCE, "--head", "0,1", "--json"]
    (whole, other), (cut, _) = (
        document(quick(*arguments, "--focus", "it", *more))["parts"] for more in ([], ["--top-k", "3"])
    )
    assert (whole["head"], other["head"]) == (0, 1)
    assert len(cut["keys"]) == 3
    assert cut["weights"] == [whole["weights"][key] for key in cut["keys"]]
    assert cut["rest"] + sum(cut["weights"]) == pytest.approx(1, abs=1e-5)
    assert cut["total"] == whole["total"]
    rows = document(quick(*arguments, "--top-k", "3"))["parts"][0]["rows"]
    row = next(row for row in rows if row["query"] == whole["query"])
    assert sorted(row["keys"]) == cut["keys"]
    assert row["weights"] == sorted(row["weights"], reverse=True)
    assert row["rest"] == cut["rest"]


def test_a_cell_is_worked_out(quick: Run) -> None:
    told = document(quick("explain", "a b c", "--model", "toy", "--causal", "--cell", "b,a", "--json"))["parts"][0]
    trace = attnx.explain("a b c", "toy", causal=True)
    assert told["products"] == pytest.approx(np.multiply(told["q"], told["k"]))
    assert told["score"] == pytest.approx(sum(told["products"]), abs=1e-5)
    assert told["scaled"] == pytest.approx(told["score"] * told["scale"], abs=1e-5)
    assert told["weight"] == pytest.approx(told["exp"] / told["total"], abs=1e-6)
    assert np.float32(told["weight"]) == trace.array("weights", head=told["head"])[told["query"], told["key"]]
    hidden = document(quick("explain", "a b c", "--model", "toy", "--causal", "--cell", "a,b", "--json"))["parts"][0]
    assert (hidden["masked"], hidden["exp"], hidden["weight"]) == (None, 0, 0)


def test_one_row_of_a_comparison_is_that_row(quick: Run) -> None:
    arguments = ["compare", "Love gives hope.", "Love gives life.", "--json"]
    (whole,), (row,) = (document(quick(*arguments, *more))["parts"] for more in ([], ["--focus", "gives"]))
    at = [query["name"] for query in whole["queries"]].index("gives")
    assert row["queries"] == [whole["queries"][at]]
    assert row["keys"] == whole["keys"]
    for name in ("before", "after", "difference", "moved"):
        assert row[name] == [whole[name][at]]
    learned = document(quick("explain", SENTENCE, "--focus", "it", "--before-after", "--json"))
    told = document(quick("explain", SENTENCE, "--focus", "it", "--json"))["parts"][0]
    assert learned["parts"][0]["after"] == [pytest.approx(told["weights"])]
    assert learned["before"]["model"]["provenance"] != learned["after"]["model"]["provenance"]
