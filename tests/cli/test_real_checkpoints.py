"""What checkpoints on disk bring along: one file of weights, older tokenizers, split characters, pairs of texts."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from tests.cli.processes import MODELS, document, printed, refused
from tests.conftest import Run

BERT = MODELS / "bert-plain"
TOKENIZERS = MODELS.parent / "tokenizers"


@pytest.fixture(scope="session")
def gpt2(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A GPT-2 with vocab.json and merges.txt and no tokenizer.json, its vectors repeated for so many pieces."""
    folder = Path(shutil.copytree(MODELS / "gpt2-a", tmp_path_factory.mktemp("gpt2") / "small"))
    (folder / "tokenizer.json").unlink()
    for file in (TOKENIZERS / "gpt2").iterdir():
        shutil.copy(file, folder)
    size = len(json.loads((folder / "vocab.json").read_bytes()))
    config = json.loads((folder / "config.json").read_bytes()) | {"vocab_size": size}
    (folder / "config.json").write_text(json.dumps(config))
    tensors = load_file(folder / "model.safetensors")
    (name,) = (name for name in tensors if name.endswith("wte.weight"))
    tensors[name] = np.ascontiguousarray(np.resize(tensors[name], (size, tensors[name].shape[1])))
    save_file(tensors, folder / "model.safetensors")
    return folder


def test_a_split_character_is_shown_in_parts(quick: Run, gpt2: Path) -> None:
    text = printed(quick("explain", "a 鼹", "--model", str(gpt2), "--steps", "tokens,weights"))
    for part in ("鼹¹⁄₃", "鼹²⁄₃", "鼹³⁄₃"):
        assert text.count(part) == 3, part  # in the list, and as a row and a column of the weights
    assert "é (E9)" in text
    found = document(quick("explain", "a 鼹", "--model", str(gpt2), "--steps", "weights", "--json"))["tokens"]
    assert [(token["text"], token["part"], token["parts"]) for token in found[-3:]] == [("鼹", n, 3) for n in (1, 2, 3)]


def test_focus_on_a_split_character_is_on_its_last_part(quick: Run, gpt2: Path) -> None:
    text = printed(quick("explain", "a 鼹", "--model", str(gpt2), "--focus", "鼹"))
    assert "“鼹³⁄₃”" in text
    assert "“鼹¹⁄₃”" in printed(quick("explain", "a 鼹", "--model", str(gpt2), "--focus", "鼹¹⁄₃"))
    refused(quick("explain", "a 鼹", "--model", str(gpt2), "--focus", "hope"), 2, "鼹¹⁄₃", "鼹²⁄₃", "鼹³⁄₃")


def test_a_pair_of_texts(quick: Run) -> None:
    asked = (
        "explain",
        "Love gives hope.",
        "--pair",
        "The cat sat.",
        "--model",
        str(BERT),
        "--layer",
        "0",
        "--head",
        "0",
    )
    text = printed(quick(*asked, "--steps", "tokens,embedding", "--full"))
    assert "segment embedding" in text
    rows = [line.split() for line in text.splitlines() if line.split()[1:2] in (["gives"], ["cat"])]
    assert rows[0][-1] == "0"
    assert rows[1][-1] == "1"
    assert [token["segment"] for token in document(quick(*asked, "--json"))["tokens"]] == [0] * 6 + [1] * 5
    assert "段" in printed(quick(*asked, "--steps", "tokens", "--full", "--lang", "zh"))


def test_one_text_has_no_column_of_segments(quick: Run) -> None:
    assert "segment" not in printed(quick("explain", "Love gives hope.", "--model", str(BERT), "--steps", "tokens"))


@pytest.mark.parametrize("model", ["toy", "reader", str(MODELS / "gpt2-a")])
def test_a_model_that_reads_one_text_refuses_a_second(quick: Run, model: str) -> None:
    refused(quick("explain", "Love", "--pair", "hope", "--model", model), 2, "--pair", Path(model).name)


def test_a_file_of_weights(quick: Run) -> None:
    text = printed(
        quick("explain", "Love gives hope.", "--model", str(BERT / "model.safetensors"), "--steps", "weights")
    )
    assert text.startswith("weights from bert-plain/model.safetensors")
    refused(quick("explain", "Love", "--model", str(BERT / "config.json")), 1, "config.json", ".safetensors")


def test_a_translators_file_of_weights(quick: Run) -> None:
    file = str(MODELS / "marian-a" / "model.safetensors")
    assert (
        document(quick("translate", "love", "--model", file, "--json"))["model"]["name"] == "marian-a/model.safetensors"
    )


def test_a_pickle_is_refused(quick: Run, tmp_path: Path) -> None:
    file = tmp_path / "pytorch_model.bin"
    file.write_bytes(b"\x80\x04.")
    for command in (("explain", "Love"), ("translate", "爱")):
        refused(quick(*command, "--model", str(file)), 1, "pickle", str(file))


def test_a_text_past_the_models_limit_says_so(quick: Run) -> None:
    # Its tokenizer.json would cut at 16 tokens by itself.
    done = quick("explain", "love " * 40, "--model", str(MODELS / "bert-odd"))
    refused(done, 1, "42 tokens", "bert-odd reads at most 40")
