"""The words of attnx, English and Chinese side by side: everything a user reads that is not a number or their own text.

A subject is a file, whose `WORDS` say for each key how it is said in both languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from attnx.errors import LANGUAGES, AttnxError, Pair, in_language

__all__ = ["LANGUAGES", "SUBJECTS", "Lesson", "language_of", "words", "words_of"]

# Looked through in this order and loaded on the way: what most commands say comes first.
SUBJECTS = (
    *("command_line", "what_if", "opening", "answer", "steps", "tables", "heads", "compare"),
    *("lenses", "prediction", "picture", "block", "figures", "translation", "caption", "lookup", "models"),
    *("families", "verify", "quiz", "tour", "screen", "page", "glossary", "learning", "scan"),
)


class Lesson:
    """Says things in one language: `say("cut_rows", shown=20, all=31)`."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, /, **facts: object) -> str:
        return in_language(self.language, pair_of(key), facts)

    def of(self, error: AttnxError) -> str:
        """The sentence of an error."""
        return error.said(self.language)

    def advise(self, error: AttnxError) -> str:
        """The same for a command line, with what would put it right."""
        from attnx.lessons.hints import hints

        left, right = ("（", "）") if self.language == "zh" else (" (", ")")
        return self.of(error) + "".join(f"{left}{hint}{right}" for hint in hints(error, self.language))


@cache
def words_of(subject: str) -> Mapping[str, Pair]:
    """The words of one subject in both languages, by their keys."""
    words: Mapping[str, Pair] = import_module(f"attnx.lessons.{subject}").WORDS
    return words


@cache
def pair_of(key: str) -> Pair:
    """What a key is in both languages. Raises KeyError where no subject has it."""
    for subject in SUBJECTS:
        if key in words_of(subject):
            return words_of(subject)[key]
    raise KeyError(key)


def words(language: str) -> dict[str, str]:
    """Every sentence of one language, by its key."""
    side = LANGUAGES.index(language)
    return {key: pair[side] for subject in SUBJECTS for key, pair in words_of(subject).items()}


def language_of(environment: Mapping[str, str]) -> str:
    """The language that LC_ALL, LC_MESSAGES or LANG ask for, English unless it is Chinese."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "zh" if environment[name].lower().startswith("zh") else "en"
    return "en"
