"""Chinese has no spaces: which characters make a word is found by a head of `reader-zh`, and said to be."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import attnx
from attnx.checkpoint.bundled import BUNDLED
from attnx.measures.parting import across, joined
from attnx.measures.readings import readings
from attnx.reduce.words import merge_words, words_of
from attnx.saved.read import from_bytes
from attnx.saved.write import to_json
from attnx.trace import Token, Trace
from attnx.trace.sight import may_look
from attnx.training.reader_zh.evaluate import SENTENCES, share_right
from attnx.training.reader_zh.questions import everyday
from attnx.training.reader_zh.taught import COREFERENCE

ARTICLE = "爱很强大，因为它给了我们活下去的希望。"
TRADITIONAL = "愛很強大，因為它給了我們活下去的希望。"
WORDS = ["[CLS]", "爱", "很", "强大", "，", "因为", "它", "给", "了", "我们", "活下去", "的", "希望", "。", "[SEP]"]


def tokens_of(text: str) -> tuple[Token, ...]:
    return tuple(Token(i, sign, sign, i, i, i + 1) for i, sign in enumerate(text))


@given(st.lists(st.integers(1, 5), min_size=1, max_size=8))
def test_words_come_back_from_what_the_head_is_taught(sizes: list[int]) -> None:
    """Each character looks at the others of its word in equal shares, and at itself where it is alone."""
    word = np.repeat(np.arange(len(sizes)), sizes)
    others = (word[:, None] == word) & ~np.eye(len(word), dtype=bool)
    weights = np.where(others.any(axis=1, keepdims=True), others, np.eye(len(word), dtype=bool)).astype(float)
    weights /= weights.sum(axis=1, keepdims=True)
    found = words_of(joined(tokens_of("爱" * len(word)), weights))
    assert [len(pieces) for pieces in found] == sizes


@pytest.mark.parametrize("text", ["爱，你", "爱 你"])
def test_a_mark_or_a_space_is_never_within_a_word(text: str) -> None:
    places = [place for place, sign in enumerate(text) if sign != " "]
    tokens = tuple(Token(i, text[at], text[at], i, at, at + 1) for i, at in enumerate(places))
    together = np.ones((len(tokens), len(tokens)))
    assert not any(token.joined for token in joined(tokens, together))


def test_the_gap_counts_what_goes_over_it() -> None:
    weights = np.array([[0.1, 0.6, 0.3], [0.2, 0.5, 0.3], [0.0, 0.0, 1.0]])
    assert across(weights, 1) == pytest.approx(0.9 + 0.2)
    assert across(weights, 2) == pytest.approx(0.3 + 0.0)


def rows_of(trace: Trace) -> dict[str, str]:
    """What each word of one head reads from most."""
    ((_, attention),) = trace.attentions()
    found = readings(trace, attention, attention.heads[0], may_look(attention, attention.heads[0]))
    return {
        word.text: found.keys[row.keys[0]].text for word, row in zip(found.queries, found.rows, strict=True) if row.keys
    }


def test_the_article_in_words() -> None:
    trace = attnx.explain(ARTICLE, layers=[3], heads=[0])
    assert trace.model.name == "reader-zh"
    assert "words_found" in trace.notes
    merged = merge_words(trace)
    assert [token.text or token.piece for token in merged.tokens] == WORDS
    row = merged.array("weights", layer=3, head=0)[WORDS.index("它")]
    assert row.argmax() == WORDS.index("爱")
    assert row.max() >= 0.6
    assert rows_of(trace)["它"] == "爱"


def test_a_what_if_and_weights_before_learning_keep_the_words() -> None:
    model = attnx.load("reader-zh")
    for weights in (model, model.untrained()):
        assert len(words_of(attnx.explain(ARTICLE, weights, layers=[0], arrays=["weights"]).tokens)) == len(WORDS)
    causal = attnx.explain(ARTICLE, model, layers=[0], arrays=["weights"], causal=True)
    assert len(words_of(causal.tokens)) == len(WORDS)


def test_the_translator_reads_characters_and_says_nothing_of_words() -> None:
    trace = attnx.explain(ARTICLE, "zh-en", layers=[0], arrays=["weights"])
    assert "words_found" not in trace.notes
    assert not any(token.joined for token in trace.tokens)


def test_words_are_kept_in_a_document_and_come_back() -> None:
    trace = attnx.explain(ARTICLE, layers=[0], heads=[0], arrays=["weights"])
    document = json.loads(to_json(trace))
    assert [token["text"] for token in document["tokens"] if token["joined"]][:2] == ["大", "为"]
    assert from_bytes(to_json(trace), "it").tokens == trace.tokens


def test_everyday_sentences_are_read_as_the_card_says() -> None:
    model = attnx.load("reader-zh")
    card = json.loads((BUNDLED / "reader-zh" / "card.json").read_text(encoding="utf-8"))
    share = share_right(model, everyday(SENTENCES), COREFERENCE)
    assert share == pytest.approx(card["evaluation"]["100 everyday sentences"], abs=0.02)  # two torn rows may turn


def test_traditional_characters_are_read_as_their_simple_forms() -> None:
    old, new = (attnx.explain(text, layers=[3], heads=[0]) for text in (TRADITIONAL, ARTICLE))
    assert np.array_equal(old.array("weights", layer=3, head=0), new.array("weights", layer=3, head=0))
    assert rows_of(old)["它"] == "愛"
