"""Where in a trace one is: a layer, a head, a query and a key. Moving never leaves the trace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from attnx.frozen import frozen
from attnx.measures.opening import Opening
from attnx.measures.readings import readings
from attnx.trace import Attention, Token, Trace
from attnx.trace.sight import may_look


@frozen
class Place:
    """`layer` and `head` are numbers of the model, `query` and `key` those of the tokens."""

    layer: int
    head: int
    query: int
    key: int


def attention_at(trace: Trace, place: Place) -> Attention:
    """The attention of this layer; a text that is read has one in each."""
    return next(attention for number, attention in trace.attentions() if number == place.layer)


def opening_place(trace: Trace, opened: Opening, asked: int | None = None) -> Place:
    """Where to begin: on the word the answer begins with, or the token `asked` for, and what it reads most from."""
    attention = attention_at(trace, Place(opened.layer, opened.head, 0, 0))
    rows = readings(trace, attention, opened.head, may_look(attention, opened.head))
    first = rows.leading(None) if asked is None else rows.rows[rows.word_with(asked)]
    query = rows.pieces_of_queries[first.word].start if asked is None else asked
    weights = attention.of_head("weights", opened.head).data[query]
    key = max(rows.pieces_of_keys[first.keys[0]], key=lambda piece: weights[piece]) if first.keys else query
    return Place(opened.layer, opened.head, query, key)


def moved(trace: Trace, place: Place, *, layers: int = 0, heads: int = 0, queries: int = 0, keys: int = 0) -> Place:
    """So many steps further in each direction, or as far as it goes.

    In a picture the query moves over its patches, down and across, and the key is the one that it reads most.
    """
    if trace.picture is not None:
        queries, keys = over_patches(trace.tokens, trace.picture.columns, place.query, queries, keys) - place.query, 0
    attention = attention_at(trace, place)
    there = fitted(
        trace,
        Place(
            beside([number for number, _ in trace.attentions()], place.layer, layers),
            beside(attention.heads, place.head, heads),
            place.query + queries,
            place.key + keys,
        ),
    )
    return there if trace.picture is None else replace(there, key=most_read(trace, there))


def over_patches(tokens: Sequence[Token], columns: int, query: int, down: int, across: int) -> int:
    """The patch so many rows and columns further; before the first row stand the model's own tokens, one after another.

    What leaves the picture at a side stays where it is.
    """
    first = sum(token.box is None for token in tokens)
    if query < first:
        return query + down + across
    row, column = divmod(query - first, columns)
    row, column = row + down, min(max(column + across, 0), columns - 1)
    rows = (len(tokens) - first) // columns
    return first - 1 if row < 0 and first else first + min(max(row, 0), rows - 1) * columns + column


def most_read(trace: Trace, place: Place) -> int:
    """The key that the query of this place reads most."""
    return int(attention_at(trace, place).of_head("weights", place.head).data[place.query].argmax())


def fitted(trace: Trace, place: Place) -> Place:
    """The nearest place that this trace has."""
    numbers = [number for number, _ in trace.attentions()]
    layer = min(max(place.layer, numbers[0]), numbers[-1])
    heads = attention_at(trace, Place(layer, 0, 0, 0)).heads
    last = len(trace.tokens) - 1
    query, key = (min(max(index, 0), last) for index in (place.query, place.key))
    return Place(layer, min(max(place.head, heads[0]), heads[-1]), query, key)


def beside(numbers: Sequence[int], number: int, steps: int) -> int:
    """The number so many steps after another one in a list, or the last one there is."""
    return numbers[min(max(numbers.index(number) + steps, 0), len(numbers) - 1)]


def window(place: int, count: int, fit: int) -> range:
    """As many of `count` things as fit, around the one at `place`."""
    fit = min(max(fit, 1), count)
    begin = min(max(place - fit // 2, 0), count - fit)
    return range(begin, begin + fit)
