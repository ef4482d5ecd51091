"""Matrices laid out for many products."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np

from attnx.model.weights import Linear, Weights

LARGEST = 2**30  # bytes of matrices that are copied: each process has its own


def row_by_row(weights: Weights) -> Weights:
    """The same weights, the rows of each matrix (d_in, d_out) one after another, in memory of its own.

    Most checkpoints store (d_out, d_in), which a product reads more slowly; a copy pays where thousands are to come.
    Half-precision matrices, which are widened anew for each product, and models above LARGEST stay as they are stored.
    """
    if sum(matrix.nbytes for block in weights.blocks for matrix in block.matrices()) > LARGEST:
        return weights
    copies: dict[int, tuple[Any, Any]] = {}  # by which part it is, beside it: layers may share a block

    def copied(part: Any) -> Any:
        if id(part) not in copies:
            copies[id(part)] = part, copy(part)
        return copies[id(part)][1]

    def copy(part: Any) -> Any:
        if isinstance(part, Linear):
            same = part.weight.dtype != np.float32 or part.weight.flags.c_contiguous
            return part if same else replace(part, weight=np.ascontiguousarray(part.weight))
        if isinstance(part, tuple | list):
            return tuple(map(copied, part))
        if is_dataclass(part) and not isinstance(part, type):
            return replace(part, **{field.name: copied(getattr(part, field.name)) for field in fields(part)})
        return part

    return replace(weights, blocks=copied(tuple(weights.blocks)))
