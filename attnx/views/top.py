"""Of long rows the largest weights alone: which keys they belong to, and what the rest adds up to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from rich.cells import cell_len

from attnx.measures.top import top
from attnx.trace import Token
from attnx.views.draw.palette import tick
from attnx.views.look import LABEL, ROWS, Look, digits_of, name_of, names_of
from attnx.views.parts import Line, Lines, Meaning, Notice, Part, Share, line, word

GAP = 2  # cells between two pairs


def draw_top(
    weights: np.ndarray, queries: Sequence[Token], keys: Sequence[Token], count: int, look: Look
) -> Iterator[Part]:
    """For each query (a row of `weights`) pairs of key and weight, below each other where a line is full."""
    shown = len(weights) if look.full else min(len(weights), ROWS)
    names = names_of(queries[:shown], LABEL if look.roomy else LABEL - 3)
    left = max(name.cells for name in names)
    number = len(look.number(1.0)) + (0 if look.colour else 1)  # and its tick
    digits = digits_of(keys)
    cells = min(LABEL, max(look.width - left - GAP - digits - number - 2, 3))  # of the name of a key
    width = digits + 1 + cells + 1 + number
    fit = max((look.width - left) // (width + GAP), 1)
    lines: list[Line] = []
    for name, row in zip(names, weights, strict=False):
        pairs: list[Line] = list(pairs_of(row, keys, count, digits, cells, look)) or [
            word(look.say("nowhere"), "quiet")
        ]
        for begin in range(0, len(pairs), fit):
            first = name if begin == 0 else Line()
            spans = [*first.spans, (" " * (left - first.cells), "")]
            for pair in pairs[begin : begin + fit]:
                spans += [(" " * GAP, ""), *pair.spans, (" " * (width - pair.cells), "")]
            lines.append(line(*spans).rstrip())
    yield Lines(tuple(lines))
    if shown < len(weights):
        yield Notice(look.say("cut", what=look.say("cut_rows", shown=shown, all=len(weights))))
    if count < len(keys):
        yield Notice(look.say("top_cut", shown=count, all=len(keys)))


def pairs_of(row: np.ndarray, keys: Sequence[Token], count: int, digits: int, cells: int, look: Look) -> Iterator[Line]:
    """Key and weight, the largest first, and then what the others have together."""
    chosen = top(row, count)
    for key in chosen.keys:
        name = name_of(keys[key], digits, cells)
        blank = " " * (digits + 1 + cells - name.cells + 1)
        value, most = float(row[key]), bool(row[key] == row.max())
        meaning: Meaning | Share = Share(value, most) if look.colour else "strong" if most else ""
        number = look.number(value) + ("" if look.colour else tick(value))
        yield line(*name.spans, blank, (number, meaning))
    if np.count_nonzero(row) > len(chosen.keys):
        others = look.say("rest")
        yield word(others + " " * (digits + 1 + cells + 1 - cell_len(others)) + look.number(chosen.rest), "quiet")
