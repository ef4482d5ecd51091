"""Text from outside is shown, never obeyed."""

from __future__ import annotations

import unicodedata

PICTURES = {"\x7f": "␡"} | {chr(code): chr(0x2400 + code) for code in range(0x20)}
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
# Letters, marks and signs to Unicode, and still nothing to see.
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


def visible(text: str) -> str:
    """The text with every character made visible that would move, hide or reorder others.

    Control characters become their pictures (␛, ␊); zero-width and bidirectional marks, separators and
    lone surrogates become ⟨U+202E⟩. What joins letters or emoji stays where it joins.
    """
    if text.isascii() and text.isprintable():  # most of what is written, many times over
        return text
    return "".join(show(text, place) for place in range(len(text)))


def show(text: str, place: int) -> str:
    character = text[place]
    if character in PICTURES:
        return PICTURES[character]
    unseen = unicodedata.category(character) in UNSEEN or character in BLANK or selects(character)
    if unseen and not joins(text, place) and not varies(text, place):
        return f"⟨U+{ord(character):04X}⟩"
    return character


def selects(character: str) -> bool:
    """Whether it is a variation selector, which changes how the character before it looks."""
    return (
        "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
        or character in "\u180b\u180c\u180d\u180f"
    )


def joins(text: str, place: int) -> bool:
    """Whether a joiner or non-joiner stands between letters that it shapes, or a joiner between emoji."""
    if text[place] not in "\u200c\u200d" or not 0 < place < len(text) - 1:
        return False
    before, after = text[place - 1], text[place + 1]
    if text[place] == "\u200d" and picture(after):  # 👩 + 💻 = 👩‍💻
        return picture(before) or "\U0001f3fb" <= before <= "\U0001f3ff" or varies(text, place - 1)
    while place > 1 and unicodedata.category(before)[0] == "M":  # the letter below its marks
        place -= 1
        before = text[place - 1]
    return shaped(before) and shaped(after)


def picture(character: str) -> bool:
    """A sign that emoji are made of."""
    return (unicodedata.category(character) == "So" or character == "↔") and character not in BLANK


def shaped(character: str) -> bool:
    """A letter of a script such as Persian or Hindi, whose letters change with their neighbours."""
    wide = unicodedata.east_asian_width(character) in "WFH"
    return unicodedata.category(character) == "Lo" and not wide and character not in BLANK


def varies(text: str, place: int) -> bool:
    """Whether a variation selector stands behind a character that has variants: ❤️, 1️⃣, 葛󠄀."""
    if not selects(text[place]) or place == 0 or text[place - 1] in BLANK:
        return False
    before, after = text[place - 1], text[place + 1 : place + 2]
    return unicodedata.category(before) in ("So", "Sm", "Lo") or before in "ℹ‼⁉〰〽" or after == "\u20e3"
