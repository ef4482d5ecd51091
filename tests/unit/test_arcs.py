"""A sentence with arcs over it: where the feet stand, what is written on them, and that no line is too wide."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from attnx.trace import Token
from attnx.views.arcs import Arc, arcs


def tokens(*texts: str) -> list[Token]:
    """These words with a space between them; what stands in brackets is written nowhere."""
    made, place = [], 0
    for index, text in enumerate(texts):
        special = text.startswith("[")
        made.append(Token(index, "" if special else text, text, index, place, place + len(text), special))
        place += 0 if special else len(text) + 1
    return made


def drawn(words: Sequence[Token], *pairs: tuple[int, int, str], width: int = 60) -> list[str]:
    return ["".join(text for text, _ in line) for line in arcs(words, [Arc(*pair) for pair in pairs], width)]


LOVE = tokens("[CLS]", "Love", "is", "powerful", "because", "it", "gives", "hope")


def test_an_arc_stands_on_both_words_and_points_to_what_is_read() -> None:
    assert drawn(LOVE, (5, 1, "1.00")) == [
        " ╭──────── 1.00 ─────────╮",
        " ▼                       │",
        "Love is powerful because it gives hope",
    ]


def test_two_arcs_share_the_foot_of_the_word_that_reads() -> None:
    assert drawn(LOVE, (5, 1, ".60"), (5, 7, ".40"))[:3] == [
        " ╭───────── .60 ─────────╮",
        " │                       ├── .40 ──╮",
        " ▼                       │         ▼",
    ]


def test_a_marker_is_shown_where_an_arc_touches_it() -> None:
    assert drawn(LOVE, (5, 0, ".78"))[-1].startswith("[CLS] Love")
    assert "[CLS]" not in drawn(LOVE, (5, 1, ".78"))[-1]


def test_a_long_sentence_is_broken_and_its_arc_goes_on() -> None:
    lines = drawn(LOVE, (5, 1, ".60"), width=20)
    assert lines == [" ╭──── .60 ─────", " ▼", "Love is powerful", "────────╮", "        │", "because it gives", "hope"]


def test_a_word_wider_than_the_page_keeps_its_arc() -> None:
    lines = drawn(tokens("b", "a" * 40, "it"), (2, 1, "1.00"), width=20)
    assert lines == ["b", "         ╭─ 1.00 ───", "         ▼", "a" * 19 + "…", "╮", "│", "it"]
    wide = drawn(tokens("国际" * 20, "它"), (1, 0, "1.00"), width=21)
    assert wide[:2] == ["          ╭─ 1.00 ───", "          ▼"]
    assert all(cell_len(line) <= 21 for line in wide)


def test_what_is_written_beside_a_narrow_arc_stands_where_there_is_room() -> None:
    assert drawn(tokens("yes", "it", "is"), (1, 2, ".90"), width=20)[0] == "    ╭──╮ .90"
    assert drawn(tokens("xxxxxxxx", "it", "is"), (1, 2, ".90"), width=14)[0] == "     .90 ╭──╮"


def test_feet_stand_under_wide_characters() -> None:
    words = [Token(i, text, text, i, i, i + 1) for i, text in enumerate("爱很强大，因为它给了")]
    top, feet, sentence = drawn(words, (7, 0, "1.00"))
    assert sentence == "爱很强大，因为它给了"
    assert feet.index("▼") == 0
    assert feet.index("│") == cell_len("爱很强大，因为")
    assert top.index("╮") == feet.index("│")


WORD = st.text(st.sampled_from("abcdefgh爱它的é"), min_size=1, max_size=9)


@given(st.lists(WORD, min_size=2, max_size=14), st.data(), st.integers(18, 50))
def test_no_line_is_wider_than_the_page_and_every_word_is_there(
    texts: list[str], data: st.DataObject, width: int
) -> None:
    words = tokens(*texts)
    query = data.draw(st.integers(0, len(texts) - 1))
    keys = data.draw(st.lists(st.integers(0, len(texts) - 1).filter(lambda key: key != query), unique=True, max_size=2))
    lines = list(arcs(words, [Arc(query, key, "0.5") for key in keys], width))
    for line in lines:
        assert cell_len("".join(text for text, _ in line)) <= width
    assert "".join(text for line in lines for text, role in line if role != "arc").replace(" ", "") == "".join(texts)
    pointed = [line for line in lines if any(role == "arc" and "▼" in text for text, role in line)]
    assert len(pointed) <= len(keys)
    assert bool(pointed) == bool(keys)


@pytest.mark.parametrize("width", [12, 40])
def test_the_roles_name_the_words(width: int) -> None:
    runs = [run for line in arcs(LOVE, [Arc(5, 1, "1.00")], width) for run in line]
    assert [text for text, role in runs if role == "query"] == ["it"]
    assert [text for text, role in runs if role == "key"] == ["Love"]
