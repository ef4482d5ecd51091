"""Which token, cell or row a person means by a word or a number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from attnx.errors import Phrase, UsageError

if TYPE_CHECKING:
    from attnx.checkpoint import Checkpoint
    from attnx.measures.compare import Comparison, Shift
    from attnx.trace import Attention, Layer, Token, Trace


def find(tokens: Sequence[Token], wanted: str) -> int:
    """The token meant by a word or an index: as it is written, as the model knows it, then without regard to case.

    Of a character that is split the last part is meant: there all of it has been read. Raises UsageError where it is
    not there, or there more than once.
    """
    if wanted.isascii() and wanted.isdigit():
        exact = [token.index for token in tokens if token.text == wanted]
        if len(wanted) < 10 and int(wanted) < len(tokens):  # Python reads no endless numbers
            return int(wanted)
        if len(exact) == 1:
            return exact[0]
        raise UsageError("focus_index", index=wanted, last=len(tokens) - 1)
    whole = [token for token in tokens if token.part == token.parts]
    written = [token for token in whole if token.text == wanted]
    named = [token for token in tokens if token.name == wanted]
    pieces = [token for token in tokens if token.piece == wanted]
    folded = [token for token in whole if wanted.casefold() in (token.text.casefold(), token.piece.casefold())]
    for meant in (written, named, pieces, folded):
        if len(meant) == 1:
            return meant[0].index
        if meant:
            raise UsageError("focus_twice", word=wanted, choices=listed(meant))
    if cut := next((run for run in runs(tokens, wanted, str.casefold) if len(run) > 1), None):
        raise UsageError("focus_in_pieces", word=wanted, choices=listed(tokens[cut.start : cut.stop]))
    raise UsageError("focus_absent", word=wanted, choices=listed(tokens))


def find_row(trace: Trace, attention: Attention, wanted: str) -> int:
    """The row of a word in an attention, as its queries are called there. Raises UsageError as `find` does."""
    query = find(trace.queries_of(replace(attention, queries=())), wanted)
    if attention.queries and query not in attention.queries:
        there = ", ".join(map(str, attention.queries))
        raise UsageError("not_recorded", what=Phrase("token"), name=query, there=there)
    return attention.queries.index(query) if attention.queries else query


def having(trace: Trace, wanted: str) -> Trace:
    """The trace with those attentions alone that have a row of this word. Raises UsageError where none has."""
    kept: list[Layer] = []
    missed: UsageError | None = None
    for layer in trace.layers:
        there = []
        for attention in layer.attention:
            try:
                find_row(trace, attention, wanted)
                there.append(attention)
            except UsageError as error:
                missed = missed or error
        kept += [replace(layer, attention=tuple(there))] if there else []
    if not kept and missed is not None:
        raise missed
    return replace(trace, layers=tuple(kept))


def entry_of(checkpoint: Checkpoint, word: str) -> int | None:
    """The id of a word. Raises UsageError where it is not one token; None for a model without a vocabulary."""
    from attnx.checkpoint.tokenizer.pieces import Pieces

    tokenizer = checkpoint.tokenizer
    if not isinstance(tokenizer, Pieces):
        return None
    number = tokenizer.number_of(word)
    if number is None:
        pieces = " ".join(token.piece for token in tokenizer(word) if not token.special)
        raise UsageError("token_absent", word=word, model=checkpoint.name, pieces=pieces)
    return number


def find_word(tokens: Sequence[Token], wanted: str) -> range:
    """The tokens of the word meant: one, or several where it is in pieces, whole words before parts of words.

    Otherwise the one token that `find` finds. Raises UsageError where it is not there, or there more than once.
    """
    from attnx.reduce.words import continues

    def whole(run: range) -> bool:
        edges = [tokens[at - 1 : at + 1] for at in (run.start, run.stop) if 0 < at < len(tokens)]
        return not any(continues(*edge) for edge in edges)

    if not (wanted.isascii() and wanted.isdigit()):
        exact, folded = list(runs(tokens, wanted, str)), list(runs(tokens, wanted, str.casefold))
        for meant in (list(filter(whole, exact)), list(filter(whole, folded)), exact, folded):
            if len(meant) == 1:
                return meant[0]
            if meant:
                raise UsageError("focus_twice", word=wanted, choices=listed([tokens[run.start] for run in meant]))
    index = find(tokens, wanted)
    return range(index, index + 1)


def runs(tokens: Sequence[Token], wanted: str, fold: Callable[[str], str]) -> Iterator[range]:
    """Tokens next to one another that together are written like this, no part of a character left out."""
    for begin, first in enumerate(tokens):
        text, end = "", first.start
        for last in range(begin, len(tokens)):
            token = tokens[last]
            if token.special or first.part > 1 or token.start > end or len(text) > len(wanted):
                break
            text += token.text[end - token.start :]  # pieces of one character say it more than once
            end = token.end
            if fold(text) == fold(wanted) and token.part == token.parts:
                yield range(begin, last + 1)
                break


def find_cell(queries: Sequence[Token], keys: Sequence[Token], wanted: str, option: str = "--cell") -> tuple[int, int]:
    """The query and key of QUERY,KEY; either may itself be a comma. Raises UsageError."""
    wrong = None
    for place in (place for place, character in enumerate(wanted) if character == ","):
        query, key = wanted[:place], wanted[place + 1 :]
        if query and key:
            try:
                return find(queries, query), find(keys, key)
            except UsageError as error:
                wrong = wrong or error
    raise wrong or UsageError("cell_form", option=option, value=wanted)


def listed(tokens: Sequence[Token], most: int = 24) -> str:
    """Tokens as one can ask for them: 0 Love, 1 is, …"""
    names = [f"{token.index} {token.name}" for token in tokens]
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")


def row_of(parts: Sequence[Comparison | Shift], wanted: str) -> int:
    """The row of a word in every part. Raises UsageError for a word that is not on both sides."""
    from attnx.measures.compare import Comparison

    part = parts[0]
    if not isinstance(part, Comparison) or part.moved is None:
        raise UsageError("focus_weights", option="--focus")
    try:
        token = part.before_place.labels()[find(part.before_place.labels(), wanted)]
    except UsageError:
        token = part.after_place.labels()[find(part.after_place.labels(), wanted)]
    for row, pair in enumerate(part.queries):
        if token in (pair.before, pair.after):
            return row
    raise UsageError("focus_alone", word=wanted)
