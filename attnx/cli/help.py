"""Help: the library's page in our words, with examples, and in colour on a terminal."""

from __future__ import annotations

import re
import sys
from typing import Any

from attnx.cli.desk.page import BOLD, NAME, Page, painted
from attnx.cli.words import SAY
from attnx.errors import OutputError, in_language
from attnx.lessons.examples import EXAMPLES


def in_our_words(text: str) -> str:
    """Help as the library prints it, its own English words replaced and the types of arguments left out."""
    text = re.sub(r" <[\w\[\]]+>", "", text)
    text = re.sub(r"\{([^{}|]+)\}(\.\.\.)?", r"\1", text)
    for english in (
        "Usage:",
        "Arguments:",
        "Options:",
        "Commands:",
        "[OPTIONS]",
        "COMMAND [ARGS]...",
        "[default:",
        "[required]",
    ):
        text = text.replace(english, SAY(f"library {english}"))
    return re.sub(r"Show\s+this\s+message\s+and\s+exit\.", SAY("help_page"), text)  # broken where a line ends


def help_of(command: Any, ctx: Any) -> str:
    """The page of a command, or of the program. Raises OutputError where nobody could read it."""
    if sys.stdout is None:  # of which the library says nothing
        raise OutputError("cannot_print", reason=SAY("closed"))
    page = Page()
    command.format_help(ctx, page)
    return f"{in_our_words(page.getvalue())}\n{examples_of(ctx.info_name)}".rstrip("\n")


def examples_of(name: str) -> str:
    """Each line as it is typed, however narrow the page, and what it shows."""
    page = Page()
    page.write(f"{painted(SAY('help_examples'), BOLD)}\n")
    for line, meaning in EXAMPLES[name]:
        page.write(f"  {painted(line, NAME)}\n")
        page.write_lines(in_language(SAY.language, meaning, {}), 6)
    text: str = page.getvalue()
    return text
