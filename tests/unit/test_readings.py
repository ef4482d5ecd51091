"""What each word reads from, on rows made by hand; and what must not be said of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import attnx
from attnx.measures.readings import HALF, MOST, NEAR, How, Reading, Readings, parted, reading, readings
from attnx.measures.rows import entropy
from attnx.trace.sight import may_look


def read(row: list[float], special: tuple[int, ...] = (), may: list[bool] | None = None) -> tuple[How, tuple[int, ...]]:
    weights = np.array(row, dtype=np.float32)
    seen = np.array([True] * len(row) if may is None else may)
    places = [key in special for key in range(len(row))]
    found = reading(0, weights, float(entropy(weights)), seen, places)
    return found.how, found.keys


@pytest.mark.parametrize(
    ("row", "how", "keys"),
    [
        ([0.01, 0.97, 0.02], "sharp", (1,)),
        ([0.55, 0.25, 0.2], "sharp", (0,)),
        ([0.0, 0.5004, 0.4993, 0.0003], "torn", (1, 2)),  # not "reads from the first"
        ([0.36, 0.34, 0.1, 0.1, 0.1], "split", (0, 1)),
        ([0.25, 0.2, 0.15, 0.1, 0.1, 0.1, 0.1], "split", (0, 1, 2)),
        ([0.3, 0.13, 0.12, 0.12, 0.12, 0.11, 0.1], "split", (0, 1, 2)),
        ([0.31, *[0.046] * 15], "spread", tuple(range(14))),
        ([0.34, 0.13, 0.07, *[0.046] * 10], "spread", tuple(range(11))),  # a faint third shares nothing
        ([0.49, 0.05, *[0.046] * 10], "spread", tuple(range(10))),
        ([0.25, 0.25, 0.25, 0.25], "even", (0, 1, 2, 3)),
        ([0.0, 0.0], "nowhere", ()),
    ],
)
def test_how_a_row_reads(row: list[float], how: str, keys: tuple[int, ...]) -> None:
    assert read(row) == (how, keys)


def test_a_row_that_rests_on_a_marker_points_to_nothing() -> None:
    assert read([0.78, 0.2, 0.02], special=(0,)) == ("rests", (0,))
    assert read([0.57, 0.3, 0.13], special=(0,)) == ("rests", (0,))  # never "reads from" a marker
    assert read([0.5, 0.49, 0.01], special=(0,))[0] == "split"  # never torn between a marker and a word, nor at rest
    assert read([0.2, 0.78, 0.02], special=(0,)) == ("sharp", (1,))


@pytest.mark.parametrize(
    ("pieces", "how", "keys"),
    [
        ([[0.0, 0.98, 0.02], [1.0, 0.0, 0.0]], "parted", (0, 1)),  # each is sharp: not torn between the two
        ([[0.0, 0.9, 0.1], [0.1, 0.8, 0.1]], "sharp", (1,)),
        ([[0.5, 0.48, 0.02], [0.49, 0.5, 0.01]], "torn", (0, 1)),  # each is torn itself
        ([[0.0, 1.0, 0.0], [0.33, 0.33, 0.34]], "sharp", (1,)),
    ],
)
def test_a_word_in_pieces_is_torn_only_where_its_pieces_are(
    pieces: list[list[float]], how: str, keys: tuple[int, ...]
) -> None:
    def told(row: np.ndarray) -> Reading:
        return reading(0, row, float(entropy(row)), np.ones(3, dtype=bool), [False] * 3)

    rows = np.array(pieces)
    whole = rows.mean(axis=0)
    found = parted(told(whole), whole, [told(row) for row in rows])
    assert (found.how, found.keys) == (how, keys)


def test_what_a_text_in_pieces_reads_from() -> None:
    trace = attnx.explain("Ich liebe dich, weil du schön bist.", "reader", layers=[0], heads=[0])
    ((_, attention),) = trace.attentions()
    rows = readings(trace, attention, 0, may_look(attention, 0))
    how = {token.text: row.how for token, row in zip(rows.queries, rows.rows, strict=True)}
    assert how["du"] == "sharp" and how["schön"] == "parted"


def test_a_word_that_may_see_itself_alone_is_not_called_sharp() -> None:
    assert read([1.0, 0.0, 0.0], may=[True, False, False]) == ("alone", (0,))
    assert read([1.0, 0.0, 0.0])[0] == "sharp"


@given(st.lists(st.floats(0, 1, width=32), min_size=2, max_size=9).filter(lambda row: sum(row) > 0.1))
def test_what_is_said_of_any_row_is_true_of_it(row: list[float]) -> None:
    weights = np.array(row) / sum(row)
    found = reading(0, weights, float(entropy(weights)), np.ones(len(row), dtype=bool), [False] * len(row))
    first, *rest = found.weights
    assert list(found.weights) == sorted(found.weights, reverse=True)
    assert first == weights.max()
    match found.how:
        case "sharp":
            assert first >= HALF
            assert np.sort(weights)[-2] < NEAR * first
        case "torn":
            assert first + rest[0] >= MOST
            assert rest[0] >= NEAR * first
        case "split":
            assert 2 <= len(found.keys) <= 3
            assert sum(found.weights) >= HALF - 1e-6
        case "spread":
            assert sum(found.weights) >= MOST - 1e-6
            assert first < HALF
        case "even":
            assert len(found.keys) > 1
        case _:
            raise AssertionError(found.how)


def of(text: str) -> Readings:
    trace = attnx.explain(text, "reader", layers=[3], heads=[0])
    ((_, attention),) = trace.attentions()
    return readings(trace, attention, 0, may_look(attention, 0))


def test_words_are_read_and_not_their_pieces() -> None:
    einstein = of("Einstein smiled because he was happy.")
    names = [token.name for token in einstein.queries]
    assert "Einstein" in names
    assert len(einstein.pieces_of_queries[names.index("Einstein")]) > 1
    assert np.allclose(einstein.weights.sum(axis=-1), 1, atol=1e-5)


def test_every_pronoun_has_a_sentence_and_what_was_asked_for_comes_first() -> None:
    text = of("Anna called her mother and told her that she was late.")
    assert [text.queries[row.word].name for row in text.told(None)] == ["her", "her", "she"]
    late = [token.name for token in text.queries].index("late")
    assert [row.word for row in text.told(late)] == [late, *text.pronouns]


def test_the_others_that_are_told_are_sharp_words() -> None:
    love = of("Love is powerful because it gives us hope to live.")
    told = love.told(None)
    assert love.queries[told[0].word].name == "it"
    assert (told[0].how, love.keys[told[0].keys[0]].name) == ("sharp", "Love")
    assert [love.queries[row.word].name for row in told[1:]] == ["us"]
    love = of("Love is powerful because it brings hope to the old town.")
    [_, other] = love.told(None)
    assert other.how in ("sharp", "torn")
    assert any(character.isalpha() for character in love.queries[other.word].text)
