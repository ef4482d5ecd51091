"""The text part of models that also see images: what its config and its tensors are called inside the whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import defaults_of
from attnx.model.loading import Table
from attnx.model.spec import LanguageHead, Spec

SEEING = (  # keys that are of images alone
    "vision_config",
    "vision_feature_layer",
    "projector_hidden_act",
    "multimodal_projector_bias",
    "spatial_merge_size",
    "mm_tokens_per_image",
    "image_token_index",
    "image_token_id",
    "boi_token_index",
    "eoi_token_index",
    "video_token_id",
    "vision_token_id",
    "vision_start_token_id",
    "vision_end_token_id",
)
RENAMES = ((r"^(model\.)?(language_model\.)?(model\.)?", ""),)  # as transformers 4 nests them, and as 5 does
IMAGES = {r"(vision_tower|multi_modal_projector|visual)\..*": "of images alone"}


def without_images(config: Config) -> None:
    """Crosses off what is of images alone."""
    for key in SEEING:
        config.ignore(key, "of images alone")


def text_part(config: Config, model_type: str, spec: Callable[[Config], Spec]) -> Spec:
    """What `text_config` says, read by `spec` with the defaults of its `model_type`.

    Whether the head is tied the outer config says. Raises CheckpointError where the text part is of another kind.
    """
    without_images(config)
    tied = config.take("tie_word_embeddings", bool)
    inner = config.inner("text_config", {"tie_word_embeddings": tied, **defaults_of(model_type)})
    inner.only("model_type", model_type)
    plain = spec(inner)
    inner.finish()
    assert isinstance(plain.head, LanguageHead)
    return replace(plain, head=replace(plain.head, tied=tied))


def within(table: Table) -> Table:
    """The tensors of a family's text part inside a model that sees."""
    return replace(table, renames=RENAMES, ignored={**table.ignored, **IMAGES})
