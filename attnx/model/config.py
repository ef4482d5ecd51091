"""A config.json read strictly: every key is used, known to be irrelevant, or refused by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from attnx.errors import CheckpointError, Phrase
from attnx.model.irrelevant import HARMLESS, is_irrelevant
from attnx.model.ranges import COUNT, FACTOR, SIZE, STRENGTH, Range

NOTHING: Mapping[str, object] = MappingProxyType({})
T = TypeVar("T", int, float, str, bool)
Number = TypeVar("Number", int, float)


class Config:
    """The keys of one config.json, crossed off as they are used.

    A key that is left out has its value in `defaults`; one that is null is null. Every method raises CheckpointError
    with the file and the key where the value is not what it must be.
    """

    def __init__(
        self, values: Mapping[str, object], path: Path, family: str, defaults: Mapping[str, object] = NOTHING
    ) -> None:
        self._said, self._defaults = values, defaults
        self._values = {**defaults, **values}
        self._used = {"model_type"}
        self.path = path
        self.family = family

    def take(self, key: str, kind: type[T], default: T | None = None) -> T:
        """The value of a key, of this type; a key without default must be there."""
        self._used.add(key)
        value = self._values.get(key, default)
        if value is None and key not in self._said:
            raise CheckpointError("config_missing", path=self.path, key=key, family=self.family)
        if kind is float and type(value) is int:
            return kind(value)
        if type(value) is not kind:
            raise self.wrong(key, Phrase(kind.__name__))
        return value

    def wrong(self, key: str, expected: object) -> CheckpointError:
        """The error that the value of a key is not as expected."""
        found = self._values.get(key)
        return CheckpointError(
            "config_value", path=self.path, key=key, found="null" if found is None else found, expected=expected
        )

    def says(self, key: str) -> bool:
        """Whether the file has the key."""
        return key in self._said

    def said(self, key: str) -> object:
        """The value of a key whose form is not one of those below, whatever it is."""
        self._used.add(key)
        return self._values.get(key)

    def declares(self, key: str) -> bool:
        """Whether the key means something to this family, so that there is a default."""
        return key in self._defaults

    def ignore(self, key: str, reason: str) -> None:
        """A key that changes nothing this family computes."""
        self._used.add(key)

    def maybe(self, key: str, kind: type[T]) -> T | None:
        """The value of a key that may be null."""
        self._used.add(key)
        return None if self._values.get(key) is None else self.take(key, kind)

    def maybe_small(self, key: str) -> float | None:
        """Any number above zero, or null."""
        self._used.add(key)
        return None if self._values.get(key) is None else self.small(key)

    def maybe_size(self, key: str) -> int | None:
        """A number of things, or null."""
        self._used.add(key)
        return None if self._values.get(key) is None else self.size(key)

    def maybe_strength(self, key: str) -> float | None:
        """A number that may be zero, or null."""
        self._used.add(key)
        return None if self._values.get(key) is None else self.strength(key)

    def maybe_id(self, key: str, vocabulary: int) -> int | None:
        """The id of one of so many tokens, or null."""
        number = self.maybe(key, int)
        if number is not None and not 0 <= number < vocabulary:
            raise self.wrong(key, Phrase("id_below", limit=vocabulary))
        return number

    def maybe_count(self, key: str) -> int:
        """A whole number, 0 where it is null."""
        self._used.add(key)
        return self.count(key) if self.has(key) else 0

    def runs(self, key: str, vocabulary: int) -> tuple[tuple[int, ...], ...]:
        """Some runs of ids, none of them empty."""
        several = self.items(key)
        if not all(
            isinstance(run, list) and run and all(type(number) is int and 0 <= number < vocabulary for number in run)
            for run in several
        ):
            raise self.wrong(key, Phrase("runs_below", limit=vocabulary))
        return tuple(tuple(run) for run in several if isinstance(run, list))

    def ids(self, key: str) -> frozenset[int]:
        """The id under a key, or several in a list, or none."""
        self._used.add(key)
        value = self._values.get(key)
        several = value if isinstance(value, list) else [] if value is None else [value]
        if not all(type(number) is int for number in several):
            raise self.wrong(key, Phrase("int"))
        return frozenset(several)

    def has(self, key: str) -> bool:
        return self._values.get(key) is not None

    def smalls(self, key: str, length: int) -> tuple[float, ...]:
        """A list of so many numbers, each as `small` reads one."""
        return tuple(self.within(FACTOR, key, number) for number in self.numbers(key, length))

    def numbers(self, key: str, length: int | None = None) -> tuple[float, ...]:
        """A list of numbers, of this length."""
        self._used.add(key)
        value = self._values.get(key)
        right = isinstance(value, list) and all(type(number) in (int, float) for number in value)
        if not isinstance(value, list) or not right or length not in (None, len(value)):
            expected = Phrase("numbers") if length is None else Phrase("numbers_of", length=length)
            raise self.wrong(key, expected)
        return tuple(map(float, value))

    def kinds(self, key: str) -> frozenset[str]:
        """Some names, in a list or with bars between, or none."""
        self._used.add(key)
        value = self._values.get(key)
        several = value.split("|") if isinstance(value, str) else value or []
        if not isinstance(several, list) or not all(isinstance(name, str) for name in several):
            raise self.wrong(key, Phrase("list"))
        return frozenset(name.strip().lower() for name in several)

    def words(self, key: str, length: int) -> tuple[str, ...]:
        """A list of names, of this length."""
        self._used.add(key)
        value = self._values.get(key)
        if not isinstance(value, list) or len(value) != length or not all(isinstance(name, str) for name in value):
            raise self.wrong(key, Phrase("names_of", length=length))
        return tuple(value)

    def items(self, key: str) -> list[object]:
        """A list of anything, empty where it is null."""
        self._used.add(key)
        value = self._values.get(key)
        if value is not None and not isinstance(value, list):
            raise self.wrong(key, Phrase("list"))
        return value or []

    def inner(self, key: str, defaults: Mapping[str, object] = NOTHING) -> Config:
        """The object under a key as a Config of its own, to be finished by itself."""
        self._used.add(key)
        value = self._values.get(key)
        if not isinstance(value, dict):
            raise self.wrong(key, Phrase("object"))
        return Config(value, self.path, self.family, defaults)

    def choice(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        """One of these names."""
        self._used.add(key)
        value = self._values.get(key, default)
        if value is None and key not in self._values:
            raise CheckpointError("config_missing", path=self.path, key=key, family=self.family)
        if not isinstance(value, str) or value not in allowed:
            raise self.wrong(key, ", ".join(allowed))
        return value

    def count(self, key: str, default: int | None = None) -> int:
        """A whole number, 0 or more."""
        return self.within(COUNT, key, self.take(key, int, default))

    def size(self, key: str, default: int | None = None) -> int:
        """A number of things: a whole number above zero, and no more than a model can have of anything."""
        return self.within(SIZE, key, self.take(key, int, default))

    def small(self, key: str, default: float | None = None) -> float:
        """What keeps a division from zero, or scales: a number above it that can be divided by."""
        return self.within(FACTOR, key, self.take(key, float, default))

    def strength(self, key: str, default: float | None = None) -> float:
        """A number that may be zero: how much of something is done."""
        return self.within(STRENGTH, key, self.take(key, float, default))

    def within(self, allowed: Range, key: str, value: Number) -> Number:
        """The value of a key, which must be within this range."""
        if expected := allowed.instead_of(value):
            raise self.wrong(key, expected)
        return value

    def divides(self, part: str, count: int, whole: str, size: int) -> None:
        """`count` of one key must divide the `size` of another."""
        if size % count:
            raise self.wrong(part, Phrase("divisor", whole=whole, size=size))

    def only(self, key: str, *allowed: object) -> None:
        """A key that may be absent, and otherwise must have one of these values."""
        self._used.add(key)
        if key in self._said and self._said[key] not in allowed:
            raise self.wrong(key, ", ".join("null" if value is None else str(value) for value in allowed))

    def finish(self) -> None:
        """Refuses the keys that are neither used nor irrelevant, all at once."""
        for key in HARMLESS.keys() - self._used:
            self.only(key, *HARMLESS[key])
        unknown = [key for key in self._said if key not in self._used and not is_irrelevant(key)]
        if unknown:
            raise CheckpointError("config_unknown", path=self.path, key=", ".join(unknown))
