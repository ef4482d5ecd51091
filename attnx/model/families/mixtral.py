"""Mixtral: Mistral in which a router sends each token to two of eight networks (Jiang et al. 2024)."""

from __future__ import annotations

from dataclasses import replace

from attnx.errors import Phrase
from attnx.model.config import Config
from attnx.model.families import Family, llama
from attnx.model.families.windows import window
from attnx.model.loading import Table
from attnx.model.spec import ClampedMLP, Experts, GatedMLP, Spec

TRAINING = ("output_router_logits", "router_aux_loss_coef", "router_jitter_noise")


def spec(config: Config) -> Spec:
    for key in TRAINING:
        config.ignore(key, "for training")
    plain = llama.spec(config)
    assert isinstance(plain.mlp, GatedMLP)
    return replace(plain, pattern=window(config), mlp=experts(config, "num_local_experts", plain.mlp, normed=True))


def experts(config: Config, count: str, each: GatedMLP | ClampedMLP, normed: bool) -> Experts:
    """As many networks as the key `count` says, of which each token asks no more than there are."""
    several, chosen = config.size(count), config.size("num_experts_per_tok")
    if chosen > several:
        raise config.wrong("num_experts_per_tok", Phrase("below", limit=several + 1))
    return Experts(several, chosen, each, normed)


MOE = llama.LAYER + "block_sparse_moe."
NAMES = {
    **{f"{part}.weight": f"{name}.weight" for part, name in llama.PROJECTIONS.items() if part in "qkvo"},
    "router.weight": MOE + "gate.weight",
    "expert.gate.weight": MOE + "experts.{expert}.w1.weight",
    "expert.down.weight": MOE + "experts.{expert}.w2.weight",
    "expert.up.weight": MOE + "experts.{expert}.w3.weight",
}
FAMILY = Family(spec, Table({**llama.OUTSIDE, **llama.NORMS, **NAMES}, llama.RENAMES))
