"""GPT-NeoX and Pythia: rotary positions, attention and network side by side (Black et al. 2022)."""

from __future__ import annotations

from attnx.model.config import Config
from attnx.model.families import Family, both
from attnx.model.families.rope import rotary
from attnx.model.loading import Fused, Table
from attnx.model.ops import ACTIVATIONS
from attnx.model.spec import MLP, Causal, LanguageHead, LayerNorm, Parallel, PreNorm, Spec


def spec(config: Config) -> Spec:
    d_model, n_heads = config.size("hidden_size"), config.size("num_attention_heads")
    config.divides("num_attention_heads", n_heads, "hidden_size", d_model)
    projections = ("q", "k", "v", "o") if config.take("attention_bias", bool) else ()
    positions = rotary(config, d_model // n_heads, theta="rotary_emb_base", share="rotary_pct")
    return Spec(
        family=config.family,
        n_layers=config.size("num_hidden_layers"),
        n_heads=n_heads,
        n_kv_heads=n_heads,
        d_model=d_model,
        d_head=d_model // n_heads,
        n_positions=config.size("max_position_embeddings"),
        positions=positions,
        pattern=Causal(),
        arrangement=Parallel() if config.take("use_parallel_residual", bool) else PreNorm(),
        norm=LayerNorm(config.small("layer_norm_eps")),
        mlp=MLP(config.size("intermediate_size"), config.choice("hidden_act", ACTIVATIONS)),
        vocab_size=config.size("vocab_size"),
        final_norm=True,
        biased=frozenset(("up", "down", *projections)),
        head=LanguageHead(tied=config.take("tie_word_embeddings", bool)),
    )


NAMES = {
    "attention_norm": "layers.{layer}.input_layernorm",
    "qkv": "layers.{layer}.attention.query_key_value",
    "o": "layers.{layer}.attention.dense",
    "mlp_norm": "layers.{layer}.post_attention_layernorm",
    "up": "layers.{layer}.mlp.dense_h_to_4h",
    "down": "layers.{layer}.mlp.dense_4h_to_h",
    "final_norm": "final_layer_norm",
}
FAMILY = Family(
    spec,
    Table(
        names={
            "token_embedding": "embed_in.weight",
            **both(NAMES),
            "head.weight": "embed_out.weight",
        },
        renames=((r"^gpt_neox\.", ""), (r"^lm_head\.", "embed_out.")),
        ignored={r"layers\.\d+\.attention\.(masked_)?bias": "the causal mask"},
        fused={"qkv": Fused(("q", "k", "v"), by_head=True)},
    ),
)
