"""DeiT, a ViT with a second token of its own, that learned from a teacher (Touvron et al. 2020)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, vit
from attnx.model.spec import OfTwo, Patches, Spec


def spec(config: Config) -> Spec:
    plain = vit.spec(config)
    assert isinstance(plain.patches, Patches) and plain.patches.classifier is not None
    patches = replace(plain.patches, first=("CLS", "DISTILL"), classifier=OfTwo(plain.patches.classifier.labels))
    return replace(plain, patches=patches, n_positions=patches.count)


FAMILY = Family(
    spec,
    replace(
        vit.TABLE,
        names={
            **vit.TABLE.names,
            "first.DISTILL": "embeddings.distillation_token",
            "classifier.weight": ("cls_classifier.weight", "classifier.weight"),
            "classifier.bias": ("cls_classifier.bias", "classifier.bias"),
            "classifier.other.weight": "distillation_classifier.weight",
            "classifier.other.bias": "distillation_classifier.bias",
        },
        renames=((r"^deit\.", ""),),
    ),
)
