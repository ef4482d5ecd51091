"""What is said in two languages: a pair of sentences, the one beside the other."""

from __future__ import annotations

from collections.abc import Mapping
from reprlib import Repr
from typing import TypeAlias

LANGUAGES = ("en", "zh")
Pair: TypeAlias = tuple[str, str]  # the same in each of them


class Said:
    """What says itself in the language that is asked for."""

    def said(self, language: str) -> str:
        raise NotImplementedError


LONGEST = 900  # characters of a fact: the names of all families have room
NESTED = Repr()  # lists and objects, as far as they are short and not deep
NESTED.maxlevel, NESTED.maxlist, NESTED.maxtuple, NESTED.maxdict, NESTED.maxstring = 4, 20, 20, 20, 60


def in_language(language: str, pair: Pair, facts: Mapping[str, object]) -> str:
    """One side of a pair with its gaps filled."""
    sentence = pair[LANGUAGES.index(language)]
    return sentence.format(**{name: told(fact, language) for name, fact in facts.items()}) if facts else sentence


def quoted(value: object) -> str:
    """A value as Python writes it, cut to what fits into a line."""
    return told(NESTED.repr(value), longest=60)


def told(fact: object, language: str = "en", longest: int = LONGEST) -> str:
    """A fact as it stands in a sentence: what is longer than anybody reads is cut."""
    if isinstance(fact, Said):
        return fact.said(language)
    words = NESTED.repr(fact) if isinstance(fact, list | tuple | dict) else str(fact)
    return words if len(words) <= longest else f"{words[: longest // 2]}…{words[-longest // 2 + 1 :]}"
