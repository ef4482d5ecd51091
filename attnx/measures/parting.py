"""Which tokens of a text without spaces are one word, by the head that was taught to see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from attnx.trace import Token

ONE_WORD = 0.75  # of the weight of two rows: in a word of n characters it is n / (n − 1), between two words about 0


def joined(tokens: Sequence[Token], weights: np.ndarray) -> tuple[Token, ...]:
    """The tokens, each `joined` to the one before where `weights` (query, key) put both into one word.

    In that head a character looks at the others of its word, and one that is a word at itself. So two neighbours are
    parted where what the first gives all that follows and the second all that comes before it is little together.
    """
    return tuple(
        replace(token, joined=True)
        if place and can_join(tokens[place - 1], token) and across(weights, place) >= ONE_WORD
        else token
        for place, token in enumerate(tokens)
    )


def across(weights: np.ndarray, place: int) -> float:
    """The weight that goes over the gap before this token, from the token on either side of it."""
    return float(weights[place - 1, place:].sum() + weights[place, :place].sum())


def can_join(before: Token, token: Token) -> bool:
    """Whether two tokens stand next to each other and are written in letters."""
    letters = before.text[-1:].isalnum() and token.text[:1].isalnum()
    return letters and not (before.special or token.special) and before.end == token.start
