"""A page of help: names with what they mean beside them, wrapped to the terminal, with or without colours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from shutil import get_terminal_size
from typing import Any
from unicodedata import east_asian_width

import typer

from attnx.cli.desk.streams import coloured

# What the library lays its page out with, which it does not export by name.
Formatter: Any = typer.Context.formatter_class
BOLD, NAME = "1", "36"
WIDEST = 96
OPTION = re.compile(r"(?<![\w-])--?[A-Za-z][\w-]*")
# Where a line may end: after a space, and around a wide character, but not inside of what opens or closes a phrase.
UNIT = re.compile(
    r"\s+|[（「『]*(?:[\u2e80-\u9fff\uff00-\uffef]|[^\s\u2e80-\u9fff\uff00-\uffef]+)[，。、；：！？）」』…]*"
)


def painted(text: str, style: str) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if coloured() else text


def cells(text: str) -> int:
    """How many columns a text takes, as Rich counts them, which is not loaded for this."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def wrapped(text: str, width: int) -> Iterator[str]:
    """The text in lines of at most so many cells."""
    line = ""
    for unit in UNIT.findall(text):
        if line and cells((line + unit).rstrip()) > width:
            yield line.rstrip()
            line = ""
        line += unit if line else unit.lstrip()
    if line:
        yield line.rstrip()


class Page(Formatter):  # type: ignore[misc]
    """A page whose headings and names stand out."""

    def __init__(self) -> None:
        super().__init__(width=min(get_terminal_size().columns, WIDEST))

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{painted(f'{heading}:', BOLD)}\n")

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(painted(prog, NAME), args, f"{painted('Usage:', BOLD)} ")

    def write_text(self, text: str) -> None:
        self.write_lines(text, self.current_indent)

    def write_lines(self, text: str, indent: int) -> None:
        for line in wrapped(text, self.width - indent):
            self.write(f"{'':{indent}}{line}\n")

    def write_dl(self, rows: Sequence[tuple[str, str]], most: int = 30, gap: int = 2) -> None:
        """Names and what they mean, beside or, where a name is long or the page narrow, below them."""
        left = min(max(len(name) for name, _ in rows), most if self.width >= 70 else 12) + gap
        for name, meaning in rows:
            indent = self.current_indent + left
            beside = len(name) + gap <= left
            first, *rest = list(wrapped(meaning, self.width - indent)) or [""]
            shown = f"{'':{self.current_indent}}{names(name)}"
            lines = rest if beside else [first, *rest]
            self.write(f"{shown}{'':{left - len(name)}}{first}\n" if beside else f"{shown}\n")
            for line in lines:
                self.write(f"{'':{indent}}{line}\n")


def names(entry: str) -> str:
    """The names of an option, or that of a command or an argument, in their colour."""
    if entry.startswith("-"):
        return OPTION.sub(lambda found: painted(found[0], NAME), entry)
    return painted(entry, NAME)
