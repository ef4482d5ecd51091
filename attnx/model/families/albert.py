"""ALBERT: BERT with narrow embeddings and one set of weights for all layers (Lan et al. 2019)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, bert, both
from attnx.model.loading import Table
from attnx.model.ops import ACTIVATIONS
from attnx.model.spec import MLP, MaskedHead, Narrow, Spec


def spec(config: Config) -> Spec:
    config.only("inner_group_num", 1)
    for key in ("classifier_dropout_prob", "down_scale_factor", "gap_size", "net_structure_type", "num_memory_blocks"):
        config.ignore(key, "for training, and notes of the conversion")
    activation = config.choice("hidden_act", ACTIVATIONS)
    plain = bert.encoder(config)
    return replace(
        plain,
        narrow=Narrow(config.size("embedding_size")),
        stored_layers=config.size("num_hidden_groups"),
        mlp=MLP(config.size("intermediate_size"), activation),
        biased=plain.biased | {"embedding_projection"},
        head=MaskedHead(activation, bert.is_tied(config)),
    )


LAYER = "encoder.albert_layer_groups.{layer}.albert_layers.0."
NAMES = {
    "embedding_norm": "embeddings.LayerNorm",
    "embedding_projection": "encoder.embedding_hidden_mapping_in",
    "q": LAYER + "attention.query",
    "k": LAYER + "attention.key",
    "v": LAYER + "attention.value",
    "o": LAYER + "attention.dense",
    "attention_norm": LAYER + "attention.LayerNorm",
    "up": LAYER + "ffn",
    "down": LAYER + "ffn_output",
    "mlp_norm": LAYER + "full_layer_layer_norm",
    "head.dense": "predictions.dense",
    "head.norm": "predictions.LayerNorm",
}
FAMILY = Family(
    spec,
    Table(
        names={
            "token_embedding": "embeddings.word_embeddings.weight",
            "position_embedding": "embeddings.position_embeddings.weight",
            "segment_embedding": "embeddings.token_type_embeddings.weight",
            **both(NAMES),
            "head.weight": "predictions.decoder.weight",
            "head.bias": ("predictions.decoder.bias", "predictions.bias"),
        },
        renames=((r"^albert\.", ""),),
        ignored={
            r"sop_classifier\..*": "the head that told whether two sentences are in order",
        },
    ),
)
