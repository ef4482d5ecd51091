"""What-ifs: the changes that can be made to a run. `attnx.model.change` says what each of them does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import ClassVar

from attnx.frozen import frozen


@frozen
class WithoutScale:
    """Scores stay as q and k make them: the scale is 1."""


@frozen
class Temperature:
    """Scores are divided by `value` before the softmax: below 1 it is sharper, above 1 broader."""

    value: float


@frozen
class Hide:
    """One query may not look at one key, in any layer or head: the numbers of two tokens.

    A trace says their names too.
    """

    query: int
    key: int
    query_name: str = ""
    key_name: str = ""


@frozen
class Ablate:
    """The z of one head is zero before the heads are joined (Michel et al. 2019, section 2.2)."""

    layer: int
    head: int
    factor: ClassVar[float] = 0.0


@frozen
class ScaleHead:
    """The z of one head is multiplied by `factor` before the heads are joined: 0 silences it, 2 doubles it."""

    layer: int
    head: int
    factor: float


@frozen
class WithoutPosition:
    """The order of the tokens is not told: nothing is added to them, turned, or added to their scores."""


@frozen
class Swap:
    """Another word stands in the place of one."""

    word: str
    other: str


Change = WithoutScale | Temperature | Hide | Ablate | ScaleHead | WithoutPosition | Swap
# What a saved trace calls each; `what_if_` and this name are the key of its sentence.
CHANGES: Mapping[str, type[Change]] = MappingProxyType(
    {
        "without_scale": WithoutScale,
        "temperature": Temperature,
        "hide": Hide,
        "ablate": Ablate,
        "scale_head": ScaleHead,
        "without_position": WithoutPosition,
        "swap": Swap,
    }
)


def several(change: Change | Iterable[Change]) -> tuple[Change, ...]:
    """One change or many, as many."""
    return (change,) if isinstance(change, Change) else tuple(change)


def name_of(change: Change) -> str:
    """What a saved trace calls a change."""
    return next(name for name, kind in CHANGES.items() if isinstance(change, kind))
