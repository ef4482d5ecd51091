"""Mistral Small 3.1, which also sees, of which attnx reads the text part: Mistral (Mistral AI 2025)."""

from __future__ import annotations

from attnx.model.config import Config
from attnx.model.families import Family, mistral
from attnx.model.families.nested import text_part, within
from attnx.model.spec import Spec


def spec(config: Config) -> Spec:
    return text_part(config, "mistral", mistral.spec)


FAMILY = Family(spec, within(mistral.FAMILY.table))
