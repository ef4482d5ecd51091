"""How a view is to look: width, precision, colour, language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from rich.cells import cell_len, set_cell_size

from attnx.frozen import frozen
from attnx.lessons import Lesson
from attnx.trace import Token
from attnx.views.parts import Line, line
from attnx.views.visible import visible

ROWS = 20  # how many rows of a matrix are shown without --full
LABEL = 13  # the widest name of a token in a matrix, in cells: that of <|endoftext|>
HUGE = 1e9  # from here on a number is written with a power of ten

Background = Literal["dark", "light"]
Depth = Literal["truecolor", "256", "standard"]


@frozen
class Look:
    """`width` is that of the page in cells; `full` shows what would not fit, in blocks.

    `top` is how many keys are shown of each row of weights, the largest; None means all. Where there is
    `colour`, it is of so many and on such a `background`.
    """

    say: Lesson
    width: int = 80
    precision: int = 2
    full: bool = False
    colour: bool = False
    top: int | None = None
    background: Background = "dark"
    depth: Depth = "truecolor"

    @property
    def roomy(self) -> bool:
        """Whether there is room for more than what is needed."""
        return self.width >= 70

    @property
    def arrow(self) -> str:
        """What leads to the word at the end of a row."""
        return " → " if self.roomy else " →"

    def number(self, value: float) -> str:
        """A number as it is printed."""
        return number(value, self.precision)

    def difference(self, value: float) -> str:
        """A difference as it is printed."""
        return difference(value, self.precision)


def number(value: float, decimals: int) -> str:
    """A number with so many decimals: −∞ as such, and no minus before a zero."""
    if value == float("-inf"):
        return "−∞"
    text = f"{value:.{decimals}{'f' if abs(value) < HUGE else 'e'}}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", "−")


def difference(value: float, decimals: int) -> str:
    """A difference with so many: +0.50, and a dot where there is none to see."""
    if value == float("inf"):
        return "+∞"
    text = number(value, decimals)
    return "·" if not text.strip("0.") else f"+{text}" if value > 0 else text


def label(token: Token) -> str:
    """What a token is called, safe to print."""
    return visible(token.name)


def shorten(text: str, cells: int) -> str:
    """The text in at most so many cells; what is cut off is marked."""
    return text if cell_len(text) <= cells else set_cell_size(text, cells - 1).rstrip() + "…"


def clipped(text: str, cells: int) -> str:
    """The beginning of a name in so many cells, where there is no room to say that it is cut."""
    kept = ""
    for character in text:
        if cell_len(kept + character) > cells:
            break
        kept += character
    return kept


def digits_of(tokens: Sequence[Token]) -> int:
    """The digits of the largest number among them."""
    return len(str(max((token.index for token in tokens), default=0)))


def names_of(tokens: Sequence[Token], cells: int = LABEL) -> list[Line]:
    """What rows are called: each token's number and name, the names one below the other."""
    return [name_of(token, digits_of(tokens), cells) for token in tokens]


def name_of(token: Token, digits: int = 1, cells: int = LABEL) -> Line:
    """A token's number and name."""
    name = shorten(label(token), cells)
    return line((f"{token.index:<{digits}} ", "quiet"), (name, "quiet" if token.special else ""))
