"""A view in LaTeX: a paragraph for each step, a booktabs tabular for each matrix."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from attnx.views.draw.paper.blocks import Block, Entry, Grid, Heading, Lines, Paragraph, blocks_of
from attnx.views.look import Look
from attnx.views.parts import Part

# Signs that LaTeX obeys or makes others of, as it prints them: brackets too, which \\ and \midrule would take.
OBEYED = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "`": r"\textasciigrave{}",
    '"': r"\char34{}",
    "[": "{[}",
    "]": "{]}",
    "*": "{*}",
}
# Signs of the field, which pdfLaTeX does not know as letters.
SIGNS = {
    "−": "$-$",
    "×": r"$\times$",
    "÷": r"$\div$",
    "·": r"$\cdot$",
    "√": r"$\surd$",
    "∞": r"$\infty$",
    "½": r"$\frac{1}{2}$",
    "‖": r"$\|$",
    "Σ": r"$\Sigma$",
    "ᵀ": r"$^{\mathsf{T}}$",
    "ᵢ": "$_i$",
    "²": "$^2$",
    "→": r"$\to$",
    "▸": r"$\triangleright$",
    "▶": r"$\blacktriangleright$",
    "…": r"\ldots{}",
    "“": r"\textquotedblleft{}",
    "”": r"\textquotedblright{}",
    "–": r"\textendash{}",
    "—": r"\textemdash{}",
    "␣": r"\textvisiblespace{}",
}
# Signs of which two become another.
PAIRED = {"-": "-{}", ",": ",{}", "'": "'{}"}
WRITTEN: Mapping[str, str] = MappingProxyType(OBEYED | SIGNS | PAIRED)
SPECIAL = re.compile(f"[{re.escape(''.join(OBEYED | SIGNS))}]|-(?=-)|,(?=,)|'(?=')")


def latex(parts: Iterable[Part], look: Look) -> str:
    """The whole page, ending in a newline; its first line says what it needs."""
    return "\n\n".join([f"% {look.say('latex_needs')}", *map(written, blocks_of(parts, look))]) + "\n"


def written(part: Block) -> str:
    match part:
        case Heading():
            return rf"\{'subsection*' if part.level == 1 else 'paragraph'}{{{escape(part.text)}}}"
        case Paragraph():
            return rf"\emph{{{escape(part.text)}}}" if part.caption else escape(part.text)
        case Grid():
            columns = "".join("r" if number else "l" for number in part.numbers)
            rows = "\n".join(map(line, part.rows))
            return "\n".join(
                [
                    rf"\begin{{tabular}}{{{columns}}}",
                    r"\toprule",
                    line(part.headers),
                    r"\midrule",
                    rows,
                    r"\bottomrule",
                    r"\end{tabular}",
                ]
            )
        case Lines():
            return "\\\\\n".join(rf"\texttt{{{escape(text).replace(' ', '~')}}}" for text in part.lines)


def line(cells: Sequence[Entry]) -> str:
    """One row of a table."""
    return " & ".join(rf"\textbf{{{escape(c.text)}}}" if c.strong else escape(c.text) for c in cells) + r" \\"


def escape(text: str) -> str:
    """The text with nothing in it that LaTeX obeys."""
    return SPECIAL.sub(lambda sign: WRITTEN[sign[0]], text)
