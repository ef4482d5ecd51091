"""What-ifs: the changes that can be made to a run, and how a command line asks for each.

`attnx.model.change` says what each of them does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import inf
from types import MappingProxyType
from typing import ClassVar

from attnx.errors import Phrase, UsageError
from attnx.frozen import frozen


def nothing(_: str) -> tuple[()]:
    """A flag has no value."""
    return ()


def above_zero(value: str) -> tuple[float]:
    number = float(value)
    if not 0 < number < inf:
        raise ValueError(value)
    return (number,)


def place(value: str) -> tuple[int, int]:
    """LAYER.HEAD"""
    layer, head = value.split(".")
    if not all(part.isascii() and part.isdigit() and len(part) < 6 for part in (layer, head)):
        raise ValueError(value)
    return int(layer), int(head)


def place_and_factor(value: str) -> tuple[int, int, float]:
    """LAYER.HEAD=FACTOR"""
    head, factor = value.split("=")
    return *place(head), float(factor)


def two_words(value: str) -> tuple[str, str]:
    """WORD=OTHER"""
    word, _, other = value.partition("=")
    if not (word.strip() and other.strip()):
        raise ValueError(value)
    return word.strip(), other.strip()


@frozen
class Asked:
    """How a command line asks for a what-if: its option, and its value as help writes it, where it takes one.

    `read` makes the fields of a value, and raises ValueError where it is not as `expected`: as it is written, if
    nothing else is said. It is None where a value means something only beside a text. What may be given several times
    is `repeated`.
    """

    option: str
    written: str = ""
    read: Callable[[str], tuple[object, ...]] | None = nothing
    repeated: bool = False
    expected: Phrase | None = None


@frozen
class WithoutScale:
    """Scores stay as q and k make them: the scale is 1."""

    asked: ClassVar[Asked] = Asked("--without-scale")


@frozen
class Temperature:
    """Scores are divided by `value` before the softmax: below 1 it is sharper, above 1 broader."""

    asked: ClassVar[Asked] = Asked("--temperature", "T", above_zero, expected=Phrase("above_zero"))
    value: float


@frozen
class Hide:
    """One query may not look at one key, in any layer or head: the numbers of two tokens.

    A trace says their names too.
    """

    asked: ClassVar[Asked] = Asked("--mask", "QUERY,KEY", None, repeated=True)
    query: int
    key: int
    query_name: str = ""
    key_name: str = ""


@frozen
class Ablate:
    """The z of one head is zero before the heads are joined (Michel et al. 2019, section 2.2)."""

    asked: ClassVar[Asked] = Asked("--ablate", "LAYER.HEAD", place, repeated=True)
    layer: int
    head: int
    factor: ClassVar[float] = 0.0


@frozen
class ScaleHead:
    """The z of one head is multiplied by `factor` before the heads are joined: 0 silences it, 2 doubles it."""

    asked: ClassVar[Asked] = Asked("--scale-head", "LAYER.HEAD=FACTOR", place_and_factor, repeated=True)
    layer: int
    head: int
    factor: float


@frozen
class WithoutPosition:
    """The order of the tokens is not told: nothing is added to them, turned, or added to their scores."""

    asked: ClassVar[Asked] = Asked("--no-position")


@frozen
class Swap:
    """Another word stands in the place of one."""

    asked: ClassVar[Asked] = Asked("--swap", "WORD=OTHER", two_words)
    word: str
    other: str


Change = WithoutScale | Temperature | Hide | Ablate | ScaleHead | WithoutPosition | Swap
# What a saved trace calls each, in the order in which help lists them. `what_if_` and this name are the key of its
# sentence, `help_what_if_` and this name that of its option's.
CHANGES: Mapping[str, type[Change]] = MappingProxyType(
    {
        "without_scale": WithoutScale,
        "temperature": Temperature,
        "hide": Hide,
        "ablate": Ablate,
        "scale_head": ScaleHead,
        "swap": Swap,
        "without_position": WithoutPosition,
    }
)


def several(change: Change | Iterable[Change]) -> tuple[Change, ...]:
    """One change or many, as many. Raises UsageError for what is none."""
    changes: list[Change] = []
    for value in change if isinstance(change, Iterable) else (change,):
        if not isinstance(value, tuple(CHANGES.values())):
            raise UsageError("not_a_change", value=value)
        changes.append(value)
    return tuple(changes)


def name_of(change: Change) -> str:
    """What a saved trace calls a change."""
    return next(name for name, kind in CHANGES.items() if isinstance(change, kind))
