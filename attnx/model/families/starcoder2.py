"""StarCoder 2: a decoder of programs, with biases everywhere and a window (Lozhkov et al. 2024)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, both, llama
from attnx.model.families.rope import rotary
from attnx.model.families.windows import window
from attnx.model.loading import Table
from attnx.model.ops import ACTIVATIONS
from attnx.model.spec import MLP, LayerNorm, Spec

BIASED = ("q", "k", "v", "o", "up", "down")


def spec(config: Config) -> Spec:
    config.ignore("residual_dropout", "dropout is for training")
    config.ignore("layer_norm_epsilon", "norm_epsilon says it")
    for key in ("attention_softmax_in_fp32", "scale_attention_softmax_in_fp32"):
        config.ignore(key, "how the same numbers are computed")
    config.only("scale_attn_weights", True)
    config.only("norm_type", "layer_norm")
    config.only("mlp_type", "default")
    activation = config.choice("hidden_act", ACTIVATIONS)
    norm = LayerNorm(config.small("norm_epsilon"))
    return replace(
        llama.common(config, rotary(config, llama.d_head(config)), norm=norm),
        pattern=window(config),
        mlp=MLP(config.size("intermediate_size"), activation),
        biased=frozenset(BIASED if config.take("use_bias", bool) else ()),
    )


NAMES = {
    **{part: f"layers.{{layer}}.self_attn.{part}_proj" for part in "qkvo"},
    "attention_norm": "layers.{layer}.input_layernorm",
    "mlp_norm": "layers.{layer}.post_attention_layernorm",
    "up": "layers.{layer}.mlp.c_fc",
    "down": "layers.{layer}.mlp.c_proj",
    "final_norm": "norm",
}
FAMILY = Family(spec, Table({**llama.OUTSIDE, **both(NAMES)}, llama.RENAMES))
