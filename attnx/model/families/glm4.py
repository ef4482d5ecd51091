"""GLM-4: Llama with norms before and after each sublayer, half of each head turned by neighbours (Zeng et al. 2024)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, both, llama
from attnx.model.families.rope import rotary
from attnx.model.loading import Fused, Table
from attnx.model.spec import Sandwich, Spec


def spec(config: Config) -> Spec:
    positions = rotary(config, llama.d_head(config), share="partial_rotary_factor")
    plain = llama.common(config, replace(positions, neighbours=True))
    return replace(plain, arrangement=Sandwich(), biased=plain.biased - {"o"})


LAYER = llama.LAYER
NAMES = {
    **{part: f"{LAYER}self_attn.{part}_proj" for part in "qkvo"},
    "gate_up": LAYER + "mlp.gate_up_proj",
    "down": LAYER + "mlp.down_proj",
}
NORMS = {
    "attention_norm.weight": LAYER + "input_layernorm.weight",
    "attention_inner_norm.weight": LAYER + "post_self_attn_layernorm.weight",
    "mlp_norm.weight": LAYER + "post_attention_layernorm.weight",
    "mlp_inner_norm.weight": LAYER + "post_mlp_layernorm.weight",
}
FAMILY = Family(
    spec,
    Table(
        names={**llama.OUTSIDE, **both(NAMES), **NORMS},
        renames=llama.RENAMES,
        fused={"gate_up": Fused(("gate", "up"))},
    ),
)
