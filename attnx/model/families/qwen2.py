"""Qwen 2 and 2.5: Llama with biases on q, k and v (Yang et al. 2024)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, llama
from attnx.model.families.windows import optional_windows
from attnx.model.spec import Spec


def spec(config: Config) -> Spec:
    config.only("use_mrope", False)
    plain = llama.spec(config)
    elsewhere = optional_windows(config, plain.n_layers, plain.positions)
    return replace(plain, biased=frozenset(("q", "k", "v")), elsewhere=elsewhere)


FAMILY = Family(spec, llama.FAMILY.table)
