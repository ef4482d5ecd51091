"""The weights around the marked cell, and where on the screen each of them is."""

from __future__ import annotations

from dataclasses import replace

from attnx.screen.place import Place, attention_at, window
from attnx.trace import Trace
from attnx.trace.sight import may_look
from attnx.views.draw.matrices import GAP, Block, drafts, furnished
from attnx.views.draw.terminal.matrix import header
from attnx.views.look import Look
from attnx.views.parts import Matrix
from attnx.views.weights import seen

ABOVE = 1  # line above the matrix: what rows and columns are
OTHERS = 6  # lines beside its rows: that one, the names of columns, the legend, a gap, and what the row says


def around(trace: Trace, place: Place, look: Look, height: int) -> Block:
    """As many rows as there is room for, around the query; all columns with as many digits as they then have room
    for, or those around the key where all have none. What a query may not look at is blank.
    """
    attention, tokens = attention_at(trace, place), trace.tokens
    data = seen(attention.of_head("weights", place.head).data, may_look(attention, place.head))
    matrix = Matrix(data, tokens, tokens, shaded=True, largest=True, cursor=(place.query, place.key))
    rows, room = window(place.query, len(tokens), height - OTHERS), look.width - 1  # for what closes the mark
    forms = list(drafts(matrix, look, rows))
    whole = next((form for form in forms if form.cells <= room), None)
    if whole is not None:
        return furnished(whole, room)
    part = replace(forms[0], matrix=replace(matrix, largest=False))
    fit = (room - replace(part, columns=()).cells) // (part.width + GAP)
    return furnished(replace(part, columns=window(place.key, len(tokens), fit)), room)


def pointed_at(table: Block, place: Place, x: int, y: int) -> Place:
    """The place of the cell that is shown there; beside a row it is its query, above a column its key."""
    row, column = y - ABOVE - len(header(table)), (x - table.left) // (table.width + GAP)
    if y >= ABOVE and row < len(table.rows) and column < len(table.columns):
        query = table.rows[row] if row >= 0 else place.query
        return replace(place, query=query, key=table.columns[column] if column >= 0 else place.key)
    return place
