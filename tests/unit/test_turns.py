"""What is said of a word on both sides is never said where the weights say otherwise."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import attnx
from attnx.measures.compare import SAID, Comparison, compare
from attnx.measures.turns import Turns, turns
from tests.views.exhibits import weighed

WORDS = ("Love", "gives", "it")


def of(before: list[list[float]], after: list[list[float]]) -> Turns:
    part = compare(weighed([before], WORDS), weighed([after], WORDS))[0]
    assert isinstance(part, Comparison)
    found = turns(part)
    assert found is not None
    return found


def rows(seed: int) -> list[list[float]]:
    weights = np.random.default_rng(seed).exponential(size=(3, 3)) ** 3
    found: list[list[float]] = (weights / weights.sum(axis=-1, keepdims=True)).tolist()
    return found


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_only_two_sharp_readings_turn_or_hold(one: int, other: int) -> None:
    for turn in of(rows(one), rows(other)).rows:
        sharp = turn.before.how == turn.after.how == "sharp"
        assert (turn.how in ("turned", "held")) == sharp
        if sharp:
            assert (turn.how == "held") == (turn.before.keys[0] == turn.after.keys[0])
        else:
            assert (turn.how == "alike") == (turn.moved < SAID)


def test_a_pronoun_comes_first_though_another_word_has_moved_more() -> None:
    even = [1 / 3, 1 / 3, 1 / 3]
    found = of([[1, 0, 0], even, [0.9, 0.1, 0]], [[0, 1, 0], even, [0.8, 0.2, 0]])
    assert [turn.before.word for turn in found.rows] == [2, 0, 1]
    assert [turn.how for turn in found.rows] == ["held", "turned", "alike"]
    assert [round(turn.moved, 3) for turn in found.rows] == [0.1, 1.0, 0.0]


def test_what_was_torn_has_not_turned() -> None:
    found = of([[1, 0, 0], [0, 1, 0], [0.5, 0.49, 0.01]], [[1, 0, 0], [0, 1, 0], [0.49, 0.5, 0.01]])
    assert found.rows[0].how == "alike"
    found = of([[1, 0, 0], [0, 1, 0], [0.5, 0.49, 0.01]], [[1, 0, 0], [0, 1, 0], [0.0, 1.0, 0.0]])
    assert found.rows[0].how == "otherwise"


def test_a_word_in_pieces_is_told_as_a_word() -> None:
    before, after = (
        attnx.explain(f"Unbelievable hope, for it {verb}.", "reader", layers=[3], heads=[0])
        for verb in ("lives", "sings")
    )
    (part,) = compare(before, after)
    assert isinstance(part, Comparison)
    found = turns(part)
    assert found is not None
    assert "Unbelievable" in [token.name for token in found.before.queries]
    assert found.before.queries[found.rows[0].before.word].text == "it"
