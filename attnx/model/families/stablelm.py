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
    beside = config.take("use_parallel_residual", bool, False)
    return replace(
        llama.common(config, rotary(config, llama.d_head(config), usual=0.25)),
        arrangement=Parallel(one_norm=True) if beside else PreNorm(),
        norm=LayerNorm(config.small("layer_norm_eps", 1e-5)),
        biased=frozenset(("q", "k", "v") if config.take("use_qkv_bias", bool, False) else ()),
    )


NORMS = {
    "attention_norm": llama.LAYER + "input_layernorm",
    "mlp_norm": llama.LAYER + "post_attention_layernorm",
    "final_norm": "norm",
}
FAMILY = Family(spec, Table({**llama.OUTSIDE, **both(llama.PROJECTIONS), **both(NORMS)}, llama.RENAMES, llama.IGNORED))
