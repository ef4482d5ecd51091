"""Gemma 2: norms before and after each sublayer, soft caps, every other layer with a window (Gemma team 2024)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, both, llama
from attnx.model.families.rope import rotary
from attnx.model.families.windows import windowed_layers
from attnx.model.loading import Table
from attnx.model.ops import ACTIVATIONS
from attnx.model.spec import Elsewhere, GatedMLP, LanguageHead, RMSNorm, Rotary, Sandwich, SlidingWindow, Spec


def common(config: Config, positions: Rotary) -> Spec:
    """What Gemma 2 and 3 have in common, still without windows."""
    plain = llama.common(config, positions)
    config.only("use_bidirectional_attention", False, None)
    activation = config.choice("hidden_activation", ACTIVATIONS, "gelu_pytorch_tanh")
    scalar = config.take("query_pre_attn_scalar", float, 256.0)
    return replace(
        plain,
        arrangement=Sandwich(),
        norm=RMSNorm(config.small("rms_norm_eps", 1e-6), around_one=True),
        mlp=GatedMLP(config.size("intermediate_size"), activation),
        embedding_scale=float(plain.d_model**0.5),
        scaling=float(scalar**-0.5),
        soft_cap=config.maybe("attn_logit_softcapping", float),
        head=LanguageHead(
            tied=config.take("tie_word_embeddings", bool, True),
            soft_cap=config.maybe("final_logit_softcapping", float),
        ),
    )


def spec(config: Config) -> Spec:
    plain = common(config, rotary(config, llama.d_head(config)))
    layers = windowed_layers(config, plain.n_layers, frozenset(range(0, plain.n_layers, 2)))
    near = SlidingWindow(config.size("sliding_window", 4096))
    return replace(plain, elsewhere=Elsewhere(layers, near, plain.positions))


NORMS = {
    "attention_norm.weight": llama.LAYER + "input_layernorm.weight",
    "attention_inner_norm.weight": llama.LAYER + "post_attention_layernorm.weight",
    "mlp_norm.weight": llama.LAYER + "pre_feedforward_layernorm.weight",
    "mlp_inner_norm.weight": llama.LAYER + "post_feedforward_layernorm.weight",
}
NAMES = {**llama.OUTSIDE, **both(llama.PROJECTIONS), **NORMS}
FAMILY = Family(spec, Table(NAMES, llama.RENAMES, llama.IGNORED))
