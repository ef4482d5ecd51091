"""Falcon: attention and network side by side; all heads share one key and value, or groups do (Almazrouei 2023)."""

from __future__ import annotations

from attnx.model.config import Config
from attnx.model.families import Family
from attnx.model.families.rope import longest, rotary
from attnx.model.loading import Fused, Table
from attnx.model.ops import ACTIVATIONS
from attnx.model.spec import MLP, Arrangement, Causal, LanguageHead, LayerNorm, Parallel, PreNorm, Spec


def spec(config: Config) -> Spec:
    config.only("alibi", False)  # the reference adds its bias once or twice, as its kernel has it
    config.ignore("apply_residual_connection_post_layernorm", "it is not read")
    d_model, n_heads = (
        config.size("n_embed" if config.has("n_embed") else "hidden_size"),
        config.size("num_attention_heads"),
    )
    config.ignore("hidden_size", "n_embed says it")
    config.divides("num_attention_heads", n_heads, "hidden_size", d_model)
    n_kv_heads, arrangement = shared(config, n_heads)
    config.divides("num_kv_heads", n_kv_heads, "num_attention_heads", n_heads)
    positions = rotary(config, d_model // n_heads)
    return Spec(
        family=config.family,
        n_layers=config.size("num_hidden_layers"),
        n_heads=n_heads,
        n_kv_heads=n_kv_heads,
        d_model=d_model,
        d_head=d_model // n_heads,
        n_positions=longest(config, positions),
        positions=positions,
        pattern=Causal(),
        arrangement=arrangement,
        norm=LayerNorm(config.small("layer_norm_epsilon")),
        mlp=MLP(config.maybe_size("ffn_hidden_size") or 4 * d_model, config.choice("activation", ACTIVATIONS)),
        vocab_size=config.size("vocab_size"),
        final_norm=True,
        biased=frozenset(("q", "k", "v", "o", "up", "down") if config.take("bias", bool) else ()),
        head=LanguageHead(tied=config.take("tie_word_embeddings", bool)),
    )


def shared(config: Config, n_heads: int) -> tuple[int, Arrangement]:
    """How many keys and values there are, and how the sublayers stand: as in Falcon 40B, or as in Falcon 7B."""
    newer, beside = config.take("new_decoder_architecture", bool), config.take("parallel_attn", bool)
    n_kv_heads, norms = config.maybe_size("num_kv_heads") or n_heads, config.maybe_size("num_ln_in_parallel_attn")
    one = config.take("multi_query", bool)
    if newer:
        if not beside:
            raise config.wrong("parallel_attn", "true")
        if norms not in (None, 1, 2):
            raise config.wrong("num_ln_in_parallel_attn", "1, 2")
        return n_kv_heads, Parallel(one_norm=norms == 1)
    if norms == 2:
        raise config.wrong("num_ln_in_parallel_attn", "1")
    if not one and n_kv_heads != n_heads:
        raise config.wrong("num_kv_heads", n_heads)
    return 1 if one else n_heads, Parallel(one_norm=True) if beside else PreNorm()


LAYER = "h.{layer}."
NAMES: dict[str, tuple[str, ...]] = {
    "qkv": (LAYER + "self_attention.query_key_value",),
    "o": (LAYER + "self_attention.dense",),
    "attention_norm": (LAYER + "input_layernorm", LAYER + "ln_attn"),
    "mlp_norm": (LAYER + "post_attention_layernorm", LAYER + "ln_mlp"),
    "up": (LAYER + "mlp.dense_h_to_4h",),
    "down": (LAYER + "mlp.dense_4h_to_h",),
    "final_norm": ("ln_f",),
}
FAMILY = Family(
    spec,
    Table(
        names={
            "token_embedding": "word_embeddings.weight",
            "head.weight": "lm_head.weight",
            **{
                f"{part}.{kind}": tuple(f"{name}.{kind}" for name in several)
                for part, several in NAMES.items()
                for kind in ("weight", "bias")
            },
        },
        renames=((r"^transformer\.", ""),),
        ignored={r"h\.\d+\.self_attention\.rotary_emb\.inv_freq": "the angles, computed here"},
        fused={"qkv": Fused(("q", "k", "v"), by_head=True)},
    ),
)
