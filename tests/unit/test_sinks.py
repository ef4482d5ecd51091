"""A head with a sink reads less than a whole: the trace says how much, every view says so, and verify holds to it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import attnx
from attnx import saved
from attnx.arithmetic import softmax
from attnx.measures.cell import cell
from attnx.measures.quiz import RowWeights, questions
from attnx.measures.rows import entropy
from attnx.measures.verify import verify
from attnx.reduce import REDUCTIONS, reduced
from attnx.trace import Array, Trace
from tests.families.parity import MODELS

TEXT = "Love gives hope, so we live."
scores = hnp.arrays(np.float64, st.tuples(st.integers(1, 3), st.integers(1, 5)), elements=st.floats(-30, 30))


@cache
def trace() -> Trace:
    return attnx.explain(TEXT, MODELS / "gpt_oss-a")


@given(scores, st.floats(-30, 30))
def test_a_sink_is_a_column_of_the_softmax_that_is_left_out(scores: np.ndarray, sink: float) -> None:
    column = np.full((len(scores), 1), sink)
    with_column = softmax(np.concatenate((scores, column), axis=-1))
    np.testing.assert_allclose(softmax(scores.copy(), sink=column), with_column[:, :-1], rtol=1e-12, atol=1e-300)


def test_what_a_row_reads_and_its_sink_are_a_whole() -> None:
    for _, attention in trace().attentions():
        weights, sink = attention.arrays["weights"].data, attention.arrays["sink"].data
        assert (weights.sum(axis=-1) < 0.9999).all() and (sink > 0).all()
        np.testing.assert_allclose(weights.sum(axis=-1) + sink, 1.0, atol=1e-6)


def test_the_sink_comes_with_the_weights_wherever_they_go() -> None:
    alone = attnx.explain(TEXT, MODELS / "gpt_oss-a", arrays=["weights"], layers=[1], heads=[2])
    held = next(attention for _, attention in alone.attentions()).arrays
    assert list(held) == ["weights", "sink"]
    np.testing.assert_array_equal(held["sink"].data[0], trace().array("sink", layer=1, head=2))
    again = saved.from_bytes(saved.to_json(trace()), "trace")
    np.testing.assert_array_equal(again.array("sink", layer=0), trace().array("sink", layer=0))


@pytest.mark.parametrize("names", [(), *((reduction.option,) for reduction in REDUCTIONS)])
def test_every_reduction_of_it_holds(names: tuple[str, ...]) -> None:
    found = reduced(trace(), names)
    checks = verify(found)
    assert {check.step for check in checks} >= {"sums_sink"} and all(check.holds for check in checks)
    assert "sinks" in found.notes


def test_a_sink_that_was_tampered_with_does_not_hold() -> None:
    layer = trace().layers[0]
    attention = layer.attention[0]
    for name, step in (("weights", "sums_sink"), ("sink", "sink")):
        wrong = attention.arrays[name].data.copy()
        wrong[0, 3] *= 1.01
        arrays = {**attention.arrays, name: Array(attention.arrays[name].axes, wrong)}
        changed = replace(trace(), layers=(replace(layer, attention=(replace(attention, arrays=arrays),)),))
        assert step in {check.step for check in verify(changed) if not check.holds}


def test_the_arithmetic_of_a_cell_counts_the_sink() -> None:
    attention = next(attention for _, attention in trace().attentions())
    found = cell(attention, 3, 1, head=0).row
    assert found.exp is not None and found.sink is not None
    assert found.total == pytest.approx(found.exp.sum() + found.total * found.sink, rel=1e-5)
    assert found.weights[1] == pytest.approx(found.exp[1] / found.total, rel=1e-5)


def test_a_quiz_counts_it_too() -> None:
    for question in questions(trace(), 30, np.random.default_rng(1), precision=3):
        if isinstance(question, RowWeights):
            np.testing.assert_allclose(question.exp / (question.exp.sum() + question.rest), question.right, rtol=1e-4)


def test_a_row_that_reads_one_key_is_sure_of_it_however_little_it_reads() -> None:
    assert entropy(np.array([[0.2, 0.0], [0.1, 0.1], [0.0, 0.0]])).tolist() == pytest.approx([0.0, 1.0, 0.0])
