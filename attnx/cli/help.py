"""Help: the library's page in our words, with examples, and in colour on a terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import typer

from attnx.cli.desk.streams import coloured
from attnx.cli.words import SAY
from attnx.errors import in_language
from attnx.lessons.examples import EXAMPLES

# What the library lays its page out with, which it does not export by name.
Formatter: Any = typer.Context.formatter_class
BOLD, NAME = "1", "36"
OPTION = re.compile(r"(?<![\w-])--?[A-Za-z][\w-]*")


def painted(text: str, style: str) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if coloured() else text


class Page(Formatter):  # type: ignore[misc]
    """A page whose headings and names stand out."""

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{painted(f'{heading}:', BOLD)}\n")

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(painted(prog, NAME), args, f"{painted('Usage:', BOLD)} ")

    def write_dl(self, rows: Sequence[tuple[str, str]], *size: int) -> None:
        super().write_dl([(names(first), second) for first, second in rows], *size)


def names(entry: str) -> str:
    """The names of an option, or that of a command or an argument, in their colour."""
    if entry.startswith("-"):
        return OPTION.sub(lambda found: painted(found[0], NAME), entry)
    return painted(entry, NAME)


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


def examples_of(name: str) -> str:
    """Each line as it is typed, however narrow the page, and what it shows."""
    lines = [painted(SAY("help_examples"), BOLD)]
    for line, meaning in EXAMPLES[name]:
        lines += (f"  {painted(line, NAME)}", f"      {in_language(SAY.language, meaning, {})}")
    return "\n".join(lines)


def help_of(command: Any, ctx: Any) -> str:
    """The page of a command, or of the program."""
    page = Page(max_width=ctx.max_content_width)
    command.format_help(ctx, page)
    return f"{in_our_words(page.getvalue())}\n{examples_of(ctx.info_name)}"
