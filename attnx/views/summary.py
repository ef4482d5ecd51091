"""What happened, in plain sentences computed from the numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from attnx.measures.rows import Row, rows_of
from attnx.trace import Attention, Token, Trace
from attnx.views.look import DIM, ROWS, Look, label, name_of, names_of
from attnx.views.palette import bar


def summary(trace: Trace, number: int, attention: Attention, head: int | None, look: Look) -> Iterator[RenderableType]:
    """Where each token looks most and how sharply, the extremes in words, and what this does not show."""
    keys = trace.keys_of(attention)
    weights = attention.arrays["weights"].data if head is None else attention.of_head("weights", head).data
    masked = attention.of_head("masked", head).data if "masked" in attention.arrays and head is not None else None
    rows = rows_of(weights, masked)
    yield row_table(rows, trace.tokens, keys, look)
    yield from extremes(rows, trace.tokens, keys, look)
    yield Text(look.say(f"meaning_{trace.model.provenance}", model=trace.model.name))
    yield Text(look.say("honest"))


def row_table(rows: Sequence[Row], queries: Sequence[Token], keys: Sequence[Token], look: Look) -> RenderableType:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=DIM)
    table.add_column(look.say("column_query"), no_wrap=True)
    table.add_column(look.say("column_top"), no_wrap=True)
    table.add_column(look.say("column_weight"), justify="right", no_wrap=True)
    table.add_column(look.say("column_entropy" if look.roomy else "column_bits"), justify="right", no_wrap=True)
    if look.roomy:
        table.add_column("", no_wrap=True)
    shown = rows if look.full else rows[:ROWS]
    for row, name in zip(shown, names_of([queries[row.query] for row in shown]), strict=True):
        cells = [
            name,
            tops(row, keys, look),
            Text(look.number(row.weight)),
            Text(bits(row, look)),
        ]
        if look.roomy:
            cells.append(Text(bar(row.weight, 10), style="cyan"))
        table.add_row(*cells)
    if len(shown) < len(rows):
        cut = look.say("cut", what=look.say("cut_rows", shown=len(shown), all=len(rows)))
        table.caption, table.caption_justify = Text(cut, style="yellow"), "left"
    return table


def bits(row: Row, look: Look) -> str:
    """The entropy, beside the largest it could be where there is room."""
    found, most = look.number(row.entropy), look.number(row.most_bits)
    return look.say("bits_of", bits=found, most=most) if look.roomy else found


def tops(row: Row, keys: Sequence[Token], look: Look) -> Text:
    """The key a query looks at most; several that share the place are counted."""
    if not row.tops:
        return Text(look.say("nowhere"), style=DIM)
    if len(row.tops) == 1:
        return name_of(keys[row.tops[0]])
    return Text(look.say("several", count=len(row.tops)), style=DIM)


def extremes(rows: Sequence[Row], queries: Sequence[Token], keys: Sequence[Token], look: Look) -> Iterator[Text]:
    """The sharpest and the broadest row among the words, where there is something to tell apart."""
    words = [row for row in rows if row.tops and row.visible > 1 and not queries[row.query].special]
    if not words:
        return
    sharpest = min(words, key=lambda row: row.entropy / row.most_bits)
    broadest = max(words, key=lambda row: row.entropy / row.most_bits)
    if all(row.even for row in words):
        yield Text(look.say("all_even"))
        return
    if len(sharpest.tops) == 1:
        how = "almost_only" if sharpest.weight >= 0.9 else "mostly" if sharpest.weight >= 0.5 else "most"
        yield sentence(f"sharpest_{how}", sharpest, queries, keys, look)
    if broadest.query != sharpest.query:
        yield sentence("broadest_even" if broadest.even else "broadest", broadest, queries, keys, look)


def sentence(key: str, row: Row, queries: Sequence[Token], keys: Sequence[Token], look: Look) -> Text:
    return Text(
        look.say(
            key,
            query=called(queries[row.query], queries),
            key=called(keys[row.tops[0]], keys),
            weight=look.number(row.weight),
            bits=look.number(row.entropy),
            most=look.number(row.most_bits),
        )
    )


def called(token: Token, tokens: Sequence[Token]) -> str:
    """What a sentence calls a token: its name, and its number too where another has the same name."""
    name = label(token)
    return f"{name} ({token.index})" if sum(label(one) == name for one in tokens) > 1 else name
