"""LoRA adapters: merged into their base, the numbers are those of peft's merged model."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

import attnx
from attnx.checkpoint.describe import describe
from attnx.errors import CheckpointError
from tests.families.parity import FIXTURES, MODELS, computed, numbers

ADAPTERS = FIXTURES / "adapters"
GOLDEN = json.loads((FIXTURES / "goldens" / "adapters.json").read_text())
BASES = {"llama": "llama-a", "gpt2": "gpt2-a", "roberta": "roberta-a", "t5": "t5-a"}
TEXT = "Love gives hope."


@pytest.fixture
def adapter(tmp_path: Path) -> Path:
    """A sound adapter beside its base, to be damaged."""
    shutil.copytree(MODELS / "llama-a", tmp_path / "base")
    path = Path(shutil.copytree(ADAPTERS / "llama", tmp_path / "adapter"))
    says(path, base_model_name_or_path="../base")
    return path


def says(path: Path, **new: object) -> None:
    file = path / "adapter_config.json"
    file.write_text(json.dumps(json.loads(file.read_bytes()) | new))


def refused(path: Path, key: str, *words: str) -> None:
    with pytest.raises(CheckpointError) as caught:
        attnx.explain(TEXT, path)
    assert caught.value.key == key
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize("name", GOLDEN)
def test_the_numbers_are_those_of_the_merged_model(name: str) -> None:
    found = numbers(computed(BASES[name], np.float32, ADAPTERS / name))
    assert found.keys() == GOLDEN[name].keys()
    assert all(abs(number - GOLDEN[name][kind]) < 1e-5 for kind, number in found.items()), (found, GOLDEN[name])
    usual = numbers(computed(BASES[name], np.float32))
    assert abs(found["hidden"] - usual["hidden"]) > 1e-3


def test_an_encoder_without_its_decoder_may_be_the_base(tmp_path: Path) -> None:
    base, path = (shutil.copytree(of, tmp_path / of.name) for of in (MODELS / "t5-a", ADAPTERS / "t5"))
    says(path, base_model_name_or_path="../t5-a")
    whole = attnx.explain(TEXT, path)
    for file in (base / "model.safetensors", path / "adapter_model.safetensors"):
        kept = {
            name: tensor for name, tensor in load_file(file).items() if "decoder" not in name and "head" not in name
        }
        save_file(kept, file)
    assert np.array_equal(attnx.explain(TEXT, path).array("out", layer=1), whole.array("out", layer=1))


def test_it_is_described_as_its_base_with_its_own_file(adapter: Path) -> None:
    said, base = describe(adapter), describe(adapter.parent / "base")
    assert (said.facts.name, said.spec) == ("adapter", base.spec)
    assert set(said.weights) - set(base.weights) == {"adapter_model.safetensors"}


def test_a_base_that_is_not_at_hand_is_named(adapter: Path) -> None:
    for base in ("../gone", "nobody/nothing-of-this-name"):
        says(adapter, base_model_name_or_path=base)
        refused(adapter, "no_base", base)
        with pytest.raises(CheckpointError, match="at hand"):
            describe(adapter)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("peft_type", "IA3"),
        ("use_dora", True),
        ("rank_pattern", {"q_proj": 4}),
        ("init_lora_weights", "pissa"),
        ("r", 0),
        ("a_key_of_tomorrow", 1),
        ("base_model_name_or_path", None),
    ],
)
def test_what_is_more_than_lora_is_refused_by_name(adapter: Path, key: str, value: object) -> None:
    says(adapter, **{key: value})
    with pytest.raises(CheckpointError) as caught:
        attnx.explain(TEXT, adapter)
    assert key in str(caught.value)


@pytest.mark.parametrize(
    ("gone", "new", "shape", "key"),
    [
        ("layers.0.self_attn.q_proj.lora_B.weight", "", (1,), "tensor_missing"),
        ("layers.0.self_attn.q_proj.lora_A.weight", "", (1,), "tensor_extra"),
        ("", "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight", (2, 7), "tensor_shape"),
        ("", "base_model.model.model.layers.9.self_attn.q_proj.lora_A.weight", (2, 16), "tensor_missing"),
        ("", "base_model.model.model.embed_tokens.lora_embedding_A", (2, 16), "tensor_extra"),
        ("", "base_model.model.a.weight", (2, 2), "tensor_extra"),
    ],
)
def test_a_change_of_what_is_not_there(adapter: Path, gone: str, new: str, shape: tuple[int, ...], key: str) -> None:
    file = adapter / "adapter_model.safetensors"
    held = {name: tensor for name, tensor in load_file(file).items() if not gone or not name.endswith(gone)}
    save_file(held | ({new: np.ones(shape, np.float32)} if new else {}), file)
    refused(adapter, key)
