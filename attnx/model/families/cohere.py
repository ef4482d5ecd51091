"""Command R: rotary positions by neighbours, attention and network side by side after one norm (Cohere 2024)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, both, llama
from attnx.model.families.rope import rotary
from attnx.model.loading import Table
from attnx.model.spec import LanguageHead, LayerNorm, Parallel, Spec


def spec(config: Config) -> Spec:
    config.ignore("model_max_length", "how long its tokenizer lets a text be")
    config.only("use_qk_norm", False)  # a norm of its own for each head
    config.only("head_dim", config.size("hidden_size") // config.size("num_attention_heads"))
    positions = replace(rotary(config, llama.d_head(config)), neighbours=True)
    plain = llama.common(config, positions, norm=LayerNorm(config.small("layer_norm_eps")))
    assert isinstance(plain.head, LanguageHead)
    return replace(
        plain,
        arrangement=Parallel(one_norm=True),
        head=replace(plain.head, scale=config.small("logit_scale")),
    )


NORMS = {"attention_norm.weight": llama.LAYER + "input_layernorm.weight"}
FAMILY = Family(spec, Table({**llama.OUTSIDE, **both(llama.PROJECTIONS), **NORMS}, llama.RENAMES))
