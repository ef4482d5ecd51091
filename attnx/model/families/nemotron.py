"""Nemotron and Minitron: half of each head turned, layer norm around one, ReLU squared (Parmar et al. 2024)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, both, llama
from attnx.model.families.rope import rotary
from attnx.model.loading import Table
from attnx.model.spec import MLP, GatedMLP, LayerNorm, Spec


def spec(config: Config) -> Spec:
    positions = rotary(config, llama.d_head(config), share="partial_rotary_factor")
    plain = llama.common(config, positions, norm=LayerNorm(config.small("norm_eps"), around_one=True))
    assert isinstance(plain.mlp, GatedMLP)
    return replace(plain, mlp=MLP(plain.mlp.d_ff, plain.mlp.activation))


NORMS = {
    "attention_norm": llama.LAYER + "input_layernorm",
    "mlp_norm": llama.LAYER + "post_attention_layernorm",
    "final_norm": "norm",
}
FAMILY = Family(spec, Table({**llama.OUTSIDE, **both(llama.PROJECTIONS), **both(NORMS)}, llama.RENAMES))
