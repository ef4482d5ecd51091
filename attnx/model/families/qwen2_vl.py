"""Qwen2-VL, which also sees, of which attnx reads the text part: Qwen 2 (Wang et al. 2024)."""

from __future__ import annotations

from attnx.model.config import Config
from attnx.model.families import Family, qwen2
from attnx.model.families.nested import text_part, within, without_images
from attnx.model.spec import Spec


def spec(config: Config) -> Spec:
    """Of a nested config, or of the flat ones that transformers 4 wrote."""
    if config.has("text_config"):
        return text_part(config, "qwen2_vl_text", qwen2.spec)
    config.ignore("text_config", "null: its keys stand outside")
    without_images(config)
    return qwen2.spec(config)


FAMILY = Family(spec, within(qwen2.FAMILY.table))
