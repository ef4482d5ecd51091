"""The head that tells most of one word."""

from __future__ import annotations

import numpy as np
import pytest

import attnx
from attnx.measures.opening import Opening, opening
from attnx.measures.telling import telling

SENTENCE = "Love is powerful because it gives us hope to live."


def test_a_pronoun_has_the_head_at_which_its_text_opens() -> None:
    trace = attnx.explain(SENTENCE, "reader")
    assert telling(trace, 5) == opening(trace) == Opening(3, 0, "pronoun")
    assert telling(trace, 6) == Opening(0, 0, "known")  # gives: what looks at the previous token


@pytest.mark.parametrize("query", [3, 9])
def test_where_nothing_known_is_at_work_it_is_where_the_word_gives_another_the_most(query: int) -> None:
    trace = attnx.explain("Once upon a time there was a little girl.", "writer")
    found = telling(trace, query)
    assert found.reason == "sharpest"
    others = np.delete(np.arange(len(trace.tokens)), [0, query, len(trace.tokens) - 1])  # neither a marker nor a stop
    given = {
        (layer, head): float(trace.array("weights", layer=layer, head=head)[query, others].max())
        for layer, attention in trace.attentions()
        for head in attention.heads
    }
    assert (found.layer, found.head) == max(given, key=lambda place: given[place])


def test_a_word_in_pieces_is_one_word() -> None:
    trace = attnx.explain("Love is powerful because it gives us hope to live.", "writer")
    pieces = [token.index for token in trace.tokens if token.text.strip() in ("power", "ful")]
    assert len(pieces) == 2
    assert len({telling(trace, piece) for piece in pieces}) == 1


def test_of_random_weights_none_tells_more_than_another() -> None:
    assert telling(attnx.explain("Love gives us hope.", "toy"), 2) == Opening(0, 0, "plain")
