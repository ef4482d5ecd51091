"""What belongs to a picture as a whole: its patches as vectors, and what a classifier makes of the last of them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from attnx.measures.verify.rounding import ULP, Bounded, Step, given, projected
from attnx.measures.verify.stack import Stack


def patch_rows(stack: Stack) -> Bounded | None:
    """The rows of the model's own tokens, and the patches of a picture projected, where they are known."""
    first, patches, matrix = (stack.weight(name) for name in ("first_rows", "patches", "patch_projection.W"))
    if first is None or patches is None or matrix is None:
        return None
    made = projected(given(patches), matrix, stack.weight("patch_projection.b"))
    return Bounded(np.concatenate((first, made.exact)), np.concatenate((np.zeros_like(first), made.off)))


def label_step(stack: Stack) -> Iterator[Step]:
    """What a classifier says of the tokens that it reads."""
    held, matrix = stack.arrays, stack.weight("classifier.0.W")
    if "label_logits" not in held or "final" not in held or matrix is None:
        return
    own, patches = given(held["final"][: stack.block.first]), given(held["final"][stack.block.first :])
    bias = stack.weight("classifier.0.b")
    match stack.block.classifier:
        case "first":
            said = projected(row(own, 0), matrix, bias)
        case "patches":
            said = projected(mean_row(patches), matrix, bias)
        case "both":
            said = projected(beside(row(own, 0), mean_row(patches)), matrix, bias)
        case "two":
            said = projected(row(own, 0), matrix, bias)
            if (other := stack.weight("classifier.1.W")) is not None:
                said = (said + projected(row(own, 1), other, stack.weight("classifier.1.b"))).times(0.5)
        case "":
            return
    yield Bounded(said.exact[0], said.off[0]).step("label_logits", held["label_logits"])


def row(x: Bounded, place: int) -> Bounded:
    """One row (1, d_model)."""
    return Bounded(x.exact[place : place + 1], x.off[place : place + 1])


def mean_row(x: Bounded) -> Bounded:
    """The mean of all rows, (1, d_model)."""
    exact, size = (numbers.mean(axis=0, keepdims=True) for numbers in (x.exact, np.abs(x.exact)))
    return Bounded(exact, x.off.mean(axis=0, keepdims=True) + ULP * (len(x.exact) + 1) * size)


def beside(one: Bounded, other: Bounded) -> Bounded:
    """Two rows as one."""
    return Bounded(*(np.concatenate(parts, axis=1) for parts in ((one.exact, other.exact), (one.off, other.off))))
