"""A file of any class that the reference has of a family opens; only where it says words, it has their head."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

import attnx
from attnx.checkpoint.directory import read_tensors
from attnx.errors import AttnxError
from tests.families.parity import FIXTURES, MODELS

CLASSES = json.loads((FIXTURES / "goldens" / "tasks.json").read_text())
SAYS_WORDS = ("ForCausalLM", "LMHeadModel", "ForMaskedLM", "ForConditionalGeneration", "DoubleHeadsModel")
MAY = ("ForPreTraining",)  # of some families with the masked model's head, of others without
SIDES = ("ForCausalLM", "EncoderModel", "ForTokenClassification")  # of an encoder and a decoder one alone


@pytest.mark.parametrize("model", CLASSES)
def test_every_class_opens(model: str, tmp_path: Path) -> None:
    for file in MODELS.joinpath(model).iterdir():
        if not file.name.startswith("model"):
            (tmp_path / file.name).symlink_to(file)
    shapes = {key: tensor.shape for key, tensor in read_tensors(MODELS / model).items()}
    pair = attnx.load(MODELS / model).translator is not None
    for name, differs in CLASSES[model].items():
        held = {key: shape for key, shape in (shapes | differs["new"]).items() if key not in differs["gone"]}
        save_file({key: np.ones(shape, np.float32) for key, shape in held.items()}, tmp_path / "model.safetensors")
        opened = attnx.load(tmp_path)
        assert (opened.translator is not None) == (pair and not name.endswith(SIDES)), name
        stack = opened.translator.decoder if opened.translator else opened
        if not name.endswith(MAY):
            assert (stack.weights.head is not None) == name.endswith(SAYS_WORDS), name


def test_what_is_not_known_beside_a_head_is_refused_by_name(tmp_path: Path) -> None:
    for file in MODELS.joinpath("gpt2-a").iterdir():
        (tmp_path / file.name).symlink_to(file)
    (tmp_path / "model.safetensors").unlink()
    tensors = load_file(MODELS / "gpt2-a" / "model.safetensors")
    save_file(tensors | {"scores.weight": np.ones((2, 16), np.float32)}, tmp_path / "model.safetensors")
    with pytest.raises(AttnxError, match=r"scores\.weight"):
        attnx.load(tmp_path)
