"""How sure a model is of the token that it finds likeliest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from attnx.trace import Candidate

Sure = Literal["likely", "torn", "likeliest", "open"]

EVEN_ODDS = 0.5  # the probability of what is more likely than everything else together
NEAR = 0.75  # of the largest probability: a second token as near as this is about as likely
LEAST = 0.1  # a likeliest token below it does not stand out


def sure(candidates: Sequence[Candidate]) -> Sure:
    """Whether the first of these, the likeliest first, is `likely`, more so than all others together; whether it is
    `torn`, about as likely as the second; merely the `likeliest`; or all is `open`, for none stands out.
    """
    first = candidates[0].probability
    if first >= EVEN_ODDS:
        return "likely"
    if first < LEAST:
        return "open"
    near = len(candidates) > 1 and candidates[1].probability >= NEAR * first
    return "torn" if near else "likeliest"
