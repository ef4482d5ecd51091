"""What happened, in plain sentences computed from the numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attnx.measures.rows import Row, rows_of
from attnx.trace import Attention, Token, Trace
from attnx.trace.sight import may_look
from attnx.views.look import LABEL, ROWS, Look, digits_of, name_of, names_of
from attnx.views.opening import meaning
from attnx.views.parts import Bar, Cell, Either, Line, Paragraph, Part, listing, word
from attnx.views.reads import verdicts


def summary(trace: Trace, number: int, attention: Attention, head: int | None, look: Look) -> Iterator[Part]:
    """Where each token looks most and how sharply, the rows worth a sentence, and what this does not show."""
    queries, keys = trace.queries_of(attention), trace.keys_of(attention)
    weights = attention.of_head("weights", head).data
    rows = rows_of(weights, may_look(attention, head))
    yield from row_table(rows, queries, keys, look)
    for sentence in happened(trace, number, attention, head, look):
        yield Paragraph(sentence)
    yield Paragraph(meaning(trace.model, look.say))
    yield Paragraph(look.say("honest"))


def row_table(rows: Sequence[Row], queries: Sequence[Token], keys: Sequence[Token], look: Look) -> Iterator[Part]:
    """A line for each row, with its entropy where all is shown; where the page is narrow without bars."""
    columns = ["query", "top", "weight", *(["bar"] if look.roomy else [])]
    columns += ["entropy" if look.roomy else "bits"] if look.full else []
    headers = [look.say(f"column_{name}") if name != "bar" else "" for name in columns]
    shown = rows if look.full else rows[:ROWS]

    def lines(cells: int) -> list[list[Cell]]:
        listed: list[list[Cell]] = []
        for row, name in zip(shown, names_of([queries[row.query] for row in shown], cells), strict=True):
            drawn = [Bar(row.weight, 10)] if look.roomy else []
            weight = look.number(row.weight)
            entropy = [bits(row, look)] if look.full else []
            listed.append([name, tops(row, keys, look, cells), weight, *drawn, *entropy])
        return listed

    what = look.say("cut_rows", shown=len(shown), all=len(rows))
    cut = look.say("cut", what=what) if len(shown) < len(rows) else ""
    numbers = (2, len(columns) - 1) if look.full else (2,)
    yield Either(*(listing(headers, lines(cells), numbers, cut) for cells in (LABEL, LABEL - 3)))


def bits(row: Row, look: Look) -> str:
    """The entropy, beside the largest it could be where there is room."""
    entropy, most = look.number(row.entropy), look.number(row.most_bits)
    return look.say("bits_of", bits=entropy, most=most) if look.roomy else entropy


def tops(row: Row, keys: Sequence[Token], look: Look, cells: int) -> Line:
    """The key a query looks at most; several that share the place are counted."""
    if not row.tops:
        return word(look.say("nowhere"), "quiet")
    if len(row.tops) == 1:
        return name_of(keys[row.tops[0]], digits_of(keys), cells)
    return word(look.say("several", count=len(row.tops)), "quiet")


def happened(trace: Trace, number: int, attention: Attention, head: int | None, look: Look) -> Iterator[str]:
    """What the rows say: that all are even, or what those do that are worth a sentence."""
    rows = rows_of(attention.of_head("weights", head).data, may_look(attention, head))
    seeing = [row for row in rows if row.tops and row.visible > 1]
    if len(seeing) > 1 and all(row.even for row in seeing):
        yield look.say("all_even")
    else:
        yield from verdicts(trace, number, attention, head, look)
