"""Every error attnx raises, in one tree.

    AttnxError
    ├── UsageError        what was asked for cannot be meant (exit code 2)
    ├── InputError        the text, the matrices or the numbers given do not work
    ├── CheckpointError   a model cannot be found, understood or trusted
    ├── TraceError        a saved trace is not one, or does not hold
    └── OutputError       the result could not be written

An error is a key and some facts. Its sentence stands, English and Chinese side by side, in the file of its branch: it
says what was wrong and what would be right. A fact is a name or a number, or a `Phrase` where it is said in words.
"""

from __future__ import annotations

from functools import cache

from attnx.errors.language import LANGUAGES, Pair, Said, in_language, quoted
from attnx.errors.phrases import PHRASES, Phrase, UnsoundError, reason_of, reason_of_system

__all__ = [
    "LANGUAGES",
    "PHRASES",
    "Pair",
    "Phrase",
    "UnsoundError",
    "in_language",
    "quoted",
    "reason_of",
    "reason_of_system",
]
__all__ += ["AttnxError", "CheckpointError", "InputError", "OutputError", "TraceError", "UsageError", "sentences"]


class AttnxError(Said, Exception):
    """The root of every error attnx raises: `key` names its sentence, `facts` fill it."""

    exit_code = 1

    def __init__(self, key: str, /, **facts: object) -> None:
        self.key = key
        self.facts = facts
        super().__init__(self.said("en"))

    def said(self, language: str) -> str:
        """The sentence in one language; so are its facts that are phrases, or errors themselves."""
        return in_language(language, sentences()[self.key], self.facts)


class UsageError(AttnxError):
    """What was asked for cannot be meant."""

    exit_code = 2


class InputError(AttnxError):
    """The text, the matrices or the numbers given do not work."""


class CheckpointError(AttnxError):
    """A model cannot be found, understood or trusted."""


class TraceError(AttnxError):
    """A saved trace is not one, or does not hold."""


class OutputError(AttnxError):
    """The result could not be written."""


@cache
def sentences() -> dict[str, Pair]:
    """The sentence of every error by its key; they are loaded when the first error is made."""
    from attnx.errors import checkpoint, inputs, output, trace, usage

    parts = (usage, inputs, checkpoint, trace, output)
    return {key: pair for part in parts for key, pair in part.SENTENCES.items()}
