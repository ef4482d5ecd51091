"""The numbers of a trace for a spreadsheet: one number a line, with the place it stands at."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from itertools import product

import numpy as np

from attnx.trace import LAYER_AXES, Array, Attention, Token, Trace
from attnx.views.visible import visible

COLUMNS = (
    "layer",
    "attention",
    "head",
    "kv_head",
    "array",
    "query",
    "query_token",
    "key",
    "key_token",
    "dim",
    "value",
)
FORMULA = "=+-@＝＋－＠"  # what a cell begins with that a spreadsheet works out
# The columns that say where a number stands on an axis.
PLACES: Mapping[str, tuple[str, ...]] = {
    "head": ("head",),
    "kv_head": ("kv_head",),
    "token": ("query", "query_token"),
    "query": ("query", "query_token"),
    "key": ("key", "key_token"),
    "d_model": ("dim",),
    "d_head": ("dim",),
    "vocabulary": ("dim",),
    "label": ("dim",),
    "expert": ("dim",),
    "unit": ("dim",),
}
Names = Mapping[str, Sequence[tuple[object, ...]]]  # what the places of an axis are called
BYTE_ORDER_MARK = "\ufeff"  # by which spreadsheets know that it is UTF-8


def to_csv(trace: Trace) -> bytes:
    """Every number of the trace in UTF-8, under the names of COLUMNS; −∞ is an empty cell, as it is null in JSON.

    A token that a spreadsheet would take for a formula has an apostrophe before it. Numbers of no head or layer
    have none; where they are a mean, it says mean.
    """
    page = StringIO()
    page.write(BYTE_ORDER_MARK)
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(COLUMNS)
    for known, array, names in arrays_of(trace):
        writer.writerows(lines(known, array, names))
    return page.getvalue().encode()


def arrays_of(trace: Trace) -> Iterator[tuple[dict[str, object], Array, Names]]:
    """Every array, with what all its numbers have in common and what the places on its axes are called."""
    attentions = {(number, attention.kind): attention for number, attention in trace.attentions()}
    for place, name, array in trace.walk():
        if place.layer is None or place.kind is None or name in LAYER_AXES:
            known = {"layer": place.layer, "attention": place.kind, "array": name}
            tokens = trace.tokens if place.kind is None else trace.source
            yield {name: fact for name, fact in known.items() if fact is not None}, array, {"token": names_of(tokens)}
            continue
        attention = attentions[place.layer, place.kind]
        where = {"layer": "mean" if attention.layers else place.layer, "attention": place.kind, "array": name}
        names: Names = {
            "head": [(head,) for head in attention.heads],
            "kv_head": [(head,) for head in attention.kv_heads],
            "query": names_of(trace.queries_of(attention)),
            "key": names_of(trace.keys_of(attention)),
        }
        yield where | mean_of(attention, name), array, names


def mean_of(attention: Attention, name: str) -> dict[str, object]:
    """That the head is a mean, for what is."""
    return {"head": "mean"} if attention.averaged and name in ("weights", "sink", "skipped") else {}


def names_of(tokens: Sequence[Token]) -> list[tuple[object, ...]]:
    """The number and the name of each token."""
    return [(token.index, harmless(visible(token.name))) for token in tokens]


def harmless(name: str) -> str:
    """The name, so that no spreadsheet takes it for a formula."""
    return f"'{name}" if name.lstrip()[:1] in tuple(FORMULA) else name


def lines(known: Mapping[str, object], array: Array, names: Names) -> Iterator[list[object]]:
    """A line for each number of one array."""
    line: list[object] = [known.get(column, "") for column in COLUMNS]
    columns = [COLUMNS.index(column) for axis in array.axes for column in PLACES[axis]]
    places = [
        names.get(axis) or [(place,) for place in range(size)]
        for axis, size in zip(array.axes, array.data.shape, strict=True)
    ]
    for place, value in zip(product(*places), array.data.ravel(), strict=True):
        for column, cell in zip(columns, (cell for cells in place for cell in cells), strict=True):
            line[column] = cell
        line[-1] = written(value)
        yield line


def written(value: np.generic) -> str:
    """A number in as many digits as bring the same bits back; true or false; nothing for −∞."""
    if isinstance(value, np.bool):
        return "true" if value else "false"
    return "" if value == -np.inf else str(value)
