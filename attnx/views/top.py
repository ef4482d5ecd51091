"""Of long rows the largest weights alone: which keys they belong to, and what the rest adds up to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from attnx.trace import Token
from attnx.views.look import DIM, LABEL, ROWS, Look, digits_of, name_of, names_of
from attnx.views.palette import shade, tick

GAP = 2  # cells between two pairs


def largest(weights: np.ndarray, count: int) -> list[int]:
    """The keys with the largest weights, at most `count` of them, the largest first."""
    return [int(key) for key in np.argsort(-weights, kind="stable")[:count] if weights[key] > 0]


def draw_top(
    weights: np.ndarray, queries: Sequence[Token], keys: Sequence[Token], count: int, look: Look
) -> Iterator[Text]:
    """For each query (a row of `weights`) pairs of key and weight, below each other where a line is full."""
    shown = len(weights) if look.full else min(len(weights), ROWS)
    names = names_of(queries[:shown], LABEL if look.roomy else LABEL - 3)
    left = max(name.cell_len for name in names)
    number = len(look.number(1.0)) + (0 if look.colour else 1)  # and its tick
    digits = digits_of(keys)
    cells = min(LABEL, max(look.width - left - GAP - digits - number - 2, 3))  # of the name of a key
    width = digits + 1 + cells + 1 + number
    fit = max((look.width - left) // (width + GAP), 1)
    for name, row in zip(names, weights, strict=False):
        pairs = list(pairs_of(row, keys, count, digits, cells, look)) or [Text(look.say("nowhere"), style=DIM)]
        for begin in range(0, len(pairs), fit):
            line = Text(no_wrap=True, overflow="ellipsis")
            line.append_text(name if begin == 0 else Text())
            line.append(" " * (left - (name.cell_len if begin == 0 else 0)))
            for pair in pairs[begin : begin + fit]:
                line.append(" " * GAP).append_text(pair)
                line.append(" " * (width - pair.cell_len))
            line.rstrip()
            yield line
    if shown < len(weights):
        yield Text(look.say("cut", what=look.say("cut_rows", shown=shown, all=len(weights))), style="yellow")
    if count < len(keys):
        yield Text(look.say("top_cut", shown=count, all=len(keys)), style="yellow")


def pairs_of(row: np.ndarray, keys: Sequence[Token], count: int, digits: int, cells: int, look: Look) -> Iterator[Text]:
    """Key and weight, the largest first, and then what the others have together."""
    chosen = largest(row, count)
    for key in chosen:
        name = name_of(keys[key], digits, cells)
        pair = name.append(" " * (digits + 1 + cells - name.cell_len + 1))
        value, style = float(row[key]), "bold" if row[key] == row.max() else ""
        if look.colour:
            pair.append(look.number(value), shade(value) + Style.parse(style))
        else:
            pair.append(look.number(value) + tick(value), style)
        yield pair
    if np.count_nonzero(row) > len(chosen):
        rest = float(np.delete(row, chosen).sum(dtype=np.float64))
        word = look.say("rest")
        yield Text(word + " " * (digits + 1 + cells + 1 - cell_len(word)) + look.number(rest), style=DIM)
