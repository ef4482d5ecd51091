"""Which script a text is written in, as far as the choice of a model depends on it."""

from __future__ import annotations

import unicodedata
from itertools import groupby
from typing import Literal

Script = Literal["chinese", "latin"]
PICTURES = "\u2600"  # from here on signs are weather, hands and faces
OTHERS = ("HIRAGANA", "KATAKANA", "HALFWIDTH KATAKANA", "HANGUL")  # what may stand beside Chinese characters


def script_of(text: str) -> Script | None:
    """The script that most of a text is written in, where it is one of these: characters against words."""
    if not is_chinese(text):
        return "latin" if is_latin(text) else None
    return "chinese" if sum(map(is_cjk, text)) >= latin_words(text) else "latin"


def has(text: str, script: Script) -> bool:
    """Whether there is something in a text that is written in this script."""
    return is_chinese(text) if script == "chinese" else is_latin(text)


def has_other(text: str, script: Script) -> bool:
    """Whether there are letters in a text of any other script than this one, or pictures."""
    begin = "CJK" if script == "chinese" else "LATIN"
    other = any(name and not name.startswith((begin, "MODIFIER", "FEMININE", "MASCULINE")) for name in letters(text))
    return other or any(sign >= PICTURES and unicodedata.category(sign) == "So" for sign in text)


def is_chinese(text: str) -> bool:
    """Whether there are Chinese characters in a text, and none of the letters that make it Japanese or Korean."""
    names = letters(text)
    return any(name.startswith("CJK") for name in names) and not any(name.startswith(OTHERS) for name in names)


def is_latin(text: str) -> bool:
    """Whether there are Latin letters in a text."""
    return any(name.startswith("LATIN") for name in letters(text))


def is_cjk(character: str) -> bool:
    """Whether a character is a Chinese one."""
    return unicodedata.name(character, "").startswith("CJK UNIFIED")


def latin_words(text: str) -> int:
    """How many runs of Latin letters there are in a text."""
    return sum(latin for latin, _ in groupby(text, is_latin))


def letters(text: str) -> list[str]:
    """What Unicode calls each letter of a text: LATIN SMALL LETTER A, CJK UNIFIED IDEOGRAPH-6211."""
    return [unicodedata.name(character, "") for character in text if character.isalpha()]
