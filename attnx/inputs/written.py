"""From ids that a model wrote back to text: tokens, and what else could have come."""

from __future__ import annotations

import numpy as np

from attnx.inputs.pieces import Pieces
from attnx.trace import Candidate, Token


def tokens_of(ids: tuple[int, ...], tokenizer: Pieces) -> tuple[str, tuple[Token, ...]]:
    """The text that ids stand for, and each id as a token of it. Special tokens stand for nothing written."""
    tokens, text = [], ""
    for index, number in enumerate(ids):
        longer = tokenizer.decode(ids[: index + 1])
        start = len(text) + len(longer[len(text) :]) - len(longer[len(text) :].lstrip())
        special = tokenizer.is_special(number)
        piece = tokenizer.piece(number)
        tokens.append(Token(index, piece if special else longer[start:], piece, number, start, len(longer), special))
        text = longer
    return text, tuple(tokens)


def candidates_of(
    log_probabilities: np.ndarray, taken: int, count: int, tokenizer: Pieces
) -> tuple[Candidate, tuple[Candidate, ...]]:
    """The token that was taken, and the likeliest ones, by their log-probabilities (vocabulary,)."""

    def candidate(number: int) -> Candidate:
        text = tokenizer.piece(number) if tokenizer.is_special(number) else tokenizer.decode((number,)).strip()
        return Candidate(text, number, float(np.exp(log_probabilities[number])))

    likeliest = np.argsort(-log_probabilities, kind="stable")[:count]
    return candidate(taken), tuple(candidate(int(number)) for number in likeliest)
