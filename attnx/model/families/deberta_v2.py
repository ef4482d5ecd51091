"""DeBERTa v2 and v3: BERT whose scores also ask what a token is worth to a place, and a place to a token (He 2021)."""

from __future__ import annotations

from dataclasses import replace

from attnx.errors import Phrase
from attnx.model.config import Config
from attnx.model.families import Family, bert, both
from attnx.model.loading import Table
from attnx.model.places import Disentangled, Learned, NoPosition
from attnx.model.spec import MaskedHead, Spec


def spec(config: Config) -> Spec:
    config.only("legacy", True)
    config.only("conv_kernel_size", 0)
    config.only("embedding_size", config.size("hidden_size"))
    config.only("attention_head_size", config.size("hidden_size") // config.size("num_attention_heads"))
    for key in ("pooler_hidden_size", "pooler_hidden_act", "pooler_dropout", "conv_act", "conv_groups"):
        config.ignore(key, "the pooler comes after all attention, and there is no convolution")
    plain, head = bert.encoder(config), MaskedHead(config.take("hidden_act", str), bert.is_tied(config))
    added = Learned(plain.n_positions) if config.take("position_biased_input", bool) else NoPosition()
    bias = disentangled(config, plain.n_positions)
    asked = 1 + (bias.to_places + bias.from_places if bias else 0)
    return replace(
        plain,
        positions=added,
        bias=bias,
        biased=plain.biased | {"place_q", "place_k"},
        scaling=float((plain.d_head * asked) ** -0.5),
        head=head,
    )


def disentangled(config: Config, limit: int) -> Disentangled | None:
    """The bias for places, where `relative_attention`; `pos_att_type` says of which kinds."""
    furthest, buckets = config.take("max_relative_positions", int), config.take("position_buckets", int, -1)
    shared, normed = config.take("share_att_key", bool, False), config.take("norm_rel_ebd", str, "none")
    kinds = config.kinds("pos_att_type")
    if not {"c2p", "p2c"}.issuperset(kinds):
        raise config.wrong("pos_att_type", "c2p, p2c")
    if normed not in ("none", "layer_norm"):
        raise config.wrong("norm_rel_ebd", "none, layer_norm")
    if not config.take("relative_attention", bool):
        if kinds:
            raise config.wrong("relative_attention", Phrase("bool"))
        return None
    furthest = limit if furthest < 1 else furthest
    return Disentangled(furthest, max(buckets, 0), "c2p" in kinds, "p2c" in kinds, shared, normed == "layer_norm")


LAYER = "encoder.layer.{layer}."
NAMES = {
    "relative_norm": "encoder.LayerNorm",
    "q": LAYER + "attention.self.query_proj",
    "k": LAYER + "attention.self.key_proj",
    "v": LAYER + "attention.self.value_proj",
    "place_q": LAYER + "attention.self.pos_query_proj",
    "place_k": LAYER + "attention.self.pos_key_proj",
}
FAMILY = Family(
    spec,
    Table(
        names={**bert.FAMILY.table.names, **both(NAMES), "relative_embedding": "encoder.rel_embeddings.weight"},
        renames=((r"^deberta\.", ""), *bert.FAMILY.table.renames),
        ignored={
            **bert.FAMILY.table.ignored,
            r"(lm|mask)_predictions\..*": "heads of its training",
        },
    ),
)
