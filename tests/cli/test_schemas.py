"""Every document that --json prints is valid against the schema that `attnx schema` prints for it."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import attnx
from attnx import saved
from attnx.cli.app import COMMANDS, command_of
from attnx.schemas import NAMES, schema
from tests.cli.processes import MODELS, SENTENCE, document, printed
from tests.conftest import Run

BERT, GPT2 = (str(MODELS / name) for name in ("bert-plain", "gpt2-a"))

# A command and the document that it prints; {…} are the files of `files`.
RUNS: list[tuple[str, list[str]]] = [
    ("trace", ["explain", SENTENCE]),
    ("trace", ["explain", "Love gives it.", "--pair", "It lives.", "--model", BERT, "--layer", "all", "--head", "all"]),
    ("trace", ["explain", SENTENCE, "--head", "mean", "--layer", "mean", "--merge", "words", "--skip-first"]),
    ("answer", ["explain", "Love gives it hope.", "--brief", "--model", "reader"]),
    ("answer", ["show", "{trace}", "--brief", "--focus", "hope"]),
    ("focus", ["explain", "Love gives hope.", "--focus", "hope"]),
    ("focus", ["explain", "Love gives it.", "--focus", "it", "--causal", "--top-k", "2", "--head", "all"]),
    ("focus", ["explain", "Love gives it.", "--focus", "it", "--head", "mean", "--skip-first"]),
    ("focus", ["show", "{trace}", "--focus", "hope"]),
    ("cell", ["explain", "Love gives hope.", "--cell", "hope,Love"]),
    ("cell", ["explain", "Love gives hope.", "--cell", "Love,hope", "--causal"]),
    ("number", ["explain", "Love gives hope.", "--cell", "q:hope,3"]),
    ("number", ["explain", "Love gives hope.", "--model", GPT2, "--cell", "probabilities:hope,love"]),
    ("trace", ["explain", "Love gives hope.", "--model", GPT2, "--block", "all", "--weights"]),
    ("cell", ["attend", "{matrices}", "--cell", "0,1"]),
    ("top", ["explain", "Love gives hope.", "--top-k", "2"]),
    ("top", ["translate", "我爱你。", "--top-k", "2"]),
    ("comparison", ["explain", "Love gives hope.", "--focus", "hope", "--before-after"]),
    ("comparison", ["compare", "Love gives hope.", "Love gives life.", "--focus", "gives"]),
    ("what_if", ["explain", "Love gives hope.", "--ablate", "0.1", "--focus", "hope"]),
    ("lens", ["explain", "Love gives hope.", "--lens", "norms", "--layer", "all", "--head", "all"]),
    ("lens", ["explain", "Love gives hope.", "--lens", "rollout"]),
    ("lens", ["explain", "Love gives hope.", "--lens", "flow", "--focus", "hope"]),
    ("logit", ["explain", "Love gives hope.", "--model", GPT2, "--lens", "logit"]),
    ("what_if", ["explain", "hope it lives", "--model", GPT2, "--ablate", "0.1", "--mask", "live,it"]),
    ("what_if", ["explain", "Love gives hope.", "--without-scale", "--temperature", "2"]),
    ("what_if", ["explain", "Love gives hope.", "--swap", "hope=life", "--no-position"]),
    ("heads", ["heads", SENTENCE]),
    ("heads", ["heads", "Love gives hope.", "--lens", "rollout"]),
    ("heads", ["heads", "--over", "{lines}"]),
    ("looks", ["heads", "Hope is here, and it lives.", "--from", "it", "--to", "Hope"]),
    ("sharing", ["heads", "--sharing"]),
    ("sharing", ["heads", "--sharing", "--model", "reader"]),
    ("logit", ["heads", "Love gives hope.", "--model", GPT2, "--lens", "logit", "--token", "it"]),
    ("comparison", ["compare", "Love gives hope.", "Love gives life itself."]),
    (
        "comparison",
        ["compare", "hope", "hope it", "--steps", "embedding,q,masked,weights", "--causal"],
    ),
    ("comparison", ["compare", "Love gives hope.", "--with-head", "1"]),
    ("trace", ["predict", "Once upon a time", "--lens", "logit"]),
    ("trace", ["predict", "Once upon a time", "--generate", "3", "--temperature", "0.8", "--top-k", "5"]),
    ("trace", ["translate", "我爱你。"]),
    ("trace", ["caption", "--seed", "1", "--layer", "0", "--head", "0"]),
    ("trace", ["translate", "我爱你。", "--step", "2", "--attention", "cross"]),
    ("trace", ["lookup", "172", "张三=165", "李四=170", "--temperature", "10"]),
    ("trace", ["attend", "{matrices}", "--causal"]),
    ("trace", ["show", "{trace}", "--steps", "weights"]),
    ("verify", ["verify", "{trace}"]),
    ("moment", ["learn", "previous", "--steps", "1"]),
    ("gradients", ["learn", "previous", "--explain-step", "1"]),
    ("gradient_cell", ["learn", "--explain-step", "2", "--cell", "it,ball"]),
    ("quiz", ["quiz", "--seed", "1", "--questions", "6"]),
    ("quiz", ["quiz", "Love gives hope.", "--seed", "2"]),
    ("models", ["models"]),
    ("families", ["models", "--families"]),
    ("model", ["models", "zh-en"]),
    ("model", ["models", "toy"]),
]


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    contents = {
        "lines": b"Love gives hope.\nHope gives love.\n",
        "matrices": b'{"q": [[1, 2], [3, 4]], "k": [[1, 2], [3, 4]], "v": [[1, 2], [3, 4]]}',
        "trace": saved.to_json(attnx.explain("Love gives hope.", "toy", heads="all")),
    }
    for name, content in contents.items():
        (tmp_path / f"{name}.{'txt' if name == 'lines' else 'json'}").write_bytes(content)
    return {name: str(tmp_path / f"{name}.{'txt' if name == 'lines' else 'json'}") for name in contents}


@pytest.mark.parametrize(("name", "arguments"), RUNS, ids=[" ".join(arguments)[:60] for _, arguments in RUNS])
def test_a_document_is_valid(quick: Run, files: dict[str, str], name: str, arguments: list[str]) -> None:
    answers = b"1\n" * 4 if name == "quiz" else None
    done = quick(*(argument.format(**files) for argument in arguments), "--json", stdin=answers)
    found = json.loads(printed(done).splitlines()[-1]) if name == "moment" else document(done)
    assert found["schema"] == f"attnx.{name}/1"
    jsonschema.Draft202012Validator(schema(name)).validate(found)
    for side in sides(found):
        assert side["model"].keys() == schema(name)["$defs"]["model"]["properties"].keys()
        for token in side.get("tokens", []):
            assert list(token) == schema(name)["$defs"]["token"]["required"]  # a text has no box


def sides(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The parts of a document that say which model read what."""
    if "model" in found:
        yield found
    elif "models" in found:
        yield from found["models"]
    elif "families" not in found:
        yield from (found["before"], found["after"])


