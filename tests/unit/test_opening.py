"""Where a text opens, and that the reason given for it is true of this text."""

from __future__ import annotations

import numpy as np
import pytest

import attnx
from attnx.measures.opening import opening
from attnx.trace import Trace

ARRAYS = ("mask", "weights")


def opened(text: str, model: str) -> tuple[int, int, str, str | None]:
    place = opening(attnx.explain(text, model, arrays=ARRAYS))
    return place.layer, place.head, place.reason, place.known.kind if place.known else None


def test_a_pronoun_opens_at_the_head_that_finds_what_it_stands_for() -> None:
    assert opened("Love is powerful because it gives us hope to live.", "reader") == (3, 0, "pronoun", "coreference")
    assert opened("The sun rose over the hills.", "reader")[2] != "pronoun"


def test_a_known_kind_opens_only_where_it_is_at_work() -> None:
    assert opened("My sister bought the red ball yesterday.", "reader") == (1, 1, "known", "noun")
    assert opened("red dog blue cat sun red dog blue cat sun", "writer")[3] == "induction"
    assert opened("Once upon a time there was a", "writer")[3] != "induction"  # nothing is repeated


def test_what_is_called_sharpest_is() -> None:
    trace = attnx.explain("我爱你。", "zh-en", arrays=ARRAYS)
    place = opening(trace)
    assert place.reason == "sharpest"
    assert place.known is None

    def mean_of_largest(layer: int, head: int) -> float:
        weights = np.array(trace.array("weights", layer=layer, head=head))[:-2, :-2]  # no full stop, no end
        np.fill_diagonal(weights, 0)
        return float(weights.max(axis=-1).mean())

    best = mean_of_largest(place.layer, place.head)
    assert all(
        best >= mean_of_largest(layer, head) - 1e-6
        for layer, attention in trace.attentions()
        for head in attention.heads
    )


def test_one_head_is_the_only_one_and_a_trace_without_weights_has_none() -> None:
    assert opened("Thinking Machines", "classic") == (0, 0, "only", None)
    empty: Trace = attnx.explain("Thinking Machines", "classic", arrays=["q"])
    with pytest.raises(ValueError, match="no weights"):
        opening(empty)
