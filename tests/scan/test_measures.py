"""What is kept of a sentence is what the measures of one sentence say."""

from __future__ import annotations

import re

import numpy as np
import pytest

import attnx
from attnx.errors import InputError
from attnx.measures.contributions import norms
from attnx.measures.heads import MEASURES as KINDS
from attnx.measures.heads import heads
from attnx.measures.looks import looks
from attnx.measures.sentence import MEASURES, Sentence, matching, recorded_for, referring, sentence
from tests.families.parity import MODELS

TEXT = "Hope is here, and it lives, for hope is love."


def measured(model: str, text: str = TEXT, **pairs: object) -> tuple[attnx.Trace, Sentence]:
    trace = attnx.explain(text, model, arrays=recorded_for(MEASURES))
    return trace, sentence(trace, MEASURES, pairs)  # type: ignore[arg-type]


@pytest.mark.parametrize("model", ["reader", str(MODELS / "gpt2-a"), str(MODELS / "gemma3-a")])
def test_the_kinds_of_key_are_those_of_heads(model: str) -> None:
    trace, found = measured(model)
    expected = heads(trace)
    np.testing.assert_array_equal(found.means[: len(KINDS)], expected.scores)
    np.testing.assert_array_equal(found.queries[: len(KINDS)], expected.queries)
    np.testing.assert_array_equal(found.even[: len(KINDS), :, 0], expected.even)
    assert found.asked == expected.rows


def test_entropy_distance_and_norms_by_hand() -> None:
    trace, found = measured("reader")
    rows = [token.index for token in trace.tokens if not token.special]
    count = len(trace.tokens)
    for part in norms(trace).parts:
        assert part.head is not None
        place = part.layer, part.head
        w = part.weights[rows]
        bits = -(w * np.log2(w)).sum(axis=-1).mean()
        far = (w * np.abs(np.subtract.outer(rows, np.arange(count)))).sum(axis=-1).mean()
        for name, expected in (("entropy", bits), ("distance", far), ("norms", part.amounts[rows].sum(axis=-1).mean())):
            assert found.means[MEASURES.index(name)][place] == pytest.approx(expected, rel=1e-5)
    assert found.even[MEASURES.index("entropy")][0, 0] == pytest.approx(np.log2(count))


def test_words_that_look_at_words() -> None:
    trace, _ = measured("reader")
    pairs = matching(trace.tokens, re.compile("it"), re.compile("(?i:hope)"))
    found = sentence(trace, ("from_to",), {"from_to": pairs})
    it = next(token.index for token in trace.tokens if token.text == "it")
    hopes = [token.index for token in trace.tokens if token.text.lower() == "hope"]
    ranked = looks(trace, [it], hopes)
    for head in ranked.heads:
        assert found.means[0, head.layer, head.head] == pytest.approx(head.weight, abs=1e-6)
    assert found.even[0, 0, 0] == pytest.approx(ranked.even)


def test_a_word_does_not_look_at_itself_and_one_nobody_may_see_does_not_count() -> None:
    trace, _ = measured("reader")
    every = matching(trace.tokens, re.compile("it"), re.compile(".*"))
    assert not set(every[0].query) & set(every[0].keys)
    causal = attnx.explain(TEXT, "reader", arrays=recorded_for(()), causal=True)
    later = sentence(causal, ("from_to",), {"from_to": matching(causal.tokens, re.compile("Hope"), re.compile("love"))})
    assert later.queries[0, 0] == 0 and np.isnan(later.means).all()


def test_a_pronoun_and_what_it_stands_for() -> None:
    trace, _ = measured("reader")
    begin = TEXT.index("it")
    pairs = {"coreference": referring(trace.tokens, (begin, begin + 2), (0, 4))}
    found = sentence(trace, ("coreference",), pairs)
    weights = trace.array("weights", layer=3, head=0)
    it, hope = (next(token.index for token in trace.tokens if token.text == word) for word in ("it", "Hope"))
    assert found.means[0, 3, 0] == pytest.approx(float(weights[it, hope]), rel=1e-6)
    with pytest.raises(InputError, match="where there is no word"):
        referring(trace.tokens, (900, 901), (0, 4))
