"""What LaTeX is told to write for each sign: those that it would obey, and those that pdfLaTeX has no letter for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

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
# Signs of the field, and punctuation.
SIGNS = {
    "−": "$-$",
    "×": r"$\times$",
    "÷": r"$\div$",
    "·": r"$\cdot$",
    "√": r"$\surd$",
    "∞": r"$\infty$",
    "½": r"$\frac{1}{2}$",
    "‖": r"$\|$",
    "∂": r"$\partial$",
    "∘": r"$\circ$",
    "≡": r"$\equiv$",
    "≈": r"$\approx$",
    "≤": r"$\leq$",
    "≥": r"$\geq$",
    "⊕": r"$\oplus$",
    "Σ": r"$\Sigma$",
    "ᵀ": r"$^{\mathsf{T}}$",
    "ᵢ": "$_i$",
    "→": r"$\to$",
    "←": r"$\gets$",
    "▸": r"$\triangleright$",
    "▾": r"$\triangledown$",
    "▶": r"$\blacktriangleright$",
    "◄": r"$\blacktriangleleft$",
    "▼": r"$\blacktriangledown$",
    "□": r"$\square$",
    "●": r"$\bullet$",
    "⁄": "$/$",
    "«": r"$\ll$",
    "»": r"$\gg$",
    "…": r"\ldots{}",
    "“": r"\textquotedblleft{}",
    "”": r"\textquotedblright{}",
    "‘": r"\textquoteleft{}",
    "’": r"\textquoteright{}",
    "–": r"\textendash{}",
    "—": r"\textemdash{}",
    "␣": r"\textvisiblespace{}",
}
DIGITS = {sign: f"$^{number}$" for number, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")} | {
    sign: f"$_{number}$" for number, sign in enumerate("₀₁₂₃₄₅₆₇₈₉")
}
# What arcs, diagrams and maps are made of in a terminal: bars in eighths of a letter, shades, and corners.
WIDTH, HEIGHT = 0.525, 1.6  # of a letter, in em and in ex
DRAWN = {
    **{sign: rf"\rule{{{WIDTH * (8 - at) / 8:.3f}em}}{{{HEIGHT}ex}}" for at, sign in enumerate("█▉▊▋▌▍▎▏")},
    **{sign: rf"\rule{{{WIDTH}em}}{{{HEIGHT * (at + 1) / 8:.2f}ex}}" for at, sign in enumerate("▁▂▃▄▅▆▇")},
    **{
        sign: rf"\textcolor{{black!{share}}}{{\rule{{{WIDTH}em}}{{{HEIGHT}ex}}}}"
        for sign, share in (("▓", 70), ("▒", 45), ("░", 20))
    },
    # Corners and lines as letters of a typewriter, each in braces of its own.
    "╭": "{.}",
    "╮": ".{}",
    "╰": "{'}",
    "╯": "{'{}}",
    "─": "{-}",
    "│": r"{\textbar}",
    "├": "{+}",
    "┤": "+{}",
    "┬": "{+{}}",
    "┴": "{{+}}",
    "┼": "{{+}{}}",
}
# What stands for control characters, from U+2400 on.
CONTROLS = (
    *("NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "HT", "LF", "VT", "FF", "CR", "SO", "SI"),
    *("DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US"),
)
PICTURES = {chr(0x2400 + at): rf"{{\tiny {name}}}" for at, name in enumerate(CONTROLS)}
# Signs of which two become another.
PAIRED = {"-": "-{}", ",": ",{}", "'": "'{}"}

ALONE = OBEYED | SIGNS | DIGITS | DRAWN | PICTURES
WRITTEN: Mapping[str, str] = MappingProxyType(ALONE | PAIRED)
SPECIAL = re.compile(f"[{re.escape(''.join(ALONE))}]|-(?=-)|,(?=,)|'(?=')")
UNKNOWN = re.compile(f"[^\\x00-\\u017f{re.escape(''.join(ALONE))}]")  # what pdfLaTeX has no letters for


def escape(text: str) -> str:
    """The text with nothing in it that LaTeX obeys."""
    return SPECIAL.sub(lambda sign: WRITTEN[sign[0]], text)
