"""Gemma 3 with images, of which attnx reads the text part: Gemma 3 (Gemma team 2025)."""

from __future__ import annotations

from attnx.model.config import Config
from attnx.model.families import Family, gemma3
from attnx.model.families.nested import text_part, within
from attnx.model.spec import Spec


def spec(config: Config) -> Spec:
    return text_part(config, "gemma3_text", gemma3.spec)


FAMILY = Family(spec, within(gemma3.FAMILY.table))
