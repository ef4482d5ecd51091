"""Granite: Llama whose embeddings, scores, sublayers and logits are each multiplied by a number (IBM 2024)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, llama
from attnx.model.spec import LanguageHead, Spec


def spec(config: Config) -> Spec:
    plain = llama.spec(config)
    assert isinstance(plain.head, LanguageHead)
    return replace(
        plain,
        embedding_scale=config.small("embedding_multiplier"),
        scaling=config.small("attention_multiplier"),
        residual_scale=config.small("residual_multiplier"),
        head=replace(plain.head, scale=1.0 / config.small("logits_scaling")),
    )


FAMILY = Family(spec, llama.FAMILY.table)