def test_every_command_with_json_is_tried_and_every_schema() -> None:
    able = {name for name in COMMANDS if "json" in inspect.signature(command_of(name)).parameters}
    assert {arguments[0] for _, arguments in RUNS} == able
    assert {name for name, _ in RUNS} == set(NAMES)


def test_a_trace_that_does_not_hold_is_told_as_a_document_too(quick: Run, files: dict[str, str]) -> None:
    path = Path(files["trace"])
    path.write_bytes(path.read_bytes().replace(b'"scale":0.5', b'"scale":0.25'))
    done = quick("verify", str(path), "--json")
    assert done.returncode == 1
    assert b"scaled" in done.stderr
    found = json.loads(done.stdout)
    jsonschema.Draft202012Validator(schema("verify")).validate(found)
    assert not found["ok"]
    assert {check["step"] for check in found["checks"] if not check["holds"]} == {"scaled"}


# Objects of which every part may be missing: arrays, of which only some were recorded.
OPEN = ("embedding", "layer_arrays", "encoder")


def parts(part: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema in a schema, by its path."""
    yield path, part
    for word in ("properties", "$defs"):
        for name, inner in part.get(word, {}).items():
            yield from parts(inner, f"{path}/{word}/{name}")
    for word in ("anyOf", "oneOf"):
        for place, inner in enumerate(part.get(word, [])):
            yield from parts(inner, f"{path}/{word}/{place}")
    for word in ("items", "additionalProperties"):
        if isinstance(part.get(word), dict):
            yield from parts(part[word], f"{path}/{word}")


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_strict_and_says_what_everything_is(name: str) -> None:
    whole = schema(name)
    jsonschema.Draft202012Validator.check_schema(whole)
    assert whole["$id"] == f"attnx.{name}/1"
    for path, part in parts(whole):
        if "$ref" in part:
            assert part["$ref"].removeprefix("#/$defs/") in whole["$defs"], path
        if part.get("type") == "object":
            assert "additionalProperties" in part, path
            assert part.get("required") or not part.get("properties") or path.endswith(OPEN), path
        if path.rpartition("/")[0].endswith("/properties"):
            assert "$ref" in part or "description" in part or path.endswith(("/axes", "/data")), path


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_refuses_what_it_does_not_name(quick: Run, files: dict[str, str], name: str) -> None:
    arguments = next(arguments for known, arguments in RUNS if known == name)
    done = quick(*(argument.format(**files) for argument in arguments), "--json")
    found = json.loads(printed(done).splitlines()[-1]) if name == "moment" else document(done)
    validator = jsonschema.Draft202012Validator(schema(name))
    assert not validator.is_valid(found | {"more": 1})
    for key in schema(name)["required"]:
        assert not validator.is_valid({other: value for other, value in found.items() if other != key}), key
