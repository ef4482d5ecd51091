"""Every class that the reference has for a family opens: heads for other things than words are left alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file

from attnx.checkpoint import Checkpoint, load
from attnx.errors import CheckpointError
from attnx.model.record import Recorder
from attnx.model.transformer import forward
from tests.families.parity import FIXTURES, MODELS
from tests.fixtures.classes import IDS, weights_of

GOLDEN: dict[str, Any] = json.loads((FIXTURES / "goldens" / "classes.json").read_text(encoding="utf-8"))
NEAR = 1e-5
WORDS = ("ForCausalLM", "LMHeadModel", "ForMaskedLM", "ForConditionalGeneration", "DoubleHeadsModel", "MTModel")
OTHERS = ("Classification", "ForQuestionAnswering", "ForMultipleChoice", "EncoderModel")
Opens = Callable[..., Checkpoint]


@pytest.fixture
def opens(tmp_path: Path) -> Opens:
    """Loads a class as the reference saves it, with changes to its tensors and to its config."""

    def opened(name: str, more: dict[str, np.ndarray] | None = None, **config: object) -> Checkpoint:
        held = GOLDEN[name]
        (tmp_path / "config.json").write_text(json.dumps(held["config"] | config), encoding="utf-8")
        save_file(weights_of(held["tensors"]) | (more or {}), tmp_path / "model.safetensors")
        if not (tmp_path / "tokenizer.json").exists():
            (tmp_path / "tokenizer.json").symlink_to(MODELS / "bert-plain" / "tokenizer.json")
        return load(tmp_path)

    return opened


@pytest.mark.parametrize("name", GOLDEN)
def test_it_opens_and_attends_as_the_reference_does(name: str, opens: Opens) -> None:
    checkpoint = opens(name)
    spec = checkpoint.spec
    record = Recorder(("weights",), (spec.n_layers - 1,), (0,), spec.n_heads, spec.n_kv_heads)
    forward(np.array(IDS), checkpoint.weights, spec, record)
    [attention] = record.recorded[spec.n_layers - 1]
    row = attention.arrays["weights"].data[0, -1]
    np.testing.assert_allclose(row, np.array(GOLDEN[name]["weights"])[-len(row) :], atol=NEAR)


def test_there_is_every_kind_of_head() -> None:
    kinds = ("SequenceClassification", "TokenClassification", "QuestionAnswering", "MultipleChoice", "CausalLM")
    assert all(sum(name.endswith(kind) for name in GOLDEN) > 4 for kind in kinds)
    assert {"T5EncoderModel", "BartForCausalLM", "MarianForCausalLM", "GPT2DoubleHeadsModel"} <= GOLDEN.keys()
    assert len(GOLDEN) > 200


@pytest.mark.parametrize("name", [name for name in GOLDEN if name.endswith((*WORDS, *OTHERS))])
def test_only_what_says_words_has_their_head(name: str, opens: Opens) -> None:
    opened = opens(name)
    stack = opened.translator.decoder if opened.translator else opened
    assert (stack.weights.head is not None) == name.endswith(WORDS)


def test_a_tensor_of_a_layer_is_never_needless(opens: Opens) -> None:
    for name in ("scores.weight", "layers.0.score.weight", "model.layers.0.classifier.weight", "h.qa_outputs.weight"):
        with pytest.raises(CheckpointError, match="does not understand"):
            opens("LlamaForSequenceClassification", {name: np.zeros((2, 16), np.float32)})


def test_buffers_are_left_alone(opens: Opens) -> None:
    angles = np.ones(2, np.float32)
    opens(
        "LlamaForCausalLM",
        {"model.rotary_emb.inv_freq": angles, "model.layers.0.self_attn.rotary_emb.inv_freq": angles},
    )
    opens(
        "GPTNeoXForCausalLM",
        {"gpt_neox.rotary_emb.inv_freq": angles, "gpt_neox.layers.0.attention.rotary_emb.inv_freq": angles},
    )
    opens("BertModel", {"embeddings.position_ids": np.arange(40), "embeddings.token_type_ids": np.zeros(40, np.int64)})


def test_both_sides_are_not_a_decoder_alone(opens: Opens) -> None:
    with pytest.raises(CheckpointError, match="is_decoder"):
        opens("BartModel", is_decoder=True)
    with pytest.raises(CheckpointError, match="is_decoder"):
        opens("T5EncoderModel", is_decoder=True)
