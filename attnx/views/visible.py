"""Text from outside is shown, never obeyed."""

from __future__ import annotations

import unicodedata

PICTURES = {"\x7f": "␡"} | {chr(code): chr(0x2400 + code) for code in range(0x20)}


def visible(text: str) -> str:
    """The text with every character made visible that would move, hide or reorder others.

    Control characters become their pictures (␛, ␊); zero-width and bidirectional marks, separators and
    lone surrogates become ⟨U+202E⟩. What joins letters or emoji stays where it joins.
    """
    return "".join(show(text, place) for place in range(len(text)))


def show(text: str, place: int) -> str:
    character = text[place]
    if character in PICTURES:
        return PICTURES[character]
    joining = character in "\u200c\u200d" and 0 < place < len(text) - 1
    if not joining and unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
        return f"⟨U+{ord(character):04X}⟩"
    return character
