"""Text from outside is shown, never obeyed, on every page."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import attnx
from attnx.trace import Trace
from attnx.views.cell import cell_story
from attnx.views.focus import focus_story
from attnx.views.html import fragment
from attnx.views.look import Look
from attnx.views.parts import Part
from attnx.views.steps import explanation
from attnx.views.visible import visible
from tests.views.exhibits import ALL, look, paint

UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
SELECTORS = [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), 0x180B, 0x180C, 0x180D, 0x180F]
IGNORED = {*map(chr, SELECTORS), *"\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"}


def unseen(character: str) -> bool:
    return unicodedata.category(character) in UNSEEN or character in IGNORED


@settings(max_examples=300)
@given(st.text(st.characters() | st.sampled_from([*"a1👩❤क्", "\u200c", "\u200d", "\ufe0f", "\u20e3", "\u2800", "🏽"])))
@example("a\ufe0f\u200d👩")
@example("\u2800\u200d👩")
@example("क\u200d\u200dष")
@example("\u2800\ufe0f")
@example("\u3164\ufe0f")
def test_nothing_hides_in_a_text(text: str) -> None:
    shown = visible(text)
    for place, character in enumerate(shown):
        if unseen(character):  # it may join or vary what stands before it, and only that
            assert character in "\u200c\u200d" or ord(character) in SELECTORS
            before = shown[place - 1] if place else ""
            assert before and before not in "⟨⟩\u200c\u200d"
            assert (
                unicodedata.category(before) in ("So", "Sm", "Sk", "Lo", "Mn", "Mc") or before in "0123456789#*ℹ‼⁉〰〽"
            )
            if character in "\u200c\u200d":
                assert unicodedata.category(shown[place + 1 : place + 2] or "\n") in ("So", "Sm", "Lo")
    assert visible(shown) == shown


def test_no_character_hides_by_itself_or_between_letters() -> None:
    for code in range(0x110000):
        character = chr(code)
        if unicodedata.category(character) in ("Cn", "Co") and code % 997:
            continue  # most of them have no meaning yet: some will do
        if unseen(character):
            assert not any(map(unseen, visible(f"a{character}b"))), hex(code)
            assert not any(map(unseen, visible(character))), hex(code)
        elif code < 0x300:
            assert visible(character) == character


@pytest.mark.parametrize("text", ["👩‍🚀", "👩‍❤️‍👩", "🧔🏽‍♂️", "🏳️‍🌈", "1️⃣", "ℹ️", "می‌خواهم", "क्‍ष", "葛󠄀", "naïve", "ﬁ 表"])
def test_what_joins_letters_and_emoji_stays(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "␛[31mred"),
        ("a\nb\tc\x7f", "a␊b␉c␡"),
        ("\u202eevil", "⟨U+202E⟩evil"),
        ("pass\u200cword", "pass⟨U+200C⟩word"),
        ("我\u200d爱", "我⟨U+200D⟩爱"),
        ("\ud800", "⟨U+D800⟩"),
        ("\u3164", "⟨U+3164⟩"),
        ("[red]not markup[/red]", "[red]not markup[/red]"),
    ],
)
def test_what_would_be_obeyed_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


NASTY = ["\x1b[31mred", "[bold]b[/]", "\u202eevil", "a\u200bb", ":smile:", "a\nb", "<b>&"]


def nasty() -> Trace:
    q = np.eye(len(NASTY), dtype=np.float32)
    return attnx.attend(q, q, q, labels=NASTY, name="\x1b[31mfile\u202e.json")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [40, 120])
def test_no_page_obeys_its_text(width: int, language: str) -> None:
    how = look(width, language)
    pages: list[Callable[[Look], Iterable[Part]]] = [
        lambda how: explanation(nasty(), ALL, how),
        lambda how: focus_story(nasty(), lambda _: 0, how),
        lambda how: cell_story(nasty(), 0, 2, how),
    ]
    for page in (paint(view, how) for view in pages):
        assert not any(unseen(character) for character in page if character != "\n")
    steps = paint(lambda how: explanation(nasty(), ("tokens",), how), how)
    assert "[bold]b[/]" in steps and ":smile:" in steps and "a␊b" in steps


def test_the_notebook_obeys_no_text_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    page = fragment(nasty())
    assert "<th>&lt;b&gt;&amp;</th>" in page
    assert "<b>" not in page
    assert not any(map(unseen, page))
