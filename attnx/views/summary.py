"""What happened, in plain sentences computed from the numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attnx.measures.rows import Row, rows_of
from attnx.trace import Attention, Token, Trace
from attnx.trace.sight import may_look
from attnx.views.look import LABEL, ROWS, Look, digits_of, label, name_of, names_of
from attnx.views.parts import Bar, Cell, Either, Line, Paragraph, Part, listing, word
from attnx.views.visible import visible


def summary(trace: Trace, number: int, attention: Attention, head: int | None, look: Look) -> Iterator[Part]:
    """Where each token looks most and how sharply, the extremes in words, and what this does not show."""
    queries, keys = trace.queries_of(attention), trace.keys_of(attention)
    weights = attention.of_head("weights", head).data
    rows = rows_of(weights, may_look(attention, head))
    yield from row_table(rows, queries, keys, look)
    for sentence_ in extremes(rows, queries, keys, look):
        yield Paragraph(sentence_)
    yield Paragraph(look.say(f"meaning_{trace.model.provenance}", model=visible(trace.model.name)))
    yield Paragraph(look.say("honest"))


def row_table(rows: Sequence[Row], queries: Sequence[Token], keys: Sequence[Token], look: Look) -> Iterator[Part]:
    """A line for each row; where the page is narrow with shorter names and without bars."""
    columns = ("query", "top", "weight", "bar", "entropy") if look.roomy else ("query", "top", "weight", "bits")
    headers = [look.say(f"column_{name}") if name != "bar" else "" for name in columns]
    shown = rows if look.full else rows[:ROWS]

    def lines(cells: int) -> list[list[Cell]]:
        listed: list[list[Cell]] = []
        for row, name in zip(shown, names_of([queries[row.query] for row in shown], cells), strict=True):
            drawn = [Bar(row.weight, 10)] if look.roomy else []
            weight = look.number(row.weight)
            listed.append([name, tops(row, keys, look, cells), weight, *drawn, bits(row, look)])
        return listed

    what = look.say("cut_rows", shown=len(shown), all=len(rows))
    cut = look.say("cut", what=what) if len(shown) < len(rows) else ""
    yield Either(*(listing(headers, lines(cells), (2, len(columns) - 1), cut) for cells in (LABEL, LABEL - 3)))


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


def extremes(rows: Sequence[Row], queries: Sequence[Token], keys: Sequence[Token], look: Look) -> Iterator[str]:
    """The sharpest and the broadest row of the text, where there is one of its kind."""
    seeing = [row for row in rows if row.tops and row.visible > 1]
    if seeing and all(row.even for row in seeing):
        yield look.say("all_even")
        return
    words = sorted((row for row in seeing if not queries[row.query].special), key=spread)
    if len(words) < 2:
        return
    (sharpest, second), (second_last, broadest) = words[:2], words[-2:]
    if apart(sharpest, second) and len(sharpest.tops) == 1 and not sharpest.even:
        how = "almost_only" if sharpest.weight >= 0.9 else "mostly" if sharpest.weight > 0.5 else "most"
        yield sentence(f"sharpest_{how}", "sharpest", sharpest, queries, keys, look)
    if apart(second_last, broadest):
        yield sentence("broadest_even" if broadest.even else "broadest_of", "broadest", broadest, queries, keys, look)


def spread(row: Row) -> float:
    """From 0, all at one key, to 1, at all alike."""
    return row.entropy / row.most_bits


def apart(sharper: Row, other: Row) -> bool:
    """Whether rounding cannot be what makes one row broader than the other."""
    return spread(other) - spread(sharper) > 1e-6


def sentence(key: str, extreme: str, row: Row, queries: Sequence[Token], keys: Sequence[Token], look: Look) -> str:
    some = any(token.special for token in queries)  # then not the extreme of all rows
    return look.say(
        key,
        extreme=look.say(f"{extreme}_in_text" if some else extreme),
        query=called(queries[row.query], queries),
        key=called(keys[row.tops[0]], keys),
        weight=look.number(row.weight),
        bits=look.number(row.entropy),
        most=look.number(row.most_bits),
    )


def called(token: Token, tokens: Sequence[Token]) -> str:
    """What a sentence calls a token: its name, and its number too where another has the same name."""
    name = label(token)
    return f"“{name}” ({token.index})" if sum(label(other) == name for other in tokens) > 1 else f"“{name}”"
