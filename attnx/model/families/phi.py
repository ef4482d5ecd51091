"""Phi 1 to 2: attention and network side by side after one norm, half of each head turned (Gunasekar et al. 2023)."""

from __future__ import annotations

from attnx.model.config import Config
from attnx.model.families import Family, both
from attnx.model.families.rope import rotary
from attnx.model.loading import Table
from attnx.model.ops import ACTIVATIONS
from attnx.model.spec import MLP, Causal, HeadNorm, LanguageHead, LayerNorm, Parallel, Spec


def spec(config: Config) -> Spec:
    d_model, n_heads = config.size("hidden_size"), config.size("num_attention_heads")
    n_kv_heads = config.maybe_size("num_key_value_heads") or n_heads
    config.divides("num_attention_heads", n_heads, "hidden_size", d_model)
    config.divides("num_key_value_heads", n_kv_heads, "num_attention_heads", n_heads)
    return Spec(
        family=config.family,
        n_layers=config.size("num_hidden_layers"),
        n_heads=n_heads,
        n_kv_heads=n_kv_heads,
        d_model=d_model,
        d_head=d_model // n_heads,
        n_positions=config.size("max_position_embeddings"),
        positions=rotary(config, d_model // n_heads, share="partial_rotary_factor"),
        pattern=Causal(),
        arrangement=Parallel(one_norm=True),
        norm=LayerNorm(config.small("layer_norm_eps")),
        mlp=MLP(config.size("intermediate_size"), config.choice("hidden_act", ACTIVATIONS)),
        vocab_size=config.size("vocab_size"),
        final_norm=True,
        biased=frozenset(("q", "k", "v", "o", "up", "down")),
        qk_norm=HeadNorm() if config.take("qk_layernorm", bool) else None,
        head=LanguageHead(tied=config.take("tie_word_embeddings", bool)),
    )


LAYER = "layers.{layer}."
NAMES = {
    **{part: f"{LAYER}self_attn.{part}_proj" for part in "qkv"},
    "o": LAYER + "self_attn.dense",
    "q_norm": LAYER + "self_attn.q_layernorm",
    "k_norm": LAYER + "self_attn.k_layernorm",
    "attention_norm": LAYER + "input_layernorm",
    "up": LAYER + "mlp.fc1",
    "down": LAYER + "mlp.fc2",
    "final_norm": "final_layernorm",
}
FAMILY = Family(
    spec,
    Table(
        names={
            "token_embedding": "embed_tokens.weight",
            **both(NAMES),
            "head.weight": "lm_head.weight",
            "head.bias": "lm_head.bias",
        },
        renames=((r"^model\.", ""),),
    ),
)
