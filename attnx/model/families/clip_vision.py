"""The tower of CLIP that sees pictures: a ViT whose embeddings are normalised (Radford et al. 2021)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, both, clip
from attnx.model.families.seeing import encoder, of_tower, sides
from attnx.model.loading import Table
from attnx.model.spec import OfPatches, Patches, Spec

BESIDE = ("text_config", "text_config_dict", "vision_config_dict", "logit_scale_init_value", "projection_dim")


def spec(config: Config) -> Spec:
    """Of this tower alone, or of the two towers, whose config has that of this one inside."""
    if config.has("vision_config"):
        for key in BESIDE:
            config.ignore(key, "of the tower of texts, or what compares the two")
    return of_tower(config, "clip_vision_model", tower)


def tower(config: Config, labels: tuple[str, ...]) -> Spec:
    size, trained = sides(config)
    config.ignore("projection_dim", "the projection comes after all attention")
    plain = encoder(config, Patches(size, trained, biased=False, classifier=OfPatches(labels)))
    return replace(plain, embedding_norm=True, final_norm=False)


# The layers of both towers are called alike.
NAMES = {part: name for part, name in clip.NAMES.items() if part != "final_norm"} | {"embedding_norm": "pre_layrnorm"}
FAMILY = Family(
    spec,
    Table(
        names={
            "first.CLS": "embeddings.class_embedding",
            "position_embedding": "embeddings.position_embedding.weight",
            "patch.weight": "embeddings.patch_embedding.weight",
            **both(NAMES),
            "classifier.weight": "classifier.weight",
            "classifier.bias": "classifier.bias",
        },
        renames=((r"^vision_model\.", ""),),
        ignored={
            r"post_layernorm\..*": "of the first token alone, after all attention",
            r"visual_projection\.weight|logit_scale": "compares a picture with a text, after all attention",
            r"text_model\..*|text_projection\.weight": "the tower of texts",
        },
    ),
)
