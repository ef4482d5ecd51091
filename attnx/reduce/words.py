"""Pieces become words: a trace whose queries and keys are what a reader would count."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

import numpy as np

from attnx.errors import UsageError
from attnx.trace import Array, Attention, Layer, Token, Trace

WORD_MARKS = ("▁", "Ġ")  # a space that a tokenizer made a piece of its own: the next word begins


def merge_words(trace: Trace) -> Trace:
    """The trace with its pieces merged into words, and of its arrays the weights and the mask alone.

    Weights are summed over the pieces of a key and averaged over those of a query, leaving out pieces that look
    nowhere, so that each row still sums to 1. A word may look where one of its pieces may. Everything else (q, k,
    v, scores, z, steps of writing, guesses) belongs to single pieces and is left out. A word has the id of its first
    piece, and as its piece all of them, one space between. Where only some rows were recorded, those words are left of
    which all pieces were. Raises UsageError where that is none.
    """
    words = {"tokens": words_of(trace.tokens), "source": words_of(trace.source)}

    def merged(attention: Attention) -> Attention:
        of_queries = words["source" if attention.kind == "encoder" else "tokens"]
        keys = words["tokens" if attention.kind == "self" else "source"]
        whole, rows, queries = recorded_words(attention, of_queries)
        held = {
            name: Array(array.axes, array.data.take(rows, axis=array.axes.index("query")))
            for name, array in attention.arrays.items()
            if name in ("mask", "weights", "sink", "skipped")
        }
        kept: dict[str, Array] = {}
        for name in held:
            if name == "mask":
                seen = held[name].data if held[name].data.dtype == bool else np.isfinite(held[name].data)
                kept[name] = Array(held[name].axes, merge_seen(seen, queries, keys))
            elif "weights" in held:
                over_keys = keys if name == "weights" else None
                looks = held["weights"].data.sum(axis=-1) > 0  # (head, query)
                kept[name] = Array(held[name].axes, merge_numbers(held[name].data, looks, queries, over_keys))
        return replace(attention, arrays=kept, queries=whole if attention.queries else ())

    return replace(
        trace,
        tokens=joined(trace.tokens, words["tokens"]),
        source=joined(trace.source, words["source"]),
        arrays={},
        encoder={},
        layers=tuple(Layer(layer.layer, tuple(map(merged, layer.attention))) for layer in trace.layers),
        notes=tuple(dict.fromkeys((*trace.notes, "words_merged"))),
        steps=(),
        guesses=(),
        aligner=None,
        readout=None,
    )


def recorded_words(
    attention: Attention, words: Sequence[range]
) -> tuple[tuple[int, ...], list[int], tuple[range, ...]]:
    """The words all of whose pieces have a row: their numbers, the rows, and which of these rows belong to each."""
    place = {query: row for row, query in enumerate(attention.queries or range(words[-1].stop))}
    whole = tuple(number for number, pieces in enumerate(words) if all(piece in place for piece in pieces))
    if not whole:
        raise UsageError("no_whole_word")
    ends = list(accumulate(len(words[number]) for number in whole))
    rows = [place[piece] for number in whole for piece in words[number]]
    return whole, rows, tuple(map(range, [0, *ends], ends))


def merge_seen(seen: np.ndarray, queries: Sequence[range], keys: Sequence[range]) -> np.ndarray:
    """Whether any piece of a query may look at any piece of a key."""
    rows = np.stack([seen[..., pieces.start : pieces.stop, :].any(axis=-2) for pieces in queries], axis=-2)
    return np.stack([rows[..., pieces.start : pieces.stop].any(axis=-1) for pieces in keys], axis=-1)


def merge_numbers(
    numbers: np.ndarray, looks: np.ndarray, queries: Sequence[range], keys: Sequence[range] | None
) -> np.ndarray:
    """(…, query, key) or (…, query): summed over the pieces of a key, averaged over those of a query that look."""
    wide = numbers.astype(np.float64)
    if keys is not None:
        wide = np.add.reduceat(wide, [pieces.start for pieces in keys], axis=-1)
    axis = looks.ndim - 1
    starts = [pieces.start for pieces in queries]
    counts = np.maximum(np.add.reduceat(looks.astype(np.int64), starts, axis=axis), 1)
    if keys is not None:
        counts = counts[..., None]
    return np.asarray(np.add.reduceat(wide, starts, axis=axis) / counts, dtype=np.float32)


def words_of(tokens: Sequence[Token]) -> tuple[range, ...]:
    """Which tokens make each word, in order."""
    starts = [place for place in range(len(tokens)) if not place or not continues(tokens[place - 1], tokens[place])]
    return tuple(map(range, starts, [*starts[1:], len(tokens)]))


def continues(before: Token, token: Token) -> bool:
    """Whether a token goes on with the word of the one before: nothing between them, and letters on both sides.

    Chinese characters are words by themselves where no head of the model has joined them.
    """
    if token.joined:
        return True
    if before.special or token.special or token.start > before.end or token.end < before.end:
        return False
    if token.start < before.end:  # pieces of one character
        return True
    if before.piece in WORD_MARKS:
        return True
    return letter(before.text[-1:]) and letter(token.text[:1])


def letter(character: str) -> bool:
    """A letter, a mark on one, a digit or _, and no CJK character, which is a word by itself."""
    if not character or (character != "_" and unicodedata.category(character)[0] not in "LMN"):
        return False
    wide = unicodedata.east_asian_width(character) in "WH"
    return not wide or "HANGUL" in unicodedata.name(character, "")


def joined(tokens: Sequence[Token], words: Sequence[range]) -> tuple[Token, ...]:
    """A token for each word."""
    return tuple(joined_word(index, [tokens[place] for place in places]) for index, places in enumerate(words))


def joined_word(index: int, pieces: Sequence[Token]) -> Token:
    first, last = pieces[0], pieces[-1]
    if len(pieces) == 1:
        return replace(first, index=index)
    text, end = "", first.start
    for piece in pieces:  # pieces of one character say it more than once
        text += piece.text[max(end - piece.start, 0) :]
        end = max(end, piece.end)
    blank = len(text) - len(text.lstrip())
    named = " ".join(piece.piece for piece in pieces)
    return Token(index, text[blank:], named, first.id, first.start + blank, last.end)
