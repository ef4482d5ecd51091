"""attnx.lookup: attention by nearness, against its formula."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import attnx
from attnx.errors import InputError

HEIGHTS = {"Zhang San": 165.0, "Li Si": 170.0, "Wang Wu": 195.0}


def refused(key: str, *given: Any, **options: Any) -> str:
    """The words of the InputError that lookup raises."""
    with pytest.raises(InputError) as error:
        attnx.lookup(*given, **options)
    assert error.value.key == key
    return str(error.value)


def test_heights_by_hand() -> None:
    # −½(172 − k)² is −24.5, −2 and −264.5; over a temperature of 10 that is −2.45, −0.2 and −26.45.
    trace = attnx.lookup(172.0, HEIGHTS, temperature=10.0)
    assert trace.array("scores").ravel().tolist() == [-24.5, -2.0, -264.5]
    assert trace.array("scaled").ravel().tolist() == pytest.approx([-2.45, -0.2, -26.45], rel=1e-6)
    near = [math.exp(-2.45), math.exp(-0.2), math.exp(-26.45)]
    weights = [one / sum(near) for one in near]
    assert trace.array("weights").ravel().tolist() == pytest.approx(weights, rel=2e-6)
    answer = sum(weight * height for weight, height in zip(weights, HEIGHTS.values(), strict=True))
    assert trace.array("z").item() == pytest.approx(answer, rel=1e-6)


def test_what_the_trace_says() -> None:
    trace = attnx.lookup(172.0, HEIGHTS, temperature=10.0)
    attention = trace.layers[0].attention[0]
    assert (trace.text, [token.text for token in trace.tokens]) == ("172", ["172"])
    assert [token.text for token in trace.keys_of(attention)] == list(HEIGHTS)
    assert (attention.kind, attention.similarity) == ("cross", "nearness")
    assert (attention.scale, attention.temperature) == (1.0, 10.0)
    assert trace.array("k").ravel().tolist() == trace.array("v").ravel().tolist() == list(HEIGHTS.values())


def test_values_are_what_is_read() -> None:
    weights = attnx.lookup(172.0, HEIGHTS, temperature=10.0).array("weights").ravel().astype(float)
    salary = {"Zhang San": 20.0, "Li Si": 30.0, "Wang Wu": 100.0}
    z = attnx.lookup(172.0, HEIGHTS, salary, temperature=10.0).array("z")
    assert z.item() == pytest.approx(weights @ [20.0, 30.0, 100.0], rel=1e-6)
    pair = {name: [height, -height] for name, height in HEIGHTS.items()}
    z = attnx.lookup(172.0, HEIGHTS, pair, temperature=10.0).array("z")
    assert z.ravel().tolist() == pytest.approx([weights @ [165, 170, 195], weights @ [-165, -170, -195]], rel=1e-6)


def test_vectors() -> None:
    # From (1, 1): to (1, 3) 2² = 4, to (2, 1) 1² = 1, to (1, 1) nothing; halved, and less than nothing.
    trace = attnx.lookup([1, 1], {"a": [1, 3], "b": [2, 1], "c": [1, 1]}, {"a": 1, "b": 0, "c": 0})
    assert trace.array("scores").ravel().tolist() == [-2.0, -0.5, 0.0]
    near = [math.exp(-2.0), math.exp(-0.5), 1.0]
    assert trace.array("z").item() == pytest.approx(near[0] / sum(near), rel=1e-6)
    assert trace.tokens[0].text == "1,1"


def test_temperature_finds_the_nearest_or_blurs() -> None:
    cold = attnx.lookup(172.0, HEIGHTS, temperature=0.01)
    assert cold.array("weights").ravel().tolist() == [0.0, 1.0, 0.0]
    hot = attnx.lookup(172.0, HEIGHTS, temperature=1e9)
    assert hot.array("weights").ravel().tolist() == pytest.approx([1 / 3] * 3, rel=1e-6)
    plain = attnx.lookup(172.0, HEIGHTS)
    assert np.array_equal(plain.array("scores"), plain.array("scaled"))  # a temperature of 1


def test_the_only_key_is_read_whole() -> None:
    assert attnx.lookup(3.0, {"a": -1.0}, {"a": [7.0, 8.0]}).array("z").ravel().tolist() == [7.0, 8.0]


@pytest.mark.parametrize("bad", [0.0, -1.0, math.nan, math.inf, "cold", None, [1.0]], ids=str)
def test_a_temperature_that_is_none(bad: Any) -> None:
    words = refused("temperature", 172.0, HEIGHTS, temperature=bad)
    assert words == f"the temperature must be a number above 0, and {bad} is not"


def test_nothing_to_look_up() -> None:
    assert refused("no_keys", 172.0, {}) == "there is nothing to look up: give at least one key"


@pytest.mark.parametrize("bad", [math.nan, math.inf, 1e300, "tall", None, True, [], [[1.0], [2.0, 3.0]]], ids=str)
def test_what_is_no_number(bad: Any) -> None:
    for name, given in (("query", (bad, HEIGHTS)), ("Li Si", (1.0, HEIGHTS | {"Li Si": bad}))):
        assert refused("matrix_numbers", *given) == f"{name} is not a rectangular array of finite numbers"
    assert refused("matrix_numbers", 1.0, HEIGHTS, HEIGHTS | {"Li Si": bad}).startswith("Li Si is not a rectangular")


@pytest.mark.parametrize("bad", [[1, 2], 7, "a=1", [("a", 1)]], ids=str)
def test_keys_and_values_without_names(bad: Any) -> None:
    for name, given in (("keys", (172, bad)), ("values", (172, HEIGHTS, bad))):
        words = refused("matrix_scalar", *given)
        assert words == f"{name} must be numbers or vectors by their names, and {bad} is not"
    assert refused("matrix_scalar", 172, None).startswith("keys must be ")


def test_vectors_of_other_lengths() -> None:
    words = refused("matrix_shape", [1, 2], {"a": [1, 2], "b": [1, 2, 3]})
    assert words == "b has shape (3,) where (2,) was expected"
    assert refused("matrix_shape", 1.0, {"a": [1, 2]}).startswith("query has shape ")
    words = refused("matrix_shape", 1.0, {"a": 1, "b": 2}, {"a": [1, 2], "b": 2})
    assert words == "b has shape (1,) where (2,) was expected"


def test_numbers_too_large_for_float32() -> None:
    words = refused("overflow", 1e30, {"a": -1e30, "b": -2e30})
    assert words == "the numbers grew past what float32 holds: lookup cannot be run on this input"


def test_values_belong_to_keys_by_name() -> None:
    keys, values = {"a": 1.0, "b": 9.0}, {"b": 100.0, "a": 1.0}
    assert attnx.lookup(1.0, keys, values).array("z").item() == pytest.approx(1.0)


@pytest.mark.parametrize("values", [{"a": 1.0}, {"a": 1.0, "c": 2.0}, {"a": 1.0, "b": 2.0, "c": 3.0}])
def test_values_for_other_names(values: dict[str, float]) -> None:
    with pytest.raises(InputError):
        attnx.lookup(1.0, {"a": 1.0, "b": 9.0}, values)
