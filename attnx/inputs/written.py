"""From ids that a model wrote back to text: tokens, and what else could have come."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from attnx.inputs.pieces import Pieces, split_characters
from attnx.trace import Candidate, Token

UNFINISHED = "\ufffd"  # what bytes become that are not yet a character


def tokens_of(ids: tuple[int, ...], tokenizer: Pieces) -> tuple[str, tuple[Token, ...]]:
    """The text that ids stand for, and each id as a token of it. Special tokens stand for nothing written."""
    tokens, before, whole = [], 0, tokenizer.decode(ids)
    for index, number in enumerate(ids):
        longer = tokenizer.decode(ids[: index + 1])
        done = len(longer.rstrip(UNFINISHED))
        start = before + len(longer[before:]) - len(longer[before:].lstrip())
        end = done + (done < len(longer))  # a part of a character stands for all of it
        special = tokenizer.is_special(number)
        piece = tokenizer.piece(number)
        tokens.append(Token(index, piece if special else whole[start:end], piece, number, start, end, special))
        before = done
    return whole, split_characters(tokens)


def alone(tokenizer: Pieces) -> Callable[[int], str]:
    """What an id stands for by itself; a piece where that is nothing."""

    def text_of(number: int) -> str:
        text = "" if tokenizer.is_special(number) else tokenizer.decode((number,)).strip()
        return text or tokenizer.piece(number)

    return text_of


def candidates_of(
    log_probabilities: np.ndarray, taken: int, count: int, tokenizer: Pieces
) -> tuple[Candidate, tuple[Candidate, ...]]:
    """The token that was taken, and the likeliest ones, by their log-probabilities (vocabulary,)."""

    text_of = alone(tokenizer)

    def candidate(number: int) -> Candidate:
        return Candidate(text_of(number), number, float(np.exp(log_probabilities[number])))

    likeliest = np.argsort(-log_probabilities, kind="stable")[:count]
    return candidate(taken), tuple(candidate(int(number)) for number in likeliest)
