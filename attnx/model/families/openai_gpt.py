"""GPT, the first: a causal decoder with learned positions and post-norm (Radford et al. 2018)."""

from __future__ import annotations

from attnx.model.config import Config
from attnx.model.families import Family, both, gpt2
from attnx.model.loading import Table
from attnx.model.places import Learned
from attnx.model.spec import MLP, Causal, LanguageHead, LayerNorm, PostNorm, Spec

ACTIVATIONS = {"gelu": "gelu_new", "relu": "relu", "silu": "silu", "swish": "silu"}  # its gelu is the approximation


def spec(config: Config) -> Spec:
    d_model, n_heads, limit = config.size("n_embd"), config.size("n_head"), config.size("n_positions")
    config.divides("n_head", n_heads, "n_embd", d_model)
    config.ignore("n_ctx", "n_positions says it")
    config.ignore("n_special", "they are in the vocabulary")
    config.ignore("predict_special_tokens", "the head is as wide as the vocabulary")
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
        arrangement=PostNorm(),
        norm=LayerNorm(config.small("layer_norm_epsilon")),
        mlp=MLP(4 * d_model, ACTIVATIONS[config.choice("afn", ACTIVATIONS)]),
        vocab_size=config.size("vocab_size"),
        biased=frozenset(("q", "k", "v", "o", "up", "down")),
        head=LanguageHead(tied=config.take("tie_word_embeddings", bool)),
    )


FAMILY = Family(
    spec,
    Table(
        names={
            "token_embedding": "tokens_embed.weight",
            "position_embedding": "positions_embed.weight",
            **both({part: name for part, name in gpt2.NAMES.items() if part != "final_norm"}),
            "head.weight": "lm_head.weight",
        },
        renames=gpt2.FAMILY.table.renames,
        ignored={**gpt2.FAMILY.table.ignored, "position_ids": "the numbers 0, 1, 2, …"},
        fused=gpt2.FAMILY.table.fused,
        transposed=False,
    ),
)
