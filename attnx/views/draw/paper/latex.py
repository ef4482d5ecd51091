"""A view in LaTeX: a heading for each step, and for each matrix a table that floats, with a caption and a label."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from attnx.views.draw.paper.blocks import Block, Entry, Grid, Heading, Lines, Paragraph, blocks_of
from attnx.views.draw.paper.signs import UNKNOWN, escape
from attnx.views.look import Look, shorten
from attnx.views.parts import Part
from attnx.views.visible import visible

PACKAGES = (r"\usepackage[T1]{fontenc}", r"\usepackage{amssymb,booktabs,adjustbox}", r"\usepackage[table]{xcolor}")
CHINESE = r"\usepackage{ctex}"
STRETCH = r"\emergencystretch=2em"  # Chinese has no spaces that could give way where a line cannot be broken
NUMBER = re.compile(r"−?[\d,]*\.?\d+|−?∞")
FITTED = r"max width=\linewidth, max totalheight=.85\textheight"
MORE, LESS = ("orange", 60), ("blue", 35)  # the colour of a share, and how much of it the largest has: ink is black
LONGEST = 100  # of the sentence in a caption, in cells of a terminal


def latex(parts: Iterable[Part], look: Look, text: str = "") -> str:
    """The whole page, ending in a newline; its first lines say what it needs. `text` is the sentence it is about."""
    body = "\n\n".join(written(blocks_of(parts, look), text)) + "\n"
    wide = UNKNOWN.search(body) is not None
    needed = [CHINESE, *PACKAGES[1:]] if wide else PACKAGES
    compiled = look.say("latex_chinese" if wide else "latex_needs")
    return "\n".join([f"% {compiled}", *(f"% {package}" for package in needed), *[STRETCH] * wide, "", body])


def written(blocks: Iterable[Block], text: str) -> Iterator[str]:
    """Each block, and of each table what it is called: by the heading above it, and the sentence."""
    about, count = "", 0
    said = f" (“{shorten(visible(text), LONGEST)}”)" if text else ""
    for block in blocks:
        match block:
            case Heading():
                about = block.text
                yield rf"\{'subsection*' if block.level == 1 else 'paragraph'}{{{escape(block.text)}}}"
            case Paragraph():
                yield rf"\emph{{{escape(block.text)}}}" if block.caption else escape(block.text)
            case Grid():
                count += 1
                yield table(block, about + said, count)
            case Lines():
                lines = [rf"\texttt{{{escape(line).replace(' ', '~')}}} \\" for line in block.lines]
                yield fitted(["@{}l@{}", *lines])


def table(grid: Grid, caption: str, number: int) -> str:
    """A table that floats, no wider than its column."""
    columns = "".join("r" if numeric else "l" for numeric in grid.numbers)
    rows = [r"\toprule", line(grid.headers), r"\midrule", *map(line, grid.rows), r"\bottomrule"]
    return "\n".join(
        [
            r"\begin{table}[htbp]",
            r"\centering",
            rf"\caption{{{escape(caption)}}}",
            rf"\label{{tab:attnx-{number}}}",
            fitted([columns, *rows]),
            r"\end{table}",
        ]
    )


def fitted(lines: Sequence[str]) -> str:
    """Columns and rows as a tabular that is made smaller where it has no room."""
    columns, *rows = lines
    return "\n".join(
        [
            rf"\begin{{adjustbox}}{{{FITTED}}}",
            rf"\begin{{tabular}}{{{columns}}}",
            *rows,
            r"\end{tabular}",
            r"\end{adjustbox}",
        ]
    )


def line(cells: Sequence[Entry]) -> str:
    """One row of a table."""
    return " & ".join(map(entry, cells)) + r" \\"


def entry(cell: Entry) -> str:
    """A number in math mode, and other text as it is; behind it the colour of its share."""
    if NUMBER.fullmatch(cell.text):
        number = cell.text.replace("−", "-").replace("∞", r"\infty").replace(",", "{,}")
        text = rf"$\mathbf{{{number}}}$" if cell.strong else f"${number}$"
    else:
        text = rf"\textbf{{{escape(cell.text)}}}" if cell.strong else escape(cell.text)
    colour, most = MORE if cell.shade > 0 else LESS
    share = round(most * min(abs(cell.shade), 1.0))
    return rf"\cellcolor{{{colour}!{share}}}{text}" if share else text
