"""What is said in two languages: a pair of sentences, the one beside the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

LANGUAGES = ("en", "zh")
Pair: TypeAlias = tuple[str, str]  # the same in each of them


class Said:
    """What says itself in the language that is asked for."""

    def said(self, language: str) -> str:
        raise NotImplementedError


def in_language(language: str, pair: Pair, facts: Mapping[str, object]) -> str:
    """One side of a pair with its gaps filled."""
    sentence = pair[LANGUAGES.index(language)]
    if not facts:
        return sentence
    said = {name: fact.said(language) if isinstance(fact, Said) else fact for name, fact in facts.items()}
    return sentence.format(**said)
