"""RoBERTa and XLM-R: BERT trained longer, its places counted from the padding id on (Liu et al. 2019)."""

from __future__ import annotations

from dataclasses import replace

from attnx.errors import Phrase
from attnx.model.config import Config
from attnx.model.families import Family, bert
from attnx.model.loading import Names, Table
from attnx.model.places import LearnedBesidePads
from attnx.model.spec import MaskedHead, Spec


def spec(config: Config) -> Spec:
    plain, pad = bert.spec(config), config.count("pad_token_id")
    limit = plain.n_positions - pad - 1
    if limit <= 0:
        raise config.wrong("pad_token_id", Phrase("below", limit=plain.n_positions - 1))
    positions = LearnedBesidePads(limit, pad)
    return replace(plain, n_positions=limit, positions=positions, head=MaskedHead("gelu", bert.is_tied(config)))


HEADS: Names = {
    "head.dense.weight": "lm_head.dense.weight",
    "head.dense.bias": "lm_head.dense.bias",
    "head.norm.weight": "lm_head.layer_norm.weight",
    "head.norm.bias": "lm_head.layer_norm.bias",
    "head.weight": "lm_head.decoder.weight",
    "head.bias": ("lm_head.decoder.bias", "lm_head.bias"),
}
FAMILY = Family(
    spec,
    Table(
        names={**bert.FAMILY.table.names, **HEADS},
        renames=((r"^roberta\.", ""), *bert.FAMILY.table.renames),
        ignored=bert.FAMILY.table.ignored,
    ),
)
