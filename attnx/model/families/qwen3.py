"""Qwen 3: Llama with the queries and keys of each head normalised (Yang et al. 2025)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, llama
from attnx.model.families.windows import optional_windows
from attnx.model.loading import Table
from attnx.model.spec import HeadNorm, Spec


def spec(config: Config) -> Spec:
    plain = llama.spec(config)
    elsewhere = optional_windows(config, plain.n_layers, plain.positions)
    return replace(plain, qk_norm=HeadNorm(), elsewhere=elsewhere)


FAMILY = Family(spec, Table({**llama.FAMILY.table.names, **llama.QK_NORMS}, llama.RENAMES))
