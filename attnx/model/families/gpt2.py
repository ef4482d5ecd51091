"""GPT-2: a causal decoder with learned positions and pre-norm (Radford et al. 2019)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, both
from attnx.model.loading import Fused, Table
from attnx.model.ops import ACTIVATIONS
from attnx.model.places import Learned
from attnx.model.spec import MLP, Causal, LanguageHead, LayerNorm, PreNorm, Spec


def spec(config: Config) -> Spec:
    return replace(common(config), scaled_by_layer=config.take("scale_attn_by_inverse_layer_idx", bool))


def common(config: Config) -> Spec:
    """What GPT-2 and its descendants have in common."""
    d_model, n_heads = config.size("n_embd"), config.size("n_head")
    config.divides("n_head", n_heads, "n_embd", d_model)
    config.ignore("n_ctx", "n_positions says it")
    config.ignore("reorder_and_upcast_attn", "the same numbers in another order")
    d_ff = config.maybe_size("n_inner") or 4 * d_model
    limit = config.size("n_positions")
    return Spec(
        family=config.family,
        n_layers=config.size("n_layer"),
        n_heads=n_heads,
        n_kv_heads=n_heads,
        d_model=d_model,
        d_head=d_model // n_heads,
        n_positions=limit,
        positions=Learned(limit),
        pattern=Causal(),
        arrangement=PreNorm(),
        norm=LayerNorm(config.small("layer_norm_epsilon")),
        mlp=MLP(d_ff, config.choice("activation_function", ACTIVATIONS)),
        vocab_size=config.size("vocab_size"),
        final_norm=True,
        biased=frozenset(("q", "k", "v", "o", "up", "down")),
        scaling=None if config.take("scale_attn_weights", bool) else 1.0,
        head=LanguageHead(tied=config.take("tie_word_embeddings", bool)),
    )


NAMES = {
    "attention_norm": "h.{layer}.ln_1",
    "qkv": "h.{layer}.attn.c_attn",
    "o": "h.{layer}.attn.c_proj",
    "mlp_norm": "h.{layer}.ln_2",
    "up": "h.{layer}.mlp.c_fc",
    "down": "h.{layer}.mlp.c_proj",
    "final_norm": "ln_f",
}
FAMILY = Family(
    spec,
    Table(
        names={
            "token_embedding": "wte.weight",
            "position_embedding": "wpe.weight",
            **both(NAMES),
            "head.weight": "lm_head.weight",
        },
        renames=((r"^transformer\.", ""),),
        ignored={r"h\.\d+\.attn\.(masked_)?bias": "the causal mask"},
        fused={"qkv": Fused(("q", "k", "v"))},
        transposed=False,
    ),
)
