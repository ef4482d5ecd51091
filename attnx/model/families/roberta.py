"""RoBERTa and XLM-R: BERT trained longer, its places counted from the padding id on (Liu et al. 2019)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, bert
from attnx.model.loading import Table
from attnx.model.spec import Learned, MaskedHead, Spec


def spec(config: Config) -> Spec:
    first = config.take("pad_token_id", int, 1) + 1  # the place of the first token
    plain = bert.spec(config)
    limit = plain.n_positions - first
    return replace(plain, n_positions=limit, positions=Learned(limit, first), head=MaskedHead("gelu"))


HEADS = {
    "head.dense.weight": "lm_head.dense.weight",
    "head.dense.bias": "lm_head.dense.bias",
    "head.norm.weight": "lm_head.layer_norm.weight",
    "head.norm.bias": "lm_head.layer_norm.bias",
    "head.bias": "lm_head.bias",
}
FAMILY = Family(
    spec,
    Table(
        names={**bert.FAMILY.table.names, **HEADS},
        renames=((r"^roberta\.", ""), *bert.FAMILY.table.renames),
        ignored={
            **bert.FAMILY.table.ignored,
            r"lm_head\.decoder\..*": "the token embedding and the bias once more",
        },
    ),
)
