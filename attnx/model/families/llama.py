"""Llama: rotary positions, RMSNorm, a gated network, grouped heads (Touvron et al. 2023; Llama 3, 2024)."""

from __future__ import annotations

from attnx.model.config import Config
from attnx.model.families import Family, both
from attnx.model.families.rope import longest, rotary
from attnx.model.families.windows import before
from attnx.model.loading import Table
from attnx.model.ops import ACTIVATIONS
from attnx.model.places import Rotary
from attnx.model.spec import GatedMLP, LanguageHead, Norming, PreNorm, RMSNorm, Spec

BIASES = {"attention_bias": ("q", "k", "v", "o"), "mlp_bias": ("gate", "up", "down")}


def spec(config: Config) -> Spec:
    return common(config, rotary(config, d_head(config)))


def d_head(config: Config) -> int:
    return config.maybe_size("head_dim") or config.size("hidden_size") // config.size("num_attention_heads")


def common(config: Config, positions: Rotary, activation: str = "hidden_act", norm: Norming | None = None) -> Spec:
    """What Llama and its many descendants have in common.

    `activation` is the key of its name, `norm` what a descendant has in place of Llama's.
    """
    d_model, n_heads = config.size("hidden_size"), config.size("num_attention_heads")
    n_kv_heads = config.maybe_size("num_key_value_heads") or n_heads
    config.divides("num_key_value_heads", n_kv_heads, "num_attention_heads", n_heads)
    config.ignore("rope_interleaved", "a note of the conversion")
    biased: set[str] = set()
    for key, parts in BIASES.items():
        if config.declares(key) and config.take(key, bool):
            biased.update(parts)
        config.ignore(key, "a key of other families, which is not read")
    return Spec(
        family=config.family,
        n_layers=config.size("num_hidden_layers"),
        n_heads=n_heads,
        n_kv_heads=n_kv_heads,
        d_model=d_model,
        d_head=d_head(config),
        n_positions=longest(config, positions),
        positions=positions,
        pattern=before(config),
        arrangement=PreNorm(),
        norm=norm or RMSNorm(config.small("rms_norm_eps")),
        mlp=GatedMLP(config.size("intermediate_size"), config.choice(activation, ACTIVATIONS)),
        vocab_size=config.size("vocab_size"),
        final_norm=True,
        biased=frozenset(biased),
        head=LanguageHead(tied=config.take("tie_word_embeddings", bool)),
    )


LAYER = "layers.{layer}."
PROJECTIONS = {
    "q": LAYER + "self_attn.q_proj",
    "k": LAYER + "self_attn.k_proj",
    "v": LAYER + "self_attn.v_proj",
    "o": LAYER + "self_attn.o_proj",
    "gate": LAYER + "mlp.gate_proj",
    "up": LAYER + "mlp.up_proj",
    "down": LAYER + "mlp.down_proj",
}
NORMS = {
    "attention_norm.weight": LAYER + "input_layernorm.weight",
    "mlp_norm.weight": LAYER + "post_attention_layernorm.weight",
}
OUTSIDE = {
    "token_embedding": "embed_tokens.weight",
    "final_norm.weight": "norm.weight",
    "head.weight": "lm_head.weight",
}
QK_NORMS = {"q_norm.weight": LAYER + "self_attn.q_norm.weight", "k_norm.weight": LAYER + "self_attn.k_norm.weight"}
RENAMES = ((r"^(model|transformer)\.", ""),)


FAMILY = Family(spec, Table({**OUTSIDE, **both(PROJECTIONS), **NORMS}, RENAMES))
