"""What is told of a head is true of the text, and never said where it is not."""

from __future__ import annotations

import pytest

import attnx
from attnx.measures.habits import habits
from attnx.measures.heads import CLEAR, MEASURES, heads
from attnx.measures.opening import AT_WORK, PLACES


@pytest.mark.parametrize(
    "text",
    ["Love is powerful because it gives us hope to live.", "Love it.", "The red car is very fast.", "Tom", "?!"],
)
def test_a_head_is_at_work_only_where_its_weights_say_so(text: str) -> None:
    trace = attnx.explain(text, "reader", arrays=["mask", "weights"])
    measured = heads(trace)
    for habit in habits(trace, measured):
        place = habit.layer, habit.head
        assert [(f.layer, f.head) == place for f in trace.model.heads_known].count(True) == 1
        if habit.kind == "coreference":
            pointing = [row for row in habit.pronouns if row.how in ("sharp", "torn", "split")]
            assert habit.at_work == bool(pointing)
            assert len(habit.pronouns) == ("it" in text)
        elif PLACES.get(habit.kind, habit.kind) in MEASURES:
            assert habit.at_work == (habit.share is not None and habit.share >= CLEAR)
        else:
            assert habit.at_work == any(weight >= AT_WORK for _, _, weight in habit.pairs)
            assert all(query != key for query, key, _ in habit.pairs)


def test_what_was_changed_is_not_known() -> None:
    trace = attnx.explain(
        "Love is powerful because it gives us hope.", "reader", causal=True, arrays=["mask", "weights"]
    )
    assert not any(habit.fact for habit in habits(trace, heads(trace)))


def test_what_is_at_work_comes_first_and_the_pronoun_before_all() -> None:
    trace = attnx.explain("Tom saw a dog because it barked.", "reader", arrays=["mask", "weights"])
    found = habits(trace, heads(trace))
    assert [habit.at_work for habit in found] == sorted((habit.at_work for habit in found), reverse=True)
    assert found[0].kind == "coreference"


@pytest.mark.parametrize(
    ("model", "text", "pairs"),
    [
        ("reader", "Love is powerful because it gives us hope to live.", []),  # “to” → “live” is no noun's adjective
        ("reader", "My sister bought the red ball yesterday.", ["red ball"]),
        ("reader-zh", "小明喜欢红色的球。", ["喜欢 球", "红色 球", "的 球"]),
    ],
)
def test_a_relation_is_shown_by_words_that_it_can_hold_between(model: str, text: str, pairs: list[str]) -> None:
    trace = attnx.explain(text, model, arrays=["mask", "weights"])
    told = [
        f"{habit.rows.queries[query].text} {habit.rows.keys[key].text}"
        for habit in habits(trace, heads(trace))
        for query, key, weight in habit.pairs
        if weight >= AT_WORK
    ]
    assert told == pairs
