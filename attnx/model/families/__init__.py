"""The model families, each one small file of data: a spec from its config and a table of tensor names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from attnx.model.config import Config
from attnx.model.loading import Table
from attnx.model.spec import Spec


@dataclass(frozen=True)
class Family:
    """`spec` reads a config and raises CheckpointError for what it cannot say; `table` names the tensors."""

    model_type: str
    spec: Callable[[Config], Spec]
    table: Table


def families() -> Mapping[str, Family]:
    """Every family attnx opens, by the `model_type` of its config.json."""
    from attnx.model.families import bert

    return {family.model_type: family for family in (bert.FAMILY,)}
