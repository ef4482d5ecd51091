"""What is `@frozen` behaves as a frozen dataclass does."""

from __future__ import annotations

import copy
import dataclasses
from typing import Any, ClassVar

import pytest

from attnx.errors import UnsoundError
from attnx.frozen import frozen


@frozen
class Ours:
    a: int
    b: str = "two"
    c: tuple[int, ...] = dataclasses.field(default_factory=tuple)

    @property
    def twice(self) -> int:
        return 2 * self.a


@dataclasses.dataclass(frozen=True)
class Theirs:
    a: int
    b: str = "two"
    c: tuple[int, ...] = dataclasses.field(default_factory=tuple)


@frozen(eq=False)
class Holder:
    a: int


@frozen
class Checked:
    a: int

    def __post_init__(self) -> None:
        if self.a < 0:
            raise ValueError("below zero")


@pytest.mark.parametrize("made", [Ours, Theirs])
def test_the_same_behaviour(made: type[Ours] | type[Theirs]) -> None:
    one, same, other = made(1, c=(3,)), made(a=1, b="two", c=(3,)), made(2)
    assert one == same and hash(one) == hash(same) and one != other
    assert one != object()
    assert repr(one) == f"{made.__name__}(a=1, b='two', c=(3,))"
    assert dataclasses.replace(one, a=2, c=()) == other
    assert dataclasses.asdict(one) == {"a": 1, "b": "two", "c": (3,)}
    assert [field.name for field in dataclasses.fields(made)] == ["a", "b", "c"]
    assert copy.deepcopy(one) == one
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.a = 2  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        del one.b
    match one:
        case Ours(a, b, c) | Theirs(a, b, c):
            assert (a, b, c) == (1, "two", (3,))
        case _:
            pytest.fail("it has no places to match")


@pytest.mark.parametrize("made", [Ours, Theirs])
@pytest.mark.parametrize(("given", "named"), [((), {}), ((1, "2", (), 4), {}), ((1,), {"a": 1}), ((1,), {"z": 1})])
def test_wrong_arguments(made: type[Ours] | type[Theirs], given: tuple[object, ...], named: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        made(*given, **named)  # type: ignore[arg-type]


def test_without_equality_an_object_is_itself_alone() -> None:
    one = Holder(1)
    assert one == one and one != Holder(1) and len({one, Holder(1)}) == 2


def test_it_can_refuse_to_be_made() -> None:
    assert Checked(1).a == 1 and Ours(2).twice == 4
    with pytest.raises(ValueError, match="below"):
        Checked(-1)


@frozen
class Kind:
    name: ClassVar[str] = "of all"
    a: int


def test_a_variable_of_the_class_is_no_field() -> None:
    assert repr(Kind(3)) == "Kind(a=3)"
    assert (Kind(3).a, Kind(3).name) == (3, "of all")
    kind: Any = Kind
    with pytest.raises(UnsoundError):
        kind(3, name="its own")
    with pytest.raises(TypeError):
        kind("its own", 3)
