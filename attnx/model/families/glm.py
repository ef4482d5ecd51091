"""GLM: Llama with half of each head turned by neighbours, gate and up in one tensor (GLM team 2024)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, both, llama
from attnx.model.families.rope import rotary
from attnx.model.loading import Fused, Table
from attnx.model.spec import Spec


def spec(config: Config) -> Spec:
    positions = rotary(config, llama.d_head(config), share="partial_rotary_factor")
    plain = llama.common(config, replace(positions, neighbours=True))
    return replace(plain, biased=plain.biased - {"o"})


NAMES = {
    **{part: f"{llama.LAYER}self_attn.{part}_proj" for part in "qkvo"},
    "gate_up": llama.LAYER + "mlp.gate_up_proj",
    "down": llama.LAYER + "mlp.down_proj",
}
FAMILY = Family(
    spec,
    Table(
        names={**llama.OUTSIDE, **both(NAMES), **llama.NORMS},
        renames=llama.RENAMES,
        fused={"gate_up": Fused(("gate", "up"))},
    ),
)
