"""Where numbers went wrong: damaged weights, told apart from numbers that grew too large."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import numpy as np

from attnx.errors import CheckpointError, InputError
from attnx.model.half import widen
from attnx.model.weights import Weights


def check_finite(x: np.ndarray, weights: Weights, model: str) -> None:
    """Raises CheckpointError naming the damaged weights, or InputError, where the result x is not finite.

    Only then are the weights searched, so that sound ones cost nothing.
    """
    if np.isfinite(x).all():
        return
    for name, array in arrays_of(weights):
        if not np.isfinite(widen(array)).all():
            raise CheckpointError("not_finite", model=model, tensor=name)
    raise InputError("overflow", model=model)


def arrays_of(part: object, name: str = "") -> Iterator[tuple[str, np.ndarray]]:
    """Every array below a part of the weights, with its path, e.g. blocks.3.attention.q.weight."""
    if isinstance(part, np.ndarray):
        yield name, part
    elif isinstance(part, tuple):
        for index, member in enumerate(part):
            yield from arrays_of(member, f"{name}.{index}")
    elif is_dataclass(part):
        for field in fields(part):
            yield from arrays_of(getattr(part, field.name), f"{name}.{field.name}".lstrip("."))
