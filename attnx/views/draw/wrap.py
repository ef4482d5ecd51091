"""Line breaks: for Chinese, which has no spaces to break at, and for lists whose parts belong together."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rich.cells import cell_len
from rich.text import Text

# A wide character with the marks that may not begin a line, a run of other characters, or spaces.
UNITS = (
    r"[“（《]?[\u2e80-\u9fff\uf900-\ufaff][，。；：、？！）》”…]*"
    r"|[^\s\u2e80-\u9fff\uf900-\ufaff，。；：、？！）》”]+[，。；：、？！）》”]*|\s+|."
)


def pack(parts: Iterable[str], gap: str, width: int, used: int = 0) -> str:
    """The parts with a gap between them, or a line break where the next one would not fit behind it."""
    packed = ""
    for part in parts:
        between = gap if packed else ""
        if used + cell_len(between + part) > width and used:
            between, used = "\n", 0
        packed += between + part
        used += cell_len(between.replace("\n", "") + part)
    return packed


def lines_of(text: str, width: int) -> list[str]:
    """A sentence in lines, each as full as it can be."""
    return [line.strip() for line in pack(re.findall(UNITS, text), "", width).split("\n")]


def wrap(text: Text, width: int) -> Text:
    """The text with line breaks wherever a line is full; a text without wide characters is left to Rich."""
    if text.no_wrap or cell_len(text.plain) == len(text.plain):
        return text
    breaks, used = [], 0
    for unit in re.finditer(UNITS, text.plain):  # compiled for the first wide text, which takes milliseconds
        cells = cell_len(unit[0])
        if "\n" in unit[0]:
            used = 0
        elif used + cells > width and used and not unit[0].isspace():
            breaks.append(unit.start())
            used = cells
        else:
            used += cells
    return Text("\n").join(text.divide(breaks)) if breaks else text
