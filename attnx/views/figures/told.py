"""The one head that a figure is of, what it says of its leading word, and which cell of its weights that is about."""

from __future__ import annotations

from attnx.errors import UsageError
from attnx.frozen import frozen
from attnx.measures.known import known
from attnx.measures.readings import Reading, Readings, readings
from attnx.trace import Attention, Trace
from attnx.trace.sight import may_look
from attnx.views.figures.style import Style
from attnx.views.look import Look
from attnx.views.reads import verdict
from attnx.views.translation import looking


@frozen(eq=False)
class Told:
    """The rows of one head in words, the one that is told of, and the row and column of the weights that are marked.

    A figure whose leading word reads no single other marks nothing.
    """

    layer: int
    attention: Attention
    head: int | None
    rows: Readings
    leading: Reading
    mark: tuple[int, int] | None

    def sentence(self, trace: Trace, look: Look) -> str:
        """What is said of the leading word."""
        return verdict(self.leading, self.rows, known(trace, self.layer, self.attention, self.head), look)


def told(trace: Trace, style: Style) -> Told | None:
    """What the one head of a trace says of its leading word, or of the one that was named; None of several heads.

    Raises UsageError for the name of a token that the weights do not have.
    """
    held = [(number, attention, head) for number, attention in trace.attentions() for head in heads_of(attention)]
    if len(held) != 1 or "weights" not in held[0][1].arrays:
        return None
    number, attention, head = held[0]
    rows = readings(trace, attention, head, may_look(attention, head))
    if style.mark is not None:
        query, key = marked(trace, attention, style.mark)
        return Told(number, attention, head, rows, rows.rows[rows.word_with(query)], (query, key))
    asked = None if style.focus is None else rows.word_with(placed(style.focus, queries_of(trace, attention)))
    reading = rows.leading(None) if asked is None else rows.rows[asked]
    if reading.how != "sharp":
        return Told(number, attention, head, rows, reading, None)
    weights = attention.of_head("weights", head).data  # (query, key)
    cells = [
        (query, key) for query in rows.pieces_of_queries[reading.word] for key in rows.pieces_of_keys[reading.keys[0]]
    ]
    return Told(number, attention, head, rows, reading, max(cells, key=lambda cell: float(weights[cell])))


def the_one(trace: Trace, style: Style, what: str) -> Told:
    """The same for `what` is of one head alone. Raises UsageError where there are several."""
    row = told(trace, style)
    if row is None:
        raise UsageError("one_head", option=what)
    return row


def marked(trace: Trace, attention: Attention, mark: tuple[int, int]) -> tuple[int, int]:
    """The row and column of two tokens. Raises UsageError where the weights do not have them."""
    query = placed(mark[0], queries_of(trace, attention))
    return query, placed(mark[1], [token.index for token in trace.keys_of(attention)])


def queries_of(trace: Trace, attention: Attention) -> list[int]:
    """The numbers in the text of the queries of an attention."""
    return [token.index for token in trace.queries_of(attention)]


def spoken_of(trace: Trace) -> Attention:
    """The attention whose words a user names: of what was written that which looks at the source, else the first."""
    aligning = looking(trace)
    return aligning[0] if aligning else next(attention for _, attention in trace.attentions())


def placed(index: int, indices: list[int]) -> int:
    if index not in indices:
        raise UsageError("focus_index", index=index, last=max(indices))
    return indices.index(index)


def heads_of(attention: Attention) -> tuple[int | None, ...]:
    """The heads of an attention, or None for their mean."""
    return (None,) if attention.averaged else attention.heads
