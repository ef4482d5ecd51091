"""From ids that a model wrote back to text: tokens, and what else could have come."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from attnx.checkpoint.tokenizer.pieces import Pieces, split_characters
from attnx.trace import Candidate, Token

UNFINISHED = "\ufffd"  # what bytes become that are not yet a character
NEAR = 4  # ids before another one, enough to tell whether a space stands between


def tokens_of(ids: Sequence[int], tokenizer: Pieces, read: int = 0, place: int = 0) -> tuple[str, tuple[Token, ...]]:
    """The text that ids stand for, and each id as a token of it. Special tokens stand for nothing written.

    The first `read` ids were not written but read: the text is what follows theirs, and begins at character `place`.
    """
    before = begin = len(tokenizer.decode(ids[:read])) if read else 0
    tokens, whole = [], tokenizer.decode(ids)
    for index in range(read, len(ids)):
        number = ids[index]
        longer = tokenizer.decode(ids[: index + 1])
        done = len(longer.rstrip(UNFINISHED))
        new = longer[before:]
        start = before + len(new) - len(new.lstrip()) if new.strip() or not read else before
        end = done + (done < len(longer))  # a part of a character stands for all of it
        special = tokenizer.is_special(number)
        piece = tokenizer.piece(number)
        shift = place - begin
        text = piece if special else whole[start:end]
        tokens.append(Token(index, text, piece, number, start + shift, end + shift, special))
        before = done
    return whole[begin:], split_characters(tokens)


def alone(tokenizer: Pieces) -> Callable[[int], str]:
    """What an id stands for by itself; a piece where that is nothing."""

    def text_of(number: int) -> str:
        text = "" if tokenizer.is_special(number) else tokenizer.decode((number,)).strip()
        return text or tokenizer.piece(number)

    return text_of


def after(ids: Sequence[int], tokenizer: Pieces) -> Callable[[int], str]:
    """What an id stands for behind these, with the space that it brings; a piece where that is no whole character."""
    near = tuple(ids[-NEAR:])
    known = len(tokenizer.decode(near).rstrip(UNFINISHED))

    def text_of(number: int) -> str:
        text = tokenizer.decode((*near, number))[known:]
        return tokenizer.piece(number) if tokenizer.is_special(number) or not text or UNFINISHED in text else text

    return text_of


def candidate_of(
    number: int, log_probabilities: np.ndarray, text_of: Callable[[int], str], chances: np.ndarray | None = None
) -> Candidate:
    """One token by its log-probability, and by its chance to be drawn where tokens are (vocabulary,)."""
    chance = None if chances is None else float(chances[number])
    return Candidate(text_of(number), number, float(np.exp(log_probabilities[number])), chance)


def candidates_of(
    log_probabilities: np.ndarray, count: int, text_of: Callable[[int], str], chances: np.ndarray | None = None
) -> tuple[Candidate, ...]:
    """The likeliest tokens by their log-probabilities (vocabulary,), the likeliest first."""
    likeliest = np.argsort(-log_probabilities, kind="stable")[:count].tolist()
    return tuple(candidate_of(number, log_probabilities, text_of, chances) for number in likeliest)
