"""OLMoE: 64 small experts, of which each token asks eight; all queries and all keys normalised (Muennighoff 2024)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, llama, qwen3_moe
from attnx.model.families.mixtral import TRAINING, experts
from attnx.model.spec import GatedMLP, JoinedNorm, Spec


def spec(config: Config) -> Spec:
    for key in TRAINING:
        config.ignore(key, "for training")
    config.only("clip_qkv", None)
    plain = llama.spec(config)
    assert isinstance(plain.mlp, GatedMLP)
    sparse = experts(config, "num_experts", plain.mlp, config.take("norm_topk_prob", bool))
    return replace(plain, qk_norm=JoinedNorm(), mlp=sparse)


FAMILY = Family(spec, qwen3_moe.FAMILY.table)
