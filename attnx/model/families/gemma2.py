"""Gemma 2: norms before and after each sublayer, soft caps, every other layer with a window (Gemma team 2024)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, both, llama
from attnx.model.families.rope import rotary
from attnx.model.families.windows import near, windowed_layers
from attnx.model.loading import Table
from attnx.model.places import Rotary
from attnx.model.spec import Elsewhere, LanguageHead, RMSNorm, Sandwich, Spec


def common(config: Config, positions: Rotary) -> Spec:
    """What Gemma 2 and 3 have in common, still without windows."""
    norm = RMSNorm(config.small("rms_norm_eps"), around_one=True)
    plain = llama.common(config, positions, "hidden_activation", norm)
    config.ignore("hidden_act", "hidden_activation says it")
    scalar = config.small("query_pre_attn_scalar")
    return replace(
        plain,
        arrangement=Sandwich(),
        embedding_scale=float(plain.d_model**0.5),
        scaling=float(scalar**-0.5),
        head=LanguageHead(
            tied=config.take("tie_word_embeddings", bool),
            soft_cap=config.maybe_small("final_logit_softcapping"),
        ),
    )


def spec(config: Config) -> Spec:
    config.only("use_bidirectional_attention", False, None)  # which mask it then has depends on the kernel
    plain = common(config, rotary(config, llama.d_head(config)))
    layers = windowed_layers(config, plain.n_layers, frozenset(range(0, plain.n_layers, 2)))
    window = near(config, config.size("sliding_window"))
    cap = config.maybe_small("attn_logit_softcapping")
    return replace(plain, soft_cap=cap, elsewhere=Elsewhere(layers, window, plain.positions))


NORMS = {
    "attention_norm.weight": llama.LAYER + "input_layernorm.weight",
    "attention_inner_norm.weight": llama.LAYER + "post_attention_layernorm.weight",
    "mlp_norm.weight": llama.LAYER + "pre_feedforward_layernorm.weight",
    "mlp_inner_norm.weight": llama.LAYER + "post_feedforward_layernorm.weight",
}
NAMES = {**llama.OUTSIDE, **both(llama.PROJECTIONS), **NORMS}
FAMILY = Family(spec, Table(NAMES, llama.RENAMES))
