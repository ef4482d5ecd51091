"""OPT: GPT-2's arrangement with a network of ReLU; the model of 350M has narrow embeddings (Zhang et al. 2022)."""

from __future__ import annotations

from attnx.model.config import Config
from attnx.model.families import Family, both
from attnx.model.loading import Table
from attnx.model.ops import ACTIVATIONS
from attnx.model.places import Learned
from attnx.model.spec import MLP, Causal, LanguageHead, LayerNorm, Narrow, PostNorm, PreNorm, Spec

FIRST = 2  # rows of the table of places before that of the first token


def spec(config: Config) -> Spec:
    d_model, n_heads = config.size("hidden_size"), config.size("num_attention_heads")
    config.divides("num_attention_heads", n_heads, "hidden_size", d_model)
    config.only("layer_norm_elementwise_affine", True)
    config.ignore("layerdrop", "dropout is for training")
    first = config.take("do_layer_norm_before", bool)
    bare = config.take("_remove_final_layer_norm", bool)
    width = config.maybe_size("word_embed_proj_dim") or d_model
    limit = config.size("max_position_embeddings")
    projections = ("q", "k", "v", "o", "up", "down") if config.take("enable_bias", bool) else ()
    return Spec(
        family=config.family,
        n_layers=config.size("num_hidden_layers"),
        n_heads=n_heads,
        n_kv_heads=n_heads,
        d_model=d_model,
        d_head=d_model // n_heads,
        n_positions=limit,
        positions=Learned(limit, FIRST),
        pattern=Causal(),
        arrangement=PreNorm() if first else PostNorm(),
        norm=LayerNorm(1e-5),
        mlp=MLP(config.size("ffn_dim"), config.choice("activation_function", ACTIVATIONS)),
        vocab_size=config.size("vocab_size"),
        narrow=None if width == d_model else Narrow(width, tokens_alone=True),
        final_norm=first and not bare,
        biased=frozenset(projections),
        head=LanguageHead(tied=config.take("tie_word_embeddings", bool)),
    )


LAYER = "layers.{layer}."
NAMES = {
    **{part: f"{LAYER}self_attn.{part}_proj" for part in "qkv"},
    "o": LAYER + "self_attn.out_proj",
    "attention_norm": LAYER + "self_attn_layer_norm",
    "up": LAYER + "fc1",
    "down": LAYER + "fc2",
    "mlp_norm": LAYER + "final_layer_norm",
    "final_norm": "final_layer_norm",
}
FAMILY = Family(
    spec,
    Table(
        names={
            "token_embedding": "embed_tokens.weight",
            "embedding_projection.weight": "project_in.weight",
            "position_embedding": "embed_positions.weight",
            **both(NAMES),
            "head.dense.weight": "project_out.weight",
            "head.weight": "lm_head.weight",
        },
        renames=((r"^model\.", ""), (r"^decoder\.", "")),
    ),
)
