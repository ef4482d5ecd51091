"""BLOOM: a decoder of many languages, no place told but a slope for the distance (ALiBi; BigScience 2022)."""

from __future__ import annotations

from attnx.model.config import Config
from attnx.model.families import Family, both
from attnx.model.families.t5 import LONGEST
from attnx.model.loading import Fused, Table
from attnx.model.places import Alibi, NoPosition
from attnx.model.spec import MLP, Causal, LanguageHead, LayerNorm, PreNorm, Spec

OLDER = {
    "attention_softmax_in_fp32": "how the same numbers are computed",
    "bias_dropout_fusion": "how the same numbers are computed",
    "masked_softmax_fusion": "how the same numbers are computed",
    "skip_bias_add": "how the same numbers are computed",
    "skip_bias_add_qkv": "how the same numbers are computed",
    "slow_but_exact": "how the same numbers are computed",
    "offset_alibi": "a note of the conversion",
    "seq_length": "any length can be read",
    "n_inner": "it is four times the width",
}


def spec(config: Config) -> Spec:
    d_model = config.size("n_embed" if config.has("n_embed") else "hidden_size")
    heads = "num_attention_heads" if config.has("num_attention_heads") else "n_head"
    layers = "num_hidden_layers" if config.has("num_hidden_layers") else "n_layer"
    n_heads = config.size(heads)
    config.divides(heads, n_heads, "hidden_size", d_model)
    config.only("apply_residual_connection_post_layernorm", False)
    for key, reason in OLDER.items():
        config.ignore(key, reason)
    return Spec(
        family=config.family,
        n_layers=config.size(layers),
        n_heads=n_heads,
        n_kv_heads=n_heads,
        d_model=d_model,
        d_head=d_model // n_heads,
        n_positions=LONGEST,
        positions=NoPosition(),
        bias=Alibi(),
        pattern=Causal(),
        arrangement=PreNorm(),
        norm=LayerNorm(config.small("layer_norm_epsilon")),
        mlp=MLP(4 * d_model, "gelu_bloom"),
        vocab_size=config.size("vocab_size"),
        embedding_norm=True,
        final_norm=True,
        biased=frozenset(("q", "k", "v", "o", "up", "down")),
        head=LanguageHead(tied=config.take("tie_word_embeddings", bool)),
    )


LAYER = "h.{layer}."
NAMES = {
    "embedding_norm": "word_embeddings_layernorm",
    "qkv": LAYER + "self_attention.query_key_value",
    "o": LAYER + "self_attention.dense",
    "attention_norm": LAYER + "input_layernorm",
    "mlp_norm": LAYER + "post_attention_layernorm",
    "up": LAYER + "mlp.dense_h_to_4h",
    "down": LAYER + "mlp.dense_4h_to_h",
    "final_norm": "ln_f",
}
FAMILY = Family(
    spec,
    Table(
        names={"token_embedding": "word_embeddings.weight", **both(NAMES), "head.weight": "lm_head.weight"},
        renames=((r"^transformer\.", ""),),
        fused={"qkv": Fused(("q", "k", "v"), by_head=True)},
    ),
)
