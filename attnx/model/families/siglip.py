"""The tower of SigLIP that sees pictures: a ViT without a token of its own (Zhai et al. 2023)."""

from __future__ import annotations

from attnx.model.config import Config
from attnx.model.families import Family, both, clip
from attnx.model.families.seeing import encoder, of_tower, sides
from attnx.model.loading import Table
from attnx.model.spec import OfPatches, Patches, Spec


def spec(config: Config) -> Spec:
    """Of this tower alone, or of the two towers, whose config has that of this one inside."""
    if config.has("vision_config"):
        config.ignore("text_config", "of the tower of texts")
    return of_tower(config, "siglip_vision_model", tower)


def tower(config: Config, labels: tuple[str, ...]) -> Spec:
    size, trained = sides(config)
    config.ignore("vision_use_head", "what gathers the patches comes after all layers")
    return encoder(config, Patches(size, trained, first=(), classifier=OfPatches(labels)))


# The layers are called as those of CLIP.
NAMES = clip.NAMES | {
    "final_norm": "post_layernorm",
    "patch": "embeddings.patch_embedding",
    "classifier": "classifier",
}
FAMILY = Family(
    spec,
    Table(
        names={"position_embedding": "embeddings.position_embedding.weight", **both(NAMES)},
        renames=((r"^vision_model\.", ""),),
        ignored={
            r"head\..*": "gathers the patches into one vector, after all layers",
            r"text_model\..*|logit_(scale|bias)": "the tower of texts, and what compares the two",
        },
    ),
)
