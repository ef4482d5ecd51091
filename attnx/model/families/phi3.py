"""Phi-3: Llama with q, k, v in one tensor, and gate and up in another (Abdin et al. 2024)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, llama
from attnx.model.families.rope import rotary
from attnx.model.families.windows import window
from attnx.model.loading import Fused, Table
from attnx.model.places import LongRope
from attnx.model.spec import Spec


def spec(config: Config) -> Spec:
    positions = rotary(config, llama.d_head(config), share="partial_rotary_factor")
    if not isinstance(positions.scaling, LongRope | None):
        raise config.wrong("rope_scaling" if config.has("rope_scaling") else "rope_parameters", "default, longrope")
    return replace(llama.common(config, positions), pattern=window(config))


LAYER = llama.LAYER
FAMILY = Family(
    spec,
    Table(
        names={
            **llama.OUTSIDE,
            **llama.NORMS,
            "qkv.weight": LAYER + "self_attn.qkv_proj.weight",
            "o.weight": LAYER + "self_attn.o_proj.weight",
            "gate_up.weight": LAYER + "mlp.gate_up_proj.weight",
            "down.weight": LAYER + "mlp.down_proj.weight",
        },
        renames=llama.RENAMES,
        fused={"qkv": Fused(("q", "k", "v")), "gate_up": Fused(("gate", "up"))},
    ),
)
