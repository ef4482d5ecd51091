"""The language and the colours of this run, known before any option is read: what --help looks like too."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Mapping, Sequence

from attnx.lessons import LANGUAGES, Lesson, language_of

WHEN = ("auto", "always", "never")  # there are colours


def last_typed(option: str, choices: Collection[str], arguments: Sequence[str], default: str) -> str:
    """What an option asks for where it was last typed; a value that does not exist is refused later, where it is read.

    It may stand before --help and behind it, where the library no longer reads options.
    """
    chosen = default
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=False):
        name, equals, value = argument.partition("=")
        if argument == "--":
            break
        if name == option and (value if equals else following) in choices:
            chosen = value if equals else following
    return chosen


def chosen_language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """--lang, or what LANG says."""
    return last_typed("--lang", LANGUAGES, arguments, language_of(environment))


SAY = Lesson(chosen_language(sys.argv[1:], os.environ))
COLOR = last_typed("--color", WHEN, sys.argv[1:], "auto")
