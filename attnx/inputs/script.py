"""Which script a text is written in, as far as the choice of a model depends on it."""

from __future__ import annotations

import unicodedata

OTHERS = ("HIRAGANA", "KATAKANA", "HALFWIDTH KATAKANA", "HANGUL")  # what may stand beside Chinese characters


def is_chinese(text: str) -> bool:
    """Whether there are Chinese characters in a text, and none of the letters that make it Japanese or Korean."""
    names = letters(text)
    return any(name.startswith("CJK") for name in names) and not any(name.startswith(OTHERS) for name in names)


def is_latin(text: str) -> bool:
    """Whether there are Latin letters in a text."""
    return any(name.startswith("LATIN") for name in letters(text))


def letters(text: str) -> list[str]:
    """What Unicode calls each letter of a text: LATIN SMALL LETTER A, CJK UNIFIED IDEOGRAPH-6211."""
    return [unicodedata.name(character, "") for character in text if character.isalpha()]
