"""One number of a step, as one would work it out by hand."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from rich.cells import cell_len

from attnx.measures.number import Number
from attnx.trace import Token, Trace
from attnx.views.look import Look, label
from attnx.views.opening import opening
from attnx.views.parts import Cell, Gap, Heading, Lines, Note, Paragraph, Part, line, listing, word
from attnx.views.visible import visible

PRODUCTS = 12  # the largest, without --full


def number_story(trace: Trace, number: Number, token: Token, called: str, look: Look) -> Iterator[Part]:
    """The products, the largest first unless all are shown, their sum, and the number; or the terms of its formula.

    `token` is whose number it is, and `called` what it is the number of, where that is a word.
    """
    yield from opening(trace, look)
    yield Gap()
    say = look.say
    facts = {"name": number.name, "token": label(token)}
    facts |= {} if number.index is None else {"index": visible(called or str(number.index))}
    form = "number_row" if number.index is None else "number"
    place = "" if number.layer is None else say("place_layer", layer=number.layer)
    if number.layer is not None and number.head is not None:
        place = say("place", layer=number.layer, head=number.head)
    yield Heading(say(f"{form}_title", **facts), "▸", (number.formula,), place)
    if number.x is not None and number.w is not None:
        yield from products(number, look)
    yield terms_of(number, look)
    yield Paragraph(say(f"{form}_answer", value=look.number(number.value), **facts))


def terms_of(number: Number, look: Look) -> Lines:
    """The terms of its formula, and the number itself."""
    told = [(name, look.number(value)) for name, value in (*number.terms, (number.name, number.value))]
    wide, long = (max(cell_len(pair[side]) for pair in told) for side in (0, 1))
    return Lines(
        tuple(
            line((name, "quiet"), " " * (wide - cell_len(name) + 2 + long - cell_len(value)), value)
            for name, value in told
        )
    )


def products(number: Number, look: Look) -> Iterator[Part]:
    """A row for each product."""
    assert number.x is not None and number.w is not None
    made = number.products
    count = len(made) if look.full else min(PRODUCTS, len(made))
    order = np.arange(len(made)) if count == len(made) else np.argsort(-np.abs(made), kind="stable")[:count]
    if count < len(made):
        yield Note(look.say("number_largest", shown=count, count=len(made)))
    rows: list[tuple[Cell, ...]] = [
        (word(str(at), "quiet"), *(look.number(float(value)) for value in (number.x[at], number.w[at], made[at])))
        for at in order.tolist()
    ]
    if count < len(made):
        rest = float(made.sum() - made[order].sum())
        rows.append((word("…", "quiet"), "", "", look.number(rest)))
    yield listing(("i", "xᵢ", "wᵢ", "xᵢ·wᵢ"), rows, numbers=range(1, 4))
