"""A key that is left out has the value of the reference's own class, which a script wrote down."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from attnx.checkpoint.directory import read_specs
from attnx.errors import CheckpointError
from attnx.model.families import FAMILIES, defaults_of
from tests.families.parity import MODELS

# What transformers 5.23 says of its classes, copied by hand: the table is not only the script's word.
SAID: dict[str, dict[str, object]] = {
    "gemma3_text": {"rope_theta": 1e6, "rope_local_base_freq": 1e4, "head_dim": 256, "sliding_window": 4096},
    "gemma2": {"attn_logit_softcapping": 50.0, "final_logit_softcapping": 30.0, "head_dim": 256},
    "smollm3": {"rope_theta": 2e6, "tie_word_embeddings": True, "no_rope_layer_interval": 4},
    "modernbert": {"global_rope_theta": 160_000.0, "local_rope_theta": 10_000.0, "local_attention": 128},
    "olmo2": {"rms_norm_eps": 1e-5},
    "phi3": {"rms_norm_eps": 1e-5, "original_max_position_embeddings": 4096, "partial_rotary_factor": 1.0},
    "qwen3": {"head_dim": 128, "sliding_window": 4096, "use_sliding_window": False},
    "mistral": {"sliding_window": 4096, "num_key_value_heads": 8, "rms_norm_eps": 1e-6},
    "gpt_neox": {"rotary_pct": 0.25, "rotary_emb_base": 10_000.0},
    "mt5": {"feed_forward_proj": "gated-gelu"},
    "t5": {"feed_forward_proj": "relu"},
}


def specs_of(folder: Path, config: dict[str, Any]) -> object:
    """What a config says, or the error that it is not a model."""
    (folder / "config.json").write_text(json.dumps(config))
    try:
        return read_specs(folder)
    except CheckpointError as error:
        return str(error)


@pytest.mark.parametrize("model_type", SAID)
def test_the_table_says_what_the_reference_says(model_type: str) -> None:
    assert SAID[model_type].items() <= defaults_of(model_type).items()


def test_every_family_has_its_defaults_but_our_own() -> None:
    assert {model_type for model_type in FAMILIES if not defaults_of(model_type)} == {"vaswani"}


@pytest.mark.parametrize("path", [path for path in sorted(MODELS.iterdir()) if "example" not in path.name])
def test_leaving_out_a_key_is_saying_its_default(path: Path, tmp_path: Path) -> None:
    config = json.loads((path / "config.json").read_text())
    inside = defaults_of(config.get("text_config", {}).get("model_type", ""))  # whose keys are refused outside
    for key, value in defaults_of(config["model_type"]).items():
        out = {name: other for name, other in config.items() if name != key}
        if key not in inside:
            assert specs_of(tmp_path, out) == specs_of(tmp_path, out | {key: value}), key
