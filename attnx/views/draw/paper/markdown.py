"""A view in GitHub's Markdown: a heading for each step, a table for each matrix."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from attnx.views.draw.paper.blocks import Block, Entry, Grid, Heading, Lines, Paragraph, blocks_of
from attnx.views.look import Look
from attnx.views.parts import Part

# Signs that Markdown or GitHub obeys; a backslash before one makes it a sign like any other.
OBEYED = re.compile(r"[\\`*_{}\[\]<>#|~$]|[@&:](?=\S)")
# And those obeyed where a line begins: lists, rules, numbered lists.
BEGINNING = re.compile(r"^(\d*)([-+=.)])")


def markdown(parts: Iterable[Part], look: Look) -> str:
    """The whole page, ending in a newline."""
    return "\n\n".join(map(written, blocks_of(parts, look))) + "\n"


def written(part: Block) -> str:
    match part:
        case Heading():
            return f"{'#' * part.level} {escape(part.text)}"
        case Paragraph():
            return f"*{escape(part.text)}*" if part.caption else paragraph(part.text)
        case Grid():
            rule = "|".join("--:" if number else ":--" for number in part.numbers)
            return "\n".join([line(part.headers), f"|{rule}|", *map(line, part.rows)])
        case Lines():
            longest = max((len(run) for text in part.lines for run in re.findall("`+", text)), default=0)
            fence = "`" * max(3, longest + 1)
            return "\n".join([f"{fence}text", *part.lines, fence])


def line(cells: Sequence[Entry]) -> str:
    """One row of a table."""
    return "|" + "|".join(f" {strong(cell)} " for cell in cells) + "|"


def strong(cell: Entry) -> str:
    text = escape(cell.text)
    return f"**{text}**" if cell.strong and text else text


def escape(text: str) -> str:
    """The text with nothing in it that Markdown obeys."""
    return OBEYED.sub(r"\\\g<0>", text)


def paragraph(text: str) -> str:
    """The text as a paragraph of its own."""
    return BEGINNING.sub(r"\1\\\2", escape(text))
