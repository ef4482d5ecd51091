"""BERT: a bidirectional encoder with learned positions and post-norm (Devlin et al. 2018)."""

from __future__ import annotations

from attnx.model.config import Config
from attnx.model.families import Family
from attnx.model.loading import Table
from attnx.model.ops import ACTIVATIONS
from attnx.model.places import Learned
from attnx.model.spec import MLP, Bidirectional, LayerNorm, MaskedHead, PostNorm, Spec


def spec(config: Config) -> Spec:
    plain = encoder(config)
    config.only("embedding_size", plain.d_model)
    return plain


def encoder(config: Config) -> Spec:
    """BERT, whatever the width of its embeddings."""
    d_model, n_heads = config.size("hidden_size"), config.size("num_attention_heads")
    activation = config.choice("hidden_act", ACTIVATIONS)
    config.only("position_embedding_type", "absolute")
    config.divides("num_attention_heads", n_heads, "hidden_size", d_model)
    return Spec(
        family=config.family,
        n_layers=config.size("num_hidden_layers"),
        n_heads=n_heads,
        n_kv_heads=n_heads,
        d_model=d_model,
        d_head=d_model // n_heads,
        n_positions=config.size("max_position_embeddings"),
        positions=Learned(config.size("max_position_embeddings")),
        pattern=Bidirectional(),
        arrangement=PostNorm(),
        norm=LayerNorm(config.small("layer_norm_eps")),
        mlp=MLP(config.size("intermediate_size"), activation),
        vocab_size=config.size("vocab_size"),
        n_segments=config.count("type_vocab_size") if config.declares("type_vocab_size") else 0,
        embedding_norm=True,
        biased=frozenset(("q", "k", "v", "o", "up", "down", "dense")),
        head=MaskedHead(activation, is_tied(config)),
    )


def is_tied(config: Config) -> bool:
    """Whether the head is the token embedding read backwards."""
    return config.take("tie_word_embeddings", bool, True)


LAYER = "encoder.layer.{layer}."
FAMILY = Family(
    spec,
    Table(
        names={
            "token_embedding": "embeddings.word_embeddings.weight",
            "position_embedding": "embeddings.position_embeddings.weight",
            "segment_embedding": "embeddings.token_type_embeddings.weight",
            "embedding_norm.weight": "embeddings.LayerNorm.weight",
            "embedding_norm.bias": "embeddings.LayerNorm.bias",
            "q.weight": LAYER + "attention.self.query.weight",
            "q.bias": LAYER + "attention.self.query.bias",
            "k.weight": LAYER + "attention.self.key.weight",
            "k.bias": LAYER + "attention.self.key.bias",
            "v.weight": LAYER + "attention.self.value.weight",
            "v.bias": LAYER + "attention.self.value.bias",
            "o.weight": LAYER + "attention.output.dense.weight",
            "o.bias": LAYER + "attention.output.dense.bias",
            "attention_norm.weight": LAYER + "attention.output.LayerNorm.weight",
            "attention_norm.bias": LAYER + "attention.output.LayerNorm.bias",
            "up.weight": LAYER + "intermediate.dense.weight",
            "up.bias": LAYER + "intermediate.dense.bias",
            "down.weight": LAYER + "output.dense.weight",
            "down.bias": LAYER + "output.dense.bias",
            "mlp_norm.weight": LAYER + "output.LayerNorm.weight",
            "mlp_norm.bias": LAYER + "output.LayerNorm.bias",
            "head.dense.weight": "cls.predictions.transform.dense.weight",
            "head.dense.bias": "cls.predictions.transform.dense.bias",
            "head.norm.weight": "cls.predictions.transform.LayerNorm.weight",
            "head.norm.bias": "cls.predictions.transform.LayerNorm.bias",
            "head.weight": "cls.predictions.decoder.weight",
            "head.bias": ("cls.predictions.decoder.bias", "cls.predictions.bias"),
        },
        renames=(
            (r"^bert\.", ""),  # written by a model with a head on top
            (r"LayerNorm\.gamma$", "LayerNorm.weight"),  # converted from TensorFlow
            (r"LayerNorm\.beta$", "LayerNorm.bias"),
        ),
        ignored={
            r"cls\.seq_relationship\..*": "the head that told whether two sentences follow each other",
        },
    ),
)
