"""Qwen 3 with experts: a router sends each token to eight of 128 small networks (Yang et al. 2025)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, llama, qwen3
from attnx.model.families.mixtral import TRAINING, experts
from attnx.model.families.windows import before, window
from attnx.model.loading import Table
from attnx.model.spec import Dense, GatedMLP, HeadNorm, Spec


def spec(config: Config) -> Spec:
    for key in TRAINING:
        config.ignore(key, "for training")
    config.ignore("max_window_layers", "all layers have a window, or none")
    near = config.take("use_sliding_window", bool)
    pattern = window(config) if near else before(config)
    config.ignore("sliding_window", "there are no windows")
    plain = llama.spec(config)
    assert isinstance(plain.mlp, GatedMLP)
    each = GatedMLP(config.size("moe_intermediate_size"), plain.mlp.activation)
    count = "num_local_experts" if config.has("num_local_experts") else "num_experts"
    config.ignore("num_experts", "num_local_experts says it")
    sparse = experts(config, count, each, config.take("norm_topk_prob", bool))
    every, only = config.size("decoder_sparse_step"), config.items("mlp_only_layers")
    dense = frozenset(layer for layer in range(plain.n_layers) if layer in only or (layer + 1) % every)
    return replace(
        plain,
        pattern=pattern,
        qk_norm=HeadNorm(),
        mlp=sparse,
        dense=Dense(dense, plain.mlp) if dense else None,
    )


MLP = llama.LAYER + "mlp."
NAMES = {
    "router.weight": MLP + "gate.weight",
    **{f"expert.{part}.weight": f"{MLP}experts.{{expert}}.{part}_proj.weight" for part in ("gate", "up", "down")},
}
FAMILY = Family(spec, Table({**qwen3.FAMILY.table.names, **NAMES}, llama.RENAMES))
