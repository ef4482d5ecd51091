"""Rows without their first key."""

from __future__ import annotations

from math import e

import numpy as np
import pytest

import attnx
from attnx import saved
from attnx.measures.focus import focus
from attnx.measures.verify import verify
from attnx.reduce.first import skip_first
from attnx.reduce.mean import mean_of_heads
from attnx.reduce.narrow import narrow
from attnx.trace import Trace
from tests.unit.test_measures import attention, only, trace_of

HIDDEN = -np.inf


def three() -> Trace:
    return trace_of(attention(weights=[[[0.5, 0.25, 0.25], [0.75, 0.25, 0.0], [1.0, 0.0, 0.0]]]))


def test_rows_are_scaled_up_to_sum_to_one() -> None:
    found = only(skip_first(three()))
    assert found.arrays["weights"].data.tolist() == [[[0.0, 0.5, 0.5], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]]
    assert found.arrays["skipped"].data.tolist() == [[0.5, 0.75, 1.0]]
    assert found.arrays["skipped"].axes == ("head", "query")
    assert found.arrays["mask"].data.tolist() == [[False, True, True]] * 3
    assert focus(found, 1, 0).skipped == 0.75
    assert skip_first(three()).notes == ("first_skipped",)


def test_it_is_as_if_a_mask_had_hidden_the_first_key() -> None:
    rng = np.random.default_rng(0)
    q, k, v = rng.normal(size=(3, 2, 5, 4)) * 4
    mask = np.tri(5, dtype=bool)
    trace = skip_first(attnx.attend(q, k, v, mask=mask))
    mask[:, 0] = False
    expected = only(attnx.attend(q, k, v, mask=mask)).arrays
    for name in ("mask", "masked", "weights"):
        assert only(trace).arrays[name].data == pytest.approx(expected[name].data, rel=1e-6), name
    assert not {"z", "out"} & only(trace).arrays.keys()
    assert all(check.holds for check in verify(trace))


@pytest.mark.parametrize("added", [False, True])
def test_a_mask_and_its_scores_go_together(added: bool) -> None:
    numbers = np.array([[0.0, 0.5, HIDDEN], [0.0, 0.0, 0.0]])
    mask = numbers if added else np.isfinite(numbers)
    q = np.array([[1.0, 0.0], [0.0, 2.0]])
    trace = attnx.attend(q, [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]], [[1.0], [2.0], [4.0]], mask=mask)
    without = narrow(trace, arrays=("mask", "scaled", "weights"))
    for one in (trace, without):  # where masked scores were not recorded they are made
        found = skip_first(one)
        assert np.isneginf(only(found).arrays["masked"].data[..., 0]).all()
        assert all(check.holds for check in verify(found))
    assert skip_first(trace).array("weights", head=0)[0].tolist() == [0.0, 1.0, 0.0]


def test_a_row_that_gave_all_to_the_first_key_still_tells_the_others_apart() -> None:
    k = [[200.0], [1.0], [2.0]]  # beside e²⁰⁰ both are 0 in float32
    found = skip_first(attnx.attend([[1.0]], k, k, scale=1.0)).array("weights", head=0)[0]
    assert found == pytest.approx(np.array([0.0, 1 / (1 + e), e / (1 + e)]), rel=1e-5)


def test_twice_is_once_and_a_mean_keeps_what_was_skipped() -> None:
    once = skip_first(trace_of(attention((0, 1), weights=[[[0.5, 0.5]], [[0.0, 1.0]]], group=1)))
    assert saved.to_json(skip_first(once)) == saved.to_json(once)
    mean = only(mean_of_heads(once))
    assert mean.arrays["skipped"].data.tolist() == [0.25]
    assert mean.arrays["weights"].data.tolist() == [[0.0, 1.0]]
    assert list(only(narrow(once, arrays=["weights"])).arrays) == ["weights", "skipped"]


def test_a_single_key_leaves_nothing() -> None:
    assert skip_first(attnx.attend([[1.0]], [[1.0]], [[1.0]])).array("weights", head=0).tolist() == [[0.0]]
