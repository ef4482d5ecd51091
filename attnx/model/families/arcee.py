"""Arcee's AFM: Llama with a network that has no gate, its activation squared (Arcee AI 2025)."""

from __future__ import annotations

from dataclasses import replace

from attnx.model.config import Config
from attnx.model.families import Family, llama
from attnx.model.spec import MLP, GatedMLP, Spec


def spec(config: Config) -> Spec:
    plain = llama.spec(config)
    assert isinstance(plain.mlp, GatedMLP)
    return replace(plain, mlp=MLP(plain.mlp.d_ff, plain.mlp.activation))


FAMILY = Family(spec, llama.FAMILY.table)
