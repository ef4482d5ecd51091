"""The questions of the quiz: small, of the trace, the same for the same seed, and fair about rounding."""

from __future__ import annotations

from functools import cache, partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import attnx
from attnx.measures import quiz
from attnx.measures.quiz import Answer, Question, RowWeights, Score, Word, is_right, questions
from attnx.trace import Trace

TEXTS = {"classic": "Thinking Machines", "toy": "Love gives us hope.", "reader": "Tom bought a dog because it was old."}


@cache
def trace_of(model: str, causal: bool = False) -> Trace:
    return attnx.explain(TEXTS[model], model, layers=[3 if model == "reader" else 0], causal=causal)


def asked(model: str, seed: int, count: int = 6, precision: int = 2, causal: bool = False) -> tuple[Question, ...]:
    return questions(trace_of(model, causal), count, np.random.default_rng(seed), precision)


def right(question: Question) -> list[float]:
    return [question.right] if isinstance(question, Word) else np.atleast_1d(question.right).tolist()


@settings(max_examples=40, deadline=None)
@given(
    model=st.sampled_from(sorted(TEXTS)), seed=st.integers(0, 10_000), precision=st.integers(0, 4), causal=st.booleans()
)
def test_every_question_is_true_of_the_trace(model: str, seed: int, precision: int, causal: bool) -> None:
    trace = trace_of(model, causal)
    for question in asked(model, seed, precision=precision, causal=causal):
        number = partial(trace.array, layer=question.layer, head=question.head)
        weights = number("weights")[question.query]
        match question:
            case Score():
                q, k = (number(name) for name in ("q", "k"))
                part = slice(question.begin, question.begin + len(question.q))
                assert len(question.q) <= 4
                assert question.right == pytest.approx(
                    float(q[question.query, part] @ k[question.key, part]), rel=1e-4, abs=1e-4
                )
                if question.of == len(question.q):
                    assert question.right == pytest.approx(number("scores")[question.query, question.key], abs=1e-5)
                # What one works out from the numbers as they are shown counts.
                shown = np.round(question.q, precision) @ np.round(question.k, precision)
                assert is_right(question, [round(float(shown), precision)])
            case RowWeights():
                assert 2 <= len(question.keys) <= 3
                assert weights[list(question.keys)] == pytest.approx(question.right)
                assert np.sort(weights)[-len(question.keys) :] == pytest.approx(np.sort(question.right))
                assert question.exp / (question.exp.sum() + question.rest) == pytest.approx(question.right, rel=1e-4)
                assert (question.rest > 0) == (question.others > 0)
                shown = np.exp(np.round(question.scaled, precision) - np.round(question.scaled, precision).max())
                shown /= shown.sum() + round(question.rest, precision)
                assert is_right(question, np.round(shown, precision).tolist())
            case Word():
                assert weights[question.right] == weights.max()
                assert round(float(weights[question.right]), precision) > round(
                    float(weights[question.second]), precision
                )
        assert is_right(question, right(question))
        wrong = np.array(right(question)) + (1 if isinstance(question, Word) else 2 * question.tolerance)
        assert not is_right(question, wrong.tolist())


def test_the_same_seed_asks_the_same() -> None:
    def shapes(seed: int) -> list[str]:
        return [repr(question) for question in asked("toy", seed, 12)]

    assert shapes(7) == shapes(7)
    assert shapes(7) != shapes(8)


@pytest.mark.parametrize("model", TEXTS)
def test_nothing_is_asked_twice_and_every_kind_is(model: str) -> None:
    found = asked(model, 3, 30)
    names = [quiz.name_of(question) for question in found]
    assert len(set(names)) == len(names)
    assert {type(question) for question in found} == {Score, RowWeights, Word}
    if model == "classic":  # two rows, and the products of four scores
        assert sum(not isinstance(question, Score) for question in found) == 2
    assert len(found) == 30


def test_there_may_be_less_to_ask_than_was_wished() -> None:
    trace = attnx.explain("Love", "toy", heads=[0])
    found = questions(trace, 10, np.random.default_rng(0), 2)
    assert [type(question) for question in found] == [Score]  # one token: nothing to weigh, nothing to choose


def test_numbers_by_their_last_digit() -> None:
    found = (one for seed in range(20) for one in asked("classic", seed, 30))
    question = next(one for one in found if isinstance(one, RowWeights) and one.query == 0)
    assert is_right(question, [0.88, 0.12])
    assert is_right(question, [0.87, 0.13])
    assert not is_right(question, [0.9, 0.1])
    assert not is_right(question, [0.12, 0.88])
    assert not is_right(question, [0.88])
    assert not is_right(question, [float("nan"), 0.12])


def test_points() -> None:
    question = asked("toy", 0)[0]
    assert [Answer(question, "1", hint, correct).points for hint in (False, True) for correct in (True, False)] == [
        1.0,
        0.0,
        0.5,
        0.0,
    ]
    document = Answer(question, None, False, False).document()
    assert document["given"] is None
    assert document["kind"] in ("score", "row", "word")
    assert not any(isinstance(value, np.ndarray | np.generic) for value in document.values())
