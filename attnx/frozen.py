"""Frozen values: classes whose objects are what their fields say, and do not change.

`@frozen` means what `@dataclass(frozen=True)` means. That one writes and compiles six methods anew for every class,
which takes a millisecond; attnx has sixty of them and is to start in a tenth of a second. Here all share one set.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, dataclass, fields
from typing import Any, TypeVar, dataclass_transform, overload

from attnx.errors import UnsoundError

T = TypeVar("T")


@overload
def frozen(cls: type[T], /) -> type[T]: ...
@overload
def frozen(*, eq: bool = True) -> Callable[[type[T]], type[T]]: ...
@dataclass_transform(frozen_default=True)
def frozen(cls: type[T] | None = None, /, *, eq: bool = True) -> type[T] | Callable[[type[T]], type[T]]:
    """Makes a class one of values. Without `eq` an object is equal to itself alone, as what holds arrays must be."""

    def made(cls: type[Any]) -> type[Any]:
        methods = (__init__, __repr__, __setattr__, __delattr__, *((__eq__, __hash__) if eq else ()))
        for method in methods:
            if method.__name__ not in cls.__dict__:
                setattr(cls, method.__name__, method)
        value: Any = dataclass(init=False, repr=False, eq=False)(cls)
        value.__dataclass_fields__ = {field.name: field for field in fields(value)}  # and no variable of the class
        plain = {field.name: field.default for field in fields(value) if field.default is not MISSING}
        value.__dataclass_defaults__, value.__dataclass_check__ = plain, getattr(value, "__post_init__", None)
        return cls

    return made if cls is None else made(cls)


def __init__(self: Any, *given: object, **named: object) -> None:  # noqa: N807 - methods of every value
    cls = type(self)
    fields = cls.__dataclass_fields__
    if len(given) > len(fields):
        raise TypeError(f"{cls.__name__} has {len(fields)} fields, and {len(given)} were given")
    held = dict(zip(fields, given, strict=False))
    for name in named:
        if name in held or name not in fields:
            raise UnsoundError("field_twice" if name in held else "field_unknown", part=cls.__name__, name=name)
    held |= named
    if len(held) < len(fields):
        held = {**cls.__dataclass_defaults__, **held}
    for name, field in fields.items() if len(held) < len(fields) else ():
        if name not in held:
            if field.default_factory is MISSING:
                raise UnsoundError("field_lacks", part=cls.__name__, name=name)
            held[name] = field.default_factory()
    self.__dict__.update(held)
    if (check := cls.__dataclass_check__) is not None:
        check(self)


def __repr__(self: Any) -> str:  # noqa: N807
    held = ", ".join(f"{name}={written(getattr(self, name))}" for name in self.__dataclass_fields__)
    return f"{type(self).__qualname__}({held})"


def written(value: object) -> str:
    """A value as a repr has it on one line: an array by what it is, not by its numbers."""
    if hasattr(value, "dtype") and hasattr(value, "shape"):
        return f"<{value.dtype} {value.shape}>"
    return repr(value)


def __setattr__(self: Any, name: str, _: object) -> None:  # noqa: N807
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def __delattr__(self: Any, name: str) -> None:  # noqa: N807
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def __eq__(self: Any, other: Any) -> bool:  # noqa: N807
    return type(self) is type(other) and all(
        getattr(self, name) == getattr(other, name) for name in self.__dataclass_fields__
    )


def __hash__(self: Any) -> int:  # noqa: N807
    return hash((type(self), *(getattr(self, name) for name in self.__dataclass_fields__)))
