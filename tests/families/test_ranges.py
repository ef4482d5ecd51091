"""Every number of a config has a range: what is outside is refused by its key, before a weight is read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from attnx.checkpoint.directory import read_specs
from attnx.errors import CheckpointError
from tests.families.parity import MODELS

BEYOND: tuple[tuple[str, dict[str, Any]], ...] = (
    ("llama-a", {"num_hidden_layers": 10**9}),
    ("llama-a", {"hidden_size": 0}),
    ("llama-a", {"rms_norm_eps": 1e-320}),
    ("llama-a", {"rope_theta": 1e308}),
    ("gpt2-a", {"n_inner": -1}),
    ("gemma2-a", {"query_pre_attn_scalar": 0}),
    ("gemma2-a", {"query_pre_attn_scalar": 1e-300}),
    ("gemma2-a", {"attn_logit_softcapping": 0}),
    ("gemma2-a", {"final_logit_softcapping": 1e-300}),
    ("granite-a", {"embedding_multiplier": 1e300}),
    ("stablelm-a", {"partial_rotary_factor": 1e308}),
    ("gpt_neox-a", {"rotary_pct": 2}),
    ("gpt_neo-a", {"attention_types": [[["global", "local"], 10**9]]}),
    ("gpt_neo-a", {"attention_types": [[["global", "local"], 2**70]]}),
    ("mistral-a", {"sliding_window": -1}),
    ("qwen2-a", {"max_window_layers": -1}),
    ("t5-a", {"relative_attention_max_distance": 2}),
    ("t5-a", {"relative_attention_num_buckets": 3}),
    ("vit-a", {"id2label": {"0": ["cat"], "1": "dog"}}),
)
SCALED: tuple[tuple[str, dict[str, Any]], ...] = (  # the key at fault comes last
    ("llama-yarn", {"rope_type": "yarn", "factor": 1e308}),
    ("llama-yarn", {"rope_type": "yarn", "factor": 2**40}),
    ("llama-yarn", {"rope_type": "yarn", "factor": 4, "attention_factor": -1}),
    ("llama-yarn", {"rope_type": "yarn", "factor": 4, "mscale_all_dim": 1, "mscale": -30}),
    ("qwen2-dynamic", {"rope_type": "dynamic", "factor": 1e-300}),
    ("llama-a", {"rope_type": "linear", "factor": 0}),
    ("llama-a", {"rope_type": "llama3", "factor": 8, "low_freq_factor": 2, "high_freq_factor": 2}),
    ("phi3-b", {"rope_type": "longrope", "short_factor": [1e300] * 2, "long_factor": [1.0] * 2}),
)


def refused(folder: Path, model: str, changes: dict[str, Any]) -> str:
    """What is said of a model whose config.json was changed like this."""
    config = json.loads((MODELS / model / "config.json").read_text(encoding="utf-8")) | changes
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(CheckpointError) as refusal:
        read_specs(folder)
    return str(refusal.value)


@pytest.mark.parametrize(("model", "changes"), BEYOND)
def test_a_number_that_no_model_has(tmp_path: Path, model: str, changes: dict[str, Any]) -> None:
    (key,) = changes
    assert f"says {key} = " in refused(tmp_path, model, changes)


@pytest.mark.parametrize(("model", "scaling"), SCALED)
def test_rotary_positions_that_no_model_has(tmp_path: Path, model: str, scaling: dict[str, Any]) -> None:
    key = "short_factor" if "short_factor" in scaling else list(scaling)[-1]
    assert f"says {key} = " in refused(tmp_path, model, {"rope_scaling": scaling})


def test_a_value_that_is_deep_or_long_is_cut_where_it_is_said(tmp_path: Path) -> None:
    deep: list[Any] = []
    for _ in range(500):
        deep = [deep]
    for value in (deep, "x" * 10**5, ["x" * 10**5] * 1000):
        assert len(refused(tmp_path, "llama-a", {"hidden_act": value})) < 1_500
    (tmp_path / "config.json").write_text('{"model_type": ' + "[" * 1000 + "]" * 1000 + "}", encoding="utf-8")
    with pytest.raises(CheckpointError, match="model_type"):
        read_specs(tmp_path)
