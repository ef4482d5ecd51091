"""Mistral: Llama in which each token sees only the nearest keys (Jiang et al. 2023)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, llama
from attnx.model.families.windows import window
from attnx.model.spec import Spec


def spec(config: Config) -> Spec:
    return replace(llama.spec(config), pattern=window(config))


FAMILY = Family(spec, llama.FAMILY.table)
