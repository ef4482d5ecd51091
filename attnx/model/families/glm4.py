"""GLM-4: GLM with norms before and after each sublayer (Zeng et al. 2024)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, glm, llama
from attnx.model.spec import Sandwich, Spec


def spec(config: Config) -> Spec:
    return replace(glm.spec(config), arrangement=Sandwich())


NORMS = {
    "attention_inner_norm.weight": llama.LAYER + "post_self_attn_layernorm.weight",
    "mlp_inner_norm.weight": llama.LAYER + "post_mlp_layernorm.weight",
}
FAMILY = Family(spec, replace(glm.FAMILY.table, names={**glm.FAMILY.table.names, **NORMS}))
