"""Where a text opens, and that the reason given for it is true of this text."""

from __future__ import annotations

import numpy as np

import attnx
from attnx.change import Ablate
from attnx.doors.opening import opened as door
from attnx.measures.known import heads_known
from attnx.measures.opening import Opening, opening
from attnx.trace import Trace

ARRAYS = ("mask", "weights")


def opened(text: str, model: str) -> tuple[int, int, str, str | None]:
    """Where a text opens and why, and what that head is known for."""
    trace = attnx.explain(text, model, arrays=ARRAYS)
    place = opening(trace)
    assert place is not None
    assert place == door(text, model)
    assert place.reason == "only" or f"(opens at layer {place.layer}, head {place.head}: {place.reason})" in repr(trace)
    fact = heads_known(trace.model, trace.notes).get((place.layer, place.head))
    return place.layer, place.head, place.reason, fact.kind if fact else None


def test_a_pronoun_opens_at_the_head_that_finds_what_it_stands_for() -> None:
    assert opened("Love is powerful because it gives us hope to live.", "reader") == (3, 0, "pronoun", "coreference")
    assert opened("The sun rose over the hills.", "reader")[2] != "pronoun"
    assert opened("The IT department item is here.", "reader")[2] == "pronoun"  # letter by letter it is one
    assert opened("Its spirit lit the city.", "reader")[2] == "pronoun"
    assert opened("A hitch in the kit, a shed.", "reader")[2] != "pronoun"  # it, he: parts of words


def test_a_known_kind_opens_only_where_it_is_at_work() -> None:
    assert opened("My sister bought the red ball yesterday.", "reader") == (1, 1, "known", "noun")
    assert opened("red dog blue cat sun red dog blue cat sun", "writer")[3] == "induction"
    assert opened("Once upon a time there was a", "writer")[3] != "induction"  # nothing is repeated


def test_a_part_of_a_trace_opens_within_it() -> None:
    love = "Love is powerful because it gives us hope to live."
    part = opening(attnx.explain(love, "reader", layers=[1], heads=[5], arrays=ARRAYS))
    assert part == Opening(1, 5, "plain")  # not the only head there is, but the only one here
    inner = opening(attnx.explain(love, "reader", layers=[0], arrays=ARRAYS))
    assert inner is not None
    assert inner.layer == 0
    assert inner.reason != "pronoun"


def test_nothing_was_measured_of_a_run_that_was_changed() -> None:
    changed = attnx.explain("My sister bought the red ball yesterday.", "reader", arrays=ARRAYS, causal=True)
    place = opening(changed)
    assert place is not None
    assert place.reason == "sharpest"
    assert heads_known(changed.model, changed.notes) == {}
    assert heads_known(changed.model, (), (Ablate(0, 0),)) == {}


def test_what_is_called_sharpest_is() -> None:
    trace = attnx.explain("我爱你。", "zh-en", arrays=ARRAYS)
    place = opening(trace)
    assert place is not None
    assert place.reason == "sharpest"

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
    assert opening(empty) is None
