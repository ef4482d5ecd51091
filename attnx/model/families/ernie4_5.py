"""ERNIE 4.5: Llama whose heads are turned by neighbours (Baidu 2025)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, llama
from attnx.model.families.rope import rotary
from attnx.model.spec import Spec


def spec(config: Config) -> Spec:
    plain = llama.common(config, replace(rotary(config, llama.d_head(config)), neighbours=True))
    return replace(plain, biased=frozenset(llama.PROJECTIONS if config.take("use_bias", bool) else ()))


FAMILY = Family(spec, llama.FAMILY.table)
