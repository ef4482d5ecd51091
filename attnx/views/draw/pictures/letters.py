"""How far sans serif letters reach: the widths of Helvetica (Adobe Core 14 AFM), which Arial shares."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from rich.cells import cell_len, split_graphemes

WIDE = 1000  # a sign as wide as two letters, such as 爱
OTHER = 611  # a letter without a width here: most of those with an accent are narrower


def by_letter(letters: Mapping[int, str]) -> Mapping[str, int]:
    return MappingProxyType({letter: width for width, group in letters.items() for letter in group})


# Thousandths of the size.
REGULAR = by_letter(
    {
        191: "'",
        222: "ijl",
        260: "|",
        278: " !,./:;I[\\]ft·",
        333: "()-`r“”",
        334: "{}",
        355: '"',
        389: "*",
        469: "^",
        500: "Jcksvxyz",
        556: "#$0123456789?L_abdeghnopqu",
        584: "+<=>~−",
        611: "FTZ",
        667: "&ABEKPSVXY",
        722: "CDHNRUw",
        778: "GOQ",
        833: "Mm",
        889: "%",
        944: "W",
        1000: "—→⁄…",
        1015: "@",
    }
)
BOLD = by_letter(
    {
        238: "'",
        278: " ,./I\\ijl·",
        280: "|",
        333: "!()-:;[]`ft",
        389: "*r{}",
        474: '"',
        500: "z“”",
        556: "#$0123456789J_aceksvxy",
        584: "+<=>^~−",
        611: "?FLTZbdghnopqu",
        667: "EPSVXY",
        722: "&ABCDHKNRU",
        778: "GOQw",
        833: "M",
        889: "%m",
        944: "W",
        975: "@",
        1000: "—→⁄…",
    }
)


def reach(text: str, bold: bool = False) -> float:
    """How far a line of letters reaches, in parts of their size."""
    widths = BOLD if bold else REGULAR
    total = 0
    for start, end, cells in split_graphemes(text)[0]:
        sign = text[start:end]
        total += WIDE if cells > 1 else widths.get(sign, OTHER) if cells else 0
    return total / 1000


def upright(text: str) -> bool:
    """Whether it is written in signs that stand one below the other, as Chinese does."""
    return bool(text) and all(cell_len(text[start:end]) == 2 for start, end, _ in split_graphemes(text)[0])
