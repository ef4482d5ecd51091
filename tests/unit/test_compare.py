"""What differs between two of anything, and what does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import attnx
from attnx.errors import UsageError
from attnx.measures.align import align
from attnx.measures.compare import SAID, Comparison, Shift, compare, shift
from attnx.reduce.mean import mean_of_heads
from attnx.reduce.narrow import narrow
from attnx.trace import Trace
from tests.families.parity import MODELS
from tests.views import exhibits
from tests.views.exhibits import tokens_of, weighed

WORDS = st.lists(st.sampled_from(["hope", "is", "to", "live", "it", "."]), min_size=1, max_size=8)


def one(before: Trace, after: Trace, array: str = "weights") -> Comparison:
    (part,) = compare(before, after, (array,))
    assert isinstance(part, Comparison)
    return part


# ── which tokens stand for one another ────────────────────────────────────────────────────────────────────────────────


def names(before: str, after: str) -> list[str]:
    return [pair.name for pair in align(tokens_of(*before.split()), tokens_of(*after.split()))]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("it was tired", "it was wide", ["it", "was", "tired→wide"]),
        ("it was tired", "it was so tired", ["it", "was", "+so", "tired"]),
        ("it was so tired", "it was tired", ["it", "was", "−so", "tired"]),
        ("the cat sat", "a very old cat sat", ["−the", "+a", "+very", "+old", "cat", "sat"]),
        ("The cat", "the Cat", ["the", "Cat"]),
    ],
)
def test_words_are_aligned(before: str, after: str, expected: list[str]) -> None:
    assert names(before, after) == expected


@pytest.mark.parametrize(("before", "after"), [("I see", "you go"), ("I see .", "you go .")])
def test_texts_without_a_common_word_are_refused(before: str, after: str) -> None:
    with pytest.raises(UsageError, match="no word in common"):
        names(before, after)


def test_a_special_token_stands_for_no_word() -> None:
    mark, word, other = tokens_of("[CLS]", "it", "hope")
    pairs = align((replace(mark, special=True), word), (other, word))
    assert [pair.name for pair in pairs] == ["−[CLS]", "+hope", "it"]


@settings(max_examples=100, deadline=None)
@given(before=WORDS, after=WORDS)
def test_an_alignment_loses_no_token_and_keeps_their_order(before: list[str], after: list[str]) -> None:
    old, new = tokens_of(*before), tokens_of(*after)
    try:
        pairs = align(old, new)
    except UsageError:
        assert before != after
        assert not ({*before} & {*after}) - {"."}
        return
    assert tuple(pair.before for pair in pairs if pair.before) == old
    assert tuple(pair.after for pair in pairs if pair.after) == new
    assert [pair.name for pair in align(old, old)] == before


# ── matrices ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=20, deadline=None)
@given(words=WORDS)
def test_a_text_compared_with_itself_has_not_changed(words: list[str]) -> None:
    trace = attnx.explain(" ".join(words), "toy", causal=True)
    for part in compare(trace, trace, ("q", "scores", "masked", "weights", "z", "out")):
        assert part.same
        if isinstance(part, Comparison):
            assert part.changes == ()
            assert not part.difference.any()


def test_what_changed_is_found_and_measured() -> None:
    part = one(*exhibits.two_texts())
    assert [pair.name for pair in part.queries] == ["Love", "gives→brings", "hope"]
    assert [pair.name for pair in part.keys] == ["Love", "gives→brings", "hope", "+爱爱"]
    assert [pair.name for pair in part.alone] == ["+爱爱"]
    assert part.before[2].tolist() == [0.75, 0.125, 0.125, 0.0]  # what is not there has no weight
    assert part.moved is not None
    assert part.moved.tolist() == [0.0, 0.25, 0.5]  # half of the sum of all differences
    largest = part.changes[0]
    assert (largest.query.name, largest.key.name, largest.before, largest.after) == ("hope", "Love", 0.75, 0.25)
    assert largest.difference == -0.5
    assert all(abs(change.difference) >= SAID for change in part.changes)


def test_moved_lies_between_nothing_and_everything() -> None:
    one_key, other_key = weighed([[[1.0, 0.0]] * 2], ("a", "b")), weighed([[[0.0, 1.0], [1.0, 0.0]]], ("a", "b"))
    assert one(one_key, other_key).moved == pytest.approx([1.0, 0.0])


def test_heads_layers_and_means_are_compared() -> None:
    trace = exhibits.two_layers()
    heads = one(narrow(trace, layers=[0], heads=[0]), narrow(trace, layers=[0], heads=[1]))
    assert heads.difference[0].round(2).tolist() == [-0.4, 0.4, 0.0]
    assert (heads.before_place.head, heads.after_place.head) == (0, 1)
    first, second = (narrow(trace, layers=[layer]) for layer in (0, 1))
    layers = compare(first, second)
    assert [(part.before_place.layer, part.after_place.layer) for part in layers if isinstance(part, Comparison)] == [
        (0, 1)
    ] * 2
    mean = one(mean_of_heads(first), mean_of_heads(second))
    assert mean.before_place.head is None


def test_rows_of_a_few_queries_are_aligned_by_their_tokens() -> None:
    whole = attnx.explain("hope is to live", "toy", heads=[0])
    part = attnx.explain("hope is to live", "toy", heads=[0], queries=[2])
    found = one(part, part)
    assert [pair.name for pair in found.queries] == ["to"]
    assert found.before.tolist() == [whole.array("weights", head=0)[2].astype(float).tolist()]


def test_two_models_are_aligned_by_words() -> None:
    text, models = "Unbelievable hope lives.", ("gpt2-a", "llama-a")
    before, after = (attnx.explain(text, MODELS / name, layers=[0], heads=[0]) for name in models)
    part = one(before, after)
    shared = [pair.name for pair in part.queries]
    assert "hope" in shared or "lives" in shared
    if [token.name for token in before.tokens] != [token.name for token in after.tokens]:
        assert "words_merged" in part.before_place.trace.notes


def test_a_hidden_score_that_stays_hidden_has_no_difference() -> None:
    part = one(exhibits.mixed(causal=True), exhibits.mixed(causal=True), "masked")
    assert np.isneginf(part.before).any()
    assert part.same


def test_what_cannot_be_compared_is_refused() -> None:
    two, single = exhibits.two_heads(), narrow(exhibits.two_heads(), heads=[0])
    with pytest.raises(UsageError, match="one side has 2 heads and the other 1"):
        compare(two, single)
    with pytest.raises(UsageError, match="there is no step scores in this trace"):
        compare(two, two, ("scores",))
    trace = attnx.explain("hope is", "toy")
    with pytest.raises(UsageError, match="two spaces"):
        compare(narrow(trace, heads=[0]), narrow(trace, heads=[1]), ("z",))


# ── vectors ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_shift_is_an_angle_and_a_length() -> None:
    found = exhibits.turned()
    assert found.cosine.tolist() == [1.0, 0.0, -1.0, 1.0, 0.0]
    assert found.relative.tolist() == pytest.approx([0.0, 2**0.5, 2.0, 0.5, float("inf")])
    assert not found.same
    assert shift("z", None, found.tokens[:1], np.ones((1, 2)), np.ones((1, 2))).same


def test_vectors_of_one_head_are_compared() -> None:
    before, after = (attnx.explain(f"hope is {word}", "toy", heads=[0]) for word in ("good", "gone"))
    for part in compare(before, after, ("k", "z", "out")):
        assert isinstance(part, Shift)
        assert [pair.name for pair in part.tokens] == ["hope", "is", "good→gone"]
        assert part.relative[2] > 0


# ── as values ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_comparison_is_plain_values() -> None:
    found = one(*exhibits.two_texts()).document()
    assert found["moved"] == [0.0, 0.25, 0.5]
    assert found["keys"][3] == {"name": "+爱爱", "before": None, "after": 3}  # type: ignore[index]
    assert found["changes"][0] == {"query": "hope", "key": "Love", "before": 0.75, "after": 0.25}  # type: ignore[index]
    assert exhibits.turned().document()["cosine"] == [1.0, 0.0, -1.0, 1.0, 0.0]
