"""The tokens of a text: names and numbers in a row, or as a table with everything that is known of each."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len

from attnx.trace import Token
from attnx.views.look import ROWS, Look, label, shorten
from attnx.views.parts import Column, Line, Lines, Listing, Notice, Part, Span, word
from attnx.views.piece import piece_of

MOST = 200  # of a longer text the first are told
GAP = 2  # cells between two tokens


def token_lines(all_tokens: tuple[Token, ...], look: Look) -> Iterator[Part]:
    """Names and numbers in a row, and between them the pieces where those are not the names."""
    shown = all_tokens[:MOST]
    pieces = any(piece_of(token).casefold() != label(token).casefold() for token in shown)
    several = any(token.segment for token in shown)
    cells: list[list[str]] = []
    for token in shown:
        column = [label(token), *([piece_of(token)] if pieces else []), str(token.id)]
        column += [str(token.segment)] if several else []
        cells.append([shorten(text, look.width) for text in column])
    lines: list[Line] = []
    while cells:
        band, cells = first_band(cells, look.width)
        widths = [max(map(cell_len, column)) for column in band]
        tokens = shown[len(shown) - len(cells) - len(band) :]
        for at, row in enumerate(zip(*band, strict=True)):
            spans: list[Span] = []
            for text, width, token in zip(row, widths, tokens, strict=False):
                spans.append((text + " " * (width - cell_len(text) + GAP), "quiet" if at or token.special else ""))
            lines.append(Line(tuple(spans)).rstrip())
    yield Lines(tuple(lines))
    if len(shown) < len(all_tokens):
        yield Notice(look.say("cut", what=look.say("cut_tokens", shown=len(shown), all=len(all_tokens))))


def first_band(columns: list[list[str]], width: int) -> tuple[list[list[str]], list[list[str]]]:
    """As many of these columns as have room beside one another, and the others."""
    used = count = 0
    for column in columns:
        used += max(map(cell_len, column)) + GAP
        if used - GAP > width and count:
            break
        count += 1
    return columns[:count], columns[count:]


def token_table(all_tokens: tuple[Token, ...], look: Look) -> Iterator[Part]:
    several = any(token.segment for token in all_tokens)
    headers = ["#", look.say("column_text"), look.say("column_piece"), "id", look.say("column_span")]
    headers += [look.say("column_segment")] if several else []
    shown = all_tokens if look.full else all_tokens[: 2 * ROWS]
    rows = []
    for token in shown:
        span = "" if token.special else f"{token.start}–{token.end}"
        cells = [str(token.index), "" if token.special else label(token), piece_of(token), str(token.id), span]
        cells += [str(token.segment)] if several else []
        rows.append([word(cell, "quiet" if token.special else "") for cell in cells])
    what = look.say("cut_rows", shown=len(shown), all=len(all_tokens))
    cut = look.say("cut", what=what) if len(shown) < len(all_tokens) else ""
    columns = [Column(header, at in (0, 3, 5), folds=at in (1, 2)) for at, header in enumerate(headers)]
    yield Listing(tuple(columns), rows, cut=cut)
