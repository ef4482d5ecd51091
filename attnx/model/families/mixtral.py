"""Mixtral: Mistral in which a router sends each token to two of eight networks (Jiang et al. 2024)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, llama
from attnx.model.families.windows import window
from attnx.model.loading import Table
from attnx.model.spec import Experts, GatedMLP, Spec

TRAINING = ("output_router_logits", "router_aux_loss_coef", "router_jitter_noise")


def spec(config: Config) -> Spec:
    for key in TRAINING:
        config.ignore(key, "for training")
    plain = llama.spec(config)
    assert isinstance(plain.mlp, GatedMLP)
    count, chosen = config.size("num_local_experts"), config.size("num_experts_per_tok")
    return replace(plain, pattern=window(config), mlp=Experts(count, chosen, plain.mlp))


MOE = llama.LAYER + "block_sparse_moe."
NAMES = {
    **{f"{part}.weight": f"{name}.weight" for part, name in llama.PROJECTIONS.items() if part in "qkvo"},
    "router.weight": MOE + "gate.weight",
    "expert.gate.weight": MOE + "experts.{expert}.w1.weight",
    "expert.down.weight": MOE + "experts.{expert}.w2.weight",
    "expert.up.weight": MOE + "experts.{expert}.w3.weight",
}
FAMILY = Family(spec, Table({**llama.OUTSIDE, **llama.NORMS, **NAMES}, llama.RENAMES, llama.IGNORED))
