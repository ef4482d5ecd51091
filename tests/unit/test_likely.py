"""What is said of the likeliest token is never said of one that is less, or more, sure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnx.measures.likely import sure
from attnx.trace import Candidate


def candidates(*probabilities: float) -> tuple[Candidate, ...]:
    return tuple(Candidate(str(number), number, share) for number, share in enumerate(probabilities))


@given(st.lists(st.floats(0.001, 1.0), min_size=1, max_size=5))
def test_likely_is_more_than_all_others_together(shares: list[float]) -> None:
    total = max(sum(shares), 1.0)
    first, *others = sorted((share / total for share in shares), reverse=True)
    how = sure(candidates(first, *others))
    assert (how == "likely") == (first >= 0.5)
    assert (how == "open") == (first < 0.1)
    if how == "torn":
        assert others[0] >= 0.75 * first
    if how == "likeliest":
        assert not others or others[0] < 0.75 * first


@pytest.mark.parametrize(
    ("shares", "how"),
    [
        ((0.5, 0.5), "likely"),
        ((0.49, 0.1), "likeliest"),
        ((0.49, 0.48), "torn"),
        ((0.09, 0.09), "open"),
        ((0.34, 0.30), "torn"),
    ],
)
def test_examples(shares: tuple[float, ...], how: str) -> None:
    assert sure(candidates(*shares)) == how
