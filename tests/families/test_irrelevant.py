"""Keys that the reference's own base class writes, and tools of their own: they change no model of any family."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from attnx.checkpoint.directory import read_specs
from attnx.errors import CheckpointError
from attnx.model.irrelevant import HARMLESS, IRRELEVANT
from tests.families.parity import MODELS

# What `PretrainedConfig().to_dict()` says, in transformers 4.57.
BASE = {
    "_name_or_path": "",
    "add_cross_attention": False,
    "architectures": None,
    "bad_words_ids": None,
    "begin_suppress_tokens": None,
    "chunk_size_feed_forward": 0,
    "cross_attention_hidden_size": None,
    "decoder_start_token_id": None,
    "diversity_penalty": 0.0,
    "do_sample": False,
    "dtype": None,
    "early_stopping": False,
    "encoder_no_repeat_ngram_size": 0,
    "exponential_decay_length_penalty": None,
    "finetuning_task": None,
    "forced_bos_token_id": None,
    "forced_eos_token_id": None,
    "id2label": {"0": "LABEL_0", "1": "LABEL_1"},
    "is_decoder": False,
    "label2id": {"LABEL_0": 0, "LABEL_1": 1},
    "length_penalty": 1.0,
    "max_length": 20,
    "min_length": 0,
    "no_repeat_ngram_size": 0,
    "num_beam_groups": 1,
    "num_beams": 1,
    "num_return_sequences": 1,
    "output_attentions": False,
    "output_hidden_states": False,
    "output_scores": False,
    "prefix": None,
    "problem_type": None,
    "pruned_heads": {},
    "remove_invalid_values": False,
    "repetition_penalty": 1.0,
    "return_dict": True,
    "return_dict_in_generate": False,
    "sep_token_id": None,
    "suppress_tokens": None,
    "task_specific_params": None,
    "temperature": 1.0,
    "tf_legacy_loss": False,
    "tie_encoder_decoder": False,
    "tokenizer_class": None,
    "top_k": 50,
    "top_p": 1.0,
    "torchscript": False,
    "transformers_version": "4.57.0",
    "typical_p": 1.0,
    "use_bfloat16": False,
}
TOOLS = {
    "_commit_hash": "0123abc",
    "is_llama_config": True,
    "language": "english",
    "model_name": "mine",
    "quantization_config": None,
    "sbert_ce_default_activation_function": "torch.nn.modules.linear.Identity",
    "sentence_transformers": {"version": "5.0.0", "activation_fn": "torch.nn.modules.linear.Identity"},
    "transformers.js_config": {"dtype": "fp16"},
    "unsloth_fixed": True,
    "unsloth_version": "2025.3.19",
}
WRONG = {"is_decoder": True, "add_cross_attention": True, "cross_attention_hidden_size": 8, "tie_encoder_decoder": True}


@pytest.mark.parametrize("model", sorted(path.name for path in MODELS.glob("*-a")))
def test_they_change_nothing(model: str, tmp_path: Path) -> None:
    config = json.loads((MODELS / model / "config.json").read_text())
    said = (tmp_path / "config.json").write_text
    said(json.dumps({**BASE, **TOOLS, **config}))
    assert read_specs(tmp_path) == read_specs(MODELS / model)


@pytest.mark.parametrize(("key", "value"), [*WRONG.items(), ("pruned_heads", {"0": [1]})])
def test_those_of_the_base_class_that_would_change_something_are_refused(
    key: str, value: object, tmp_path: Path
) -> None:
    for model in ("bert-plain", "llama-a", "t5-a"):
        config = json.loads((MODELS / model / "config.json").read_text())
        (tmp_path / "config.json").write_text(json.dumps(config | {key: value}))
        if (model, key) != ("t5-a", "is_decoder"):  # which is then a decoder by itself
            with pytest.raises(CheckpointError, match=key):
                read_specs(tmp_path)


def test_no_key_is_both_without_meaning_and_with_one() -> None:
    assert not HARMLESS.keys() & IRRELEVANT.keys()
