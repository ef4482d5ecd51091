"""ViT, a picture cut into patches (Dosovitskiy et al. 2020)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, both
from attnx.model.families.seeing import AFTER, encoder, labels_of, sides
from attnx.model.loading import Table
from attnx.model.spec import OfFirst, Patches, Spec


def spec(config: Config) -> Spec:
    size, trained = sides(config)
    plain = encoder(config, Patches(size, trained, classifier=OfFirst(labels_of(config))))
    config.ignore("encoder_stride", "for training, where pictures are drawn again")
    for key in ("pooler_output_size", "pooler_act"):
        config.ignore(key, "comes after all attention")
    return plain if config.take("qkv_bias", bool) else replace(plain, biased=plain.biased - {"q", "k", "v"})


LAYER = "encoder.layer.{layer}."
NAMES = {
    **dict(zip("qkv", (f"{LAYER}attention.attention.{part}" for part in ("query", "key", "value")), strict=True)),
    "o": LAYER + "attention.output.dense",
    "attention_norm": LAYER + "layernorm_before",
    "mlp_norm": LAYER + "layernorm_after",
    "up": LAYER + "intermediate.dense",
    "down": LAYER + "output.dense",
    "patch": "embeddings.patch_embeddings.projection",
    "final_norm": "layernorm",
    "classifier": "classifier",
}
TABLE = Table(
    names={
        "first.CLS": "embeddings.cls_token",
        "position_embedding": "embeddings.position_embeddings",
        **both(NAMES),
    },
    renames=((r"^vit\.", ""),),
    ignored=AFTER | {r"decoder\..*": "draws pictures again, for training"},
)
FAMILY = Family(spec, TABLE)
