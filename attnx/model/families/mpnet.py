"""MPNet: BERT with places from two on, and a bias for each distance shared by all layers (Song et al. 2020)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, bert, both, roberta
from attnx.model.loading import Table
from attnx.model.places import LearnedBesidePads, RelativeBias
from attnx.model.spec import MaskedHead, Spec

PAD = 1  # the reference's, whatever the config says
BUCKETS, FURTHEST = 32, 128


def spec(config: Config) -> Spec:
    config.only("relative_attention_num_buckets", BUCKETS)  # the reference knows no other number
    plain = bert.spec(config)
    limit = plain.n_positions - PAD - 1
    return replace(
        plain,
        n_positions=limit,
        positions=LearnedBesidePads(limit, PAD),
        bias=RelativeBias(BUCKETS, FURTHEST),
        head=MaskedHead("gelu", bert.is_tied(config)),
    )


LAYER = "encoder.layer.{layer}."
NAMES = {
    **{part: f"{LAYER}attention.attn.{part}" for part in "qkvo"},
    "attention_norm": LAYER + "attention.LayerNorm",
    "up": LAYER + "intermediate.dense",
    "down": LAYER + "output.dense",
    "mlp_norm": LAYER + "output.LayerNorm",
    "embedding_norm": "embeddings.LayerNorm",
}
FAMILY = Family(
    spec,
    Table(
        names={
            "token_embedding": "embeddings.word_embeddings.weight",
            "position_embedding": "embeddings.position_embeddings.weight",
            "relative_bias": "encoder.relative_attention_bias.weight",
            **both(NAMES),
            **roberta.HEADS,
        },
        renames=((r"^mpnet\.", ""),),
        ignored=roberta.FAMILY.table.ignored,
    ),
)
