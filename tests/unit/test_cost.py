"""What an explanation is said to cost in memory is what it costs."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest

import attnx
from attnx.measures.cost import cost, costs
from attnx.trace import Trace
from attnx.views.model_page import size_of

MODELS = Path(__file__).parent.parent / "fixtures" / "models"
TEXT = "Love gives us hope to live."


def held(trace: Trace) -> int:
    """The bytes of everything recorded in the layers."""
    return sum(array.data.nbytes for place, _, array in trace.walk() if place.layer is not None)


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("name", ["bert-plain", "bert-odd"])
def test_a_trace_holds_as_many_bytes_as_were_counted(name: str, causal: bool) -> None:
    whole = attnx.explain(TEXT, MODELS / name, causal=causal)
    counted = cost(whole.model, len(whole.tokens), causal=causal)
    assert counted.recorded == held(whole)
    assert counted.opened == held(attnx.explain(TEXT, MODELS / name, layers=[0], heads=[0], causal=causal))


def test_a_run_takes_about_as_much_as_it_is_said_to() -> None:
    checkpoint = attnx.load("reader")
    text = "love " * 120
    attnx.explain(text, checkpoint)  # what is computed once is there
    tracemalloc.start()
    try:
        trace = attnx.explain(text, checkpoint)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    counted = cost(trace.model, len(trace.tokens), causal=False)
    assert 0.8 < peak / (counted.layer + counted.recorded) < 1.2


def test_shared_keys_and_values_cost_less() -> None:
    own = attnx.load("reader").facts
    shared = replace(own, n_kv_heads=2)
    assert cost(shared, 10, causal=True).vectors * 8 == cost(own, 10, causal=True).vectors * 5
    assert cost(shared, 10, causal=True).matrices == cost(own, 10, causal=True).matrices


def test_a_usual_text_and_the_longest() -> None:
    facts = attnx.load("reader").facts
    assert [one.tokens for one in costs(facts, 512, causal=False)] == [128, 512]
    for longest in (2, 128):
        assert [one.tokens for one in costs(facts, longest, causal=False)] == [longest]


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (999_949, "999.9 kB"), (999_960, "1.0 MB"), (10**21, "1,000.0 EB")],
)
def test_bytes_are_read_aloud(count: int, text: str) -> None:
    assert size_of(count) == text
