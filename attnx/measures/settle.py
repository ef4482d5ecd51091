"""Where in its layers a model comes to its answer, by what the logit lens sees."""

from __future__ import annotations

from collections.abc import Sequence

from attnx.frozen import frozen
from attnx.trace import Candidate, Guess, Trace


@frozen
class Settled:
    """The answer to token `token`, and after how many layers it is the likeliest: for the first time, and from then on.

    `shares` is how likely the answer is after each layer, 0 (the embedding) to the last.
    """

    token: int
    answer: Candidate
    first: int
    from_then_on: int
    shares: tuple[float, ...]


def settled(trace: Trace) -> tuple[Settled, ...]:
    """How each token that was asked for got its answer; nothing for a trace without the guesses of all layers."""
    settled_tokens = []
    for token in dict.fromkeys(guess.token for guess in trace.guesses):
        guesses = [guess for guess in trace.guesses if guess.token == token]
        if len(guesses) > 1:
            settled_tokens.append(settled_at(token, guesses))
    return tuple(settled_tokens)


def settled_at(token: int, guesses: Sequence[Guess]) -> Settled:
    answer = guesses[-1].candidates[0]
    right = [guess.candidates[0].id == answer.id for guess in guesses]
    shares = [said.probability for guess in guesses for said in guess.candidates if said.id == answer.id]
    last_wrong = max((guess.layer for guess, hit in zip(guesses, right, strict=True) if not hit), default=-1)
    return Settled(token, answer, guesses[right.index(True)].layer, last_wrong + 1, tuple(shares))
