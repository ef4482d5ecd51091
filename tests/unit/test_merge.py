"""Pieces become words: which belong together, and what becomes of their numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from attnx import saved
from attnx.errors import UsageError
from attnx.measures.verify import verify
from attnx.reduce.first import skip_first
from attnx.reduce.mean import mean_of_heads
from attnx.reduce.words import merge_words, words_of
from attnx.trace import Array, Candidate, Layer, Model, Step, Token, Trace
from tests.unit.test_measures import attention, only


def tokens(text: str, *spans: tuple[int, int], pieces: tuple[str, ...] = ()) -> tuple[Token, ...]:
    """Tokens of these parts of a text; an empty span is a special token."""
    names = pieces or tuple(text[start:end] or "[CLS]" for start, end in spans)
    return tuple(
        Token(index, text[start:end] or piece, piece, 10 + index, start, end, start == end)
        for index, (piece, (start, end)) in enumerate(zip(names, spans, strict=True))
    )


def grouped(found: tuple[Token, ...]) -> list[list[int]]:
    return [list(word) for word in words_of(found)]


@pytest.mark.parametrize(
    ("text", "spans", "words"),
    [
        ("unbelievable", [(0, 2), (2, 8), (8, 12)], [[0, 1, 2]]),  # WordPiece
        ("no hope", [(0, 2), (3, 7)], [[0], [1]]),
        ("no hope", [(0, 2), (2, 5), (5, 7)], [[0], [1, 2]]),  # byte-level pieces begin with their space
        ("hope.", [(0, 4), (4, 5)], [[0], [1]]),
        ("don't", [(0, 3), (3, 4), (4, 5)], [[0], [1], [2]]),
        ("don't", [(0, 3), (3, 5)], [[0], [1]]),
        ("爱你", [(0, 1), (1, 2)], [[0], [1]]),
        ("爱hope", [(0, 1), (1, 5)], [[0], [1]]),
        ("カナ", [(0, 1), (1, 2)], [[0], [1]]),
        ("사랑", [(0, 1), (1, 2)], [[0, 1]]),  # Korean has spaces
        ("ne\u0301e", [(0, 2), (2, 3), (3, 4)], [[0, 1, 2]]),  # an accent of its own
        ("20 25", [(0, 1), (1, 2), (3, 4), (4, 5)], [[0, 1], [2, 3]]),
        ("a_b", [(0, 1), (1, 2), (2, 3)], [[0, 1, 2]]),
        ("hope", [(0, 0), (0, 2), (2, 4), (0, 0)], [[0], [1, 2], [3]]),  # [CLS] ho pe [SEP]
        ("👩a", [(0, 1), (0, 1), (0, 1), (1, 2)], [[0, 1, 2], [3]]),  # bytes of one character
    ],
)
def test_which_pieces_are_one_word(text: str, spans: list[tuple[int, int]], words: list[list[int]]) -> None:
    assert grouped(tokens(text, *spans)) == words


def test_a_space_that_is_a_piece_begins_the_next_word() -> None:
    found = tokens("a 爱 b", (0, 1), (1, 2), (2, 3), (3, 4), (4, 5), pieces=("▁a", "▁", "爱", "▁", "b"))
    assert grouped(found) == [[0], [1, 2], [3, 4]]
    assert [one.text for one in merge_words(trace_of(found)).tokens] == ["a", "爱", "b"]
    line = tokens("a\nb", (0, 1), (1, 2), (2, 3))
    assert grouped(line) == [[0], [1], [2]]


def trace_of(found: tuple[Token, ...], **arrays: object) -> Trace:
    count = len(found)
    held = arrays or {"weights": np.full((1, count, count), 1 / count)}
    model = Model("by hand", "none", "given", 1, 1, 1, 4, 2)
    return Trace("a text", model, found, (Layer(0, (attention(**held),)),))  # type: ignore[arg-type]


UN_BELIEVE_R = (*tokens("unbeliever", (0, 2), (2, 9), (9, 10)), Token(3, ".", ".", 13, 10, 11))


def test_a_word_has_the_text_of_its_pieces() -> None:
    word, stop = merge_words(trace_of(UN_BELIEVE_R)).tokens
    assert word == Token(0, "unbeliever", "un believe r", 10, 0, 10)
    assert stop == Token(1, ".", ".", 13, 10, 11)
    spaced = tokens("no hope", (0, 2), (2, 5), (5, 7))
    assert merge_words(trace_of(spaced)).tokens[1] == Token(1, "hope", " ho pe", 11, 3, 7)
    emoji = tokens("👩", (0, 1), (0, 1), pieces=("ð", "Ł"))
    assert merge_words(trace_of(emoji)).tokens == (Token(0, "👩", "ð Ł", 10, 0, 1),)


def test_weights_are_summed_over_keys_and_averaged_over_queries() -> None:
    weights = [[[0.5, 0.25, 0.0, 0.25], [0.0, 0.5, 0.25, 0.25], [0.25, 0.0, 0.0, 0.75], [0.125, 0.125, 0.25, 0.5]]]
    merged = only(merge_words(trace_of(UN_BELIEVE_R, weights=weights)))
    # The rows of the word look at it with 0.75, 0.75 and 0.25: 1.75 / 3
    assert merged.arrays["weights"].data == pytest.approx(np.array([[[1.75 / 3, 1.25 / 3], [0.5, 0.5]]]))
    assert merged.arrays["weights"].axes == ("head", "query", "key")
    averaged = only(merge_words(mean_of_heads(trace_of(UN_BELIEVE_R, weights=weights))))
    assert averaged.arrays["weights"].data == pytest.approx(merged.arrays["weights"].data[0])


def test_what_belongs_to_pieces_is_left_out() -> None:
    ones = np.ones((1, 4, 4))
    whole = trace_of(UN_BELIEVE_R, q=ones, k=ones, v=ones, scores=ones, scaled=ones, weights=ones / 4, z=ones)
    step = Step(0, Candidate("a", 1, 0.5), ())
    merged = merge_words(Trace(whole.text, whole.model, whole.tokens, whole.layers, steps=(step,), output="a text"))
    assert list(only(merged).arrays) == ["weights"]
    assert (merged.steps, merged.notes, merged.output) == ((), ("words_merged",), "a text")
    assert saved.from_bytes(saved.to_json(merged), "t").output == "a text"


def test_a_word_may_look_where_a_piece_of_it_may() -> None:
    mask = np.tri(4, dtype=bool)
    mask[3] = False
    merged = only(merge_words(trace_of(UN_BELIEVE_R, mask=mask, weights=np.eye(4)[None])))
    assert merged.arrays["mask"].data.tolist() == [[True, False], [False, False]]
    added = np.where(mask, 0.5, -np.inf)[None]
    merged = only(merge_words(trace_of(UN_BELIEVE_R, mask=added, weights=np.eye(4)[None])))
    assert merged.arrays["mask"].data.tolist() == [[[True, False], [False, False]]]


def test_pieces_that_look_nowhere_are_not_counted() -> None:
    weights = np.array([[[1.0, 0, 0, 0], [0.5, 0.25, 0.25, 0], [0.25, 0.25, 0.25, 0.25], [0, 0, 0, 1.0]]])
    without = merge_words(skip_first(trace_of(UN_BELIEVE_R, weights=weights)))  # the first row is then all zeros
    assert only(without).arrays["weights"].data.sum(axis=-1) == pytest.approx(np.ones((1, 2)))
    assert all(check.holds for check in verify(without))
    # What was on the first key: 1, 0.5, 0.25 and 0; of the word the mean over the rows that still look somewhere.
    assert only(without).arrays["skipped"].data[0, 1] == 0.0


def test_merging_twice_is_merging_once() -> None:
    once = merge_words(trace_of(UN_BELIEVE_R))
    assert saved.to_json(merge_words(once)) == saved.to_json(once)


def test_of_some_rows_those_words_are_left_that_are_whole() -> None:
    text = tokens("no hope yet", (0, 2), (3, 5), (5, 7), (8, 11))
    whole = trace_of(text)
    (layer,) = whole.layers
    (attention,) = layer.attention

    def rows(*queries: int) -> Trace:
        arrays = {"weights": Array(("head", "query", "key"), attention.arrays["weights"].data[:, list(queries)])}
        return replace(whole, layers=(Layer(0, (replace(attention, arrays=arrays, queries=queries),)),))

    merged = only(merge_words(rows(0, 2, 3)))  # of "hope" only the second piece
    assert merged.queries == (0, 2)
    assert np.array_equal(merged.arrays["weights"].data, merge_words(whole).array("weights")[:, [0, 2]])
    saved.from_bytes(saved.to_json(merge_words(rows(0, 2, 3))), "t")
    with pytest.raises(UsageError, match="no word has all its pieces"):
        merge_words(rows(2))
