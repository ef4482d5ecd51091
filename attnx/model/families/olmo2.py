"""OLMo 2: Llama with its norms after each sublayer, and all queries and all keys normalised (OLMo team 2024)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, both, llama
from attnx.model.loading import Table
from attnx.model.spec import InnerNorm, JoinedNorm, Spec


def spec(config: Config) -> Spec:
    return replace(llama.spec(config), arrangement=InnerNorm(), qk_norm=JoinedNorm())


NORMS = {
    "attention_inner_norm.weight": llama.LAYER + "post_attention_layernorm.weight",
    "mlp_inner_norm.weight": llama.LAYER + "post_feedforward_layernorm.weight",
    **llama.QK_NORMS,
}
FAMILY = Family(spec, Table({**llama.OUTSIDE, **both(llama.PROJECTIONS), **NORMS}, llama.RENAMES))
