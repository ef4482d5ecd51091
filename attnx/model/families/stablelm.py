"""StableLM: Llama with layer norm, a quarter of each head turned (Bellagente et al. 2024)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, both, llama
from attnx.model.families.rope import rotary
from attnx.model.loading import Table
from attnx.model.spec import LayerNorm, Parallel, PreNorm, Spec


def spec(config: Config) -> Spec:
    config.only("qk_layernorm", False)  # a norm of its own for each head
    beside = config.take("use_parallel_residual", bool)
    positions = rotary(config, llama.d_head(config), share="partial_rotary_factor")
    return replace(
        llama.common(config, positions, norm=LayerNorm(config.small("layer_norm_eps"))),
        arrangement=Parallel(one_norm=True) if beside else PreNorm(),
        biased=frozenset(("q", "k", "v") if config.take("use_qkv_bias", bool) else ()),
    )


NORMS = {
    "attention_norm": llama.LAYER + "input_layernorm",
    "mlp_norm": llama.LAYER + "post_attention_layernorm",
    "final_norm": "norm",
}
FAMILY = Family(spec, Table({**llama.OUTSIDE, **both(llama.PROJECTIONS), **both(NORMS)}, llama.RENAMES))
