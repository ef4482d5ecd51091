"""The glossary: every term in both languages, and found by each of its names."""

from __future__ import annotations

import pytest

from attnx.lessons import words_of
from attnx.lessons.glossary import NAMES, WORDS, find, nearest


def test_every_term_has_names_and_a_sentence_in_both_languages() -> None:
    assert {f"term_{term}" for term in NAMES} == WORDS.keys() == words_of("glossary").keys()
    for english, chinese in WORDS.values():
        assert english.endswith(".")
        assert chinese.endswith("。")


def test_a_term_is_found_by_each_of_its_names_whatever_the_case() -> None:
    for term, names in NAMES.items():
        for name in names:
            assert term in find(name)
            assert term in find(name.upper()) or name.upper() in {other for held in NAMES.values() for other in held}


def test_a_name_belongs_to_one_term() -> None:
    held = [name for names in NAMES.values() for name in names]
    assert sorted(held) == sorted(set(held))


@pytest.mark.parametrize("word", ["", "nothing of the kind", "头头"])
def test_what_is_not_there_is_not_found(word: str) -> None:
    assert find(word) == ()


@pytest.mark.parametrize(
    ("word", "name"),
    [("sofmax", "softmax"), ("Entropie", "entropy"), ("atention", "attention"), ("[CSL]", "[CLS]"), ("注意", "注意力")],
)
def test_a_slip_of_the_pen_is_guessed(word: str, name: str) -> None:
    assert find(word) == ()
    assert nearest(word) == name


@pytest.mark.parametrize("word", ["", "bicycle", "自行车"])
def test_where_nothing_is_near_nothing_is_guessed(word: str) -> None:
    assert nearest(word) is None
