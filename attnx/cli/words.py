"""The language of this run, known before any option is read: --lang, or what LANG says."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence

from attnx.lessons import LANGUAGES, Lesson, language_of


def chosen_language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """What the last --lang asks for; a language that does not exist is refused later, where the option is read."""
    chosen = language_of(environment)
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=False):
        name, equals, value = argument.partition("=")
        if argument == "--":
            break
        if name == "--lang" and (value if equals else following) in LANGUAGES:
            chosen = value if equals else following
    return chosen


SAY = Lesson(chosen_language(sys.argv[1:], os.environ))
