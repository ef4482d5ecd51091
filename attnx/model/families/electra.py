"""ELECTRA: BERT with narrow embeddings, trained to find the words that were replaced (Clark et al. 2020)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, bert, both
from attnx.model.loading import Table
from attnx.model.spec import MaskedHead, Narrow, Spec


def spec(config: Config) -> Spec:
    for key in ("summary_last_dropout", "generator_size", "discriminator_size", "num_generator_layers"):
        config.ignore(key, "for training, and for classifiers")
    width = config.size("embedding_size")
    plain, head = bert.encoder(config), MaskedHead("gelu", bert.is_tied(config))
    if width == plain.d_model:
        return replace(plain, head=head)
    biased = plain.biased | {"embedding_projection"}
    return replace(plain, narrow=Narrow(width), biased=biased, head=head)


HEADS = {
    "embedding_projection": "embeddings_project",
    "head.dense": "generator_predictions.dense",
    "head.norm": "generator_predictions.LayerNorm",
    "head": "generator_lm_head",
}
FAMILY = Family(
    spec,
    Table(
        names={**bert.FAMILY.table.names, **both(HEADS)},
        renames=((r"^electra\.", ""), *bert.FAMILY.table.renames),
        ignored={
            **bert.FAMILY.table.ignored,
            r"discriminator_predictions\..*": "the head that told which words were replaced",
            r"sequence_summary\..*": "comes after all attention",
        },
    ),
)
