"""What a number of a config may be: the kinds of numbers there are, each with its range.

How one goes with another, or with the tensors, is said where it is read.
"""

from __future__ import annotations

from attnx.errors import Phrase
from attnx.frozen import frozen


@frozen
class Range:
    """The numbers from `least` on and below `limit`; `said` is what they are where one is below zero, or zero."""

    least: float
    limit: float
    said: str

    def instead_of(self, number: float) -> Phrase | None:
        """What would be right in place of this number; None where it is."""
        if self.least <= number < self.limit:
            return None
        if number >= self.limit:
            return Phrase("below", limit=self.limit)
        return Phrase("above", limit=self.least) if number > 0 else Phrase(self.said)


TOO_MANY = 2**25  # layers, pieces, tokens of a text: the longest known is 10 million
SIZE = Range(1, TOO_MANY, "whole_above_zero")  # how many there are of what is there
COUNT = Range(0, TOO_MANY, "whole")  # how many there are of what may be absent
# What is multiplied with, divided by or raised to a power: float32 holds its square and its inverse.
FACTOR = Range(2.0**-60, 2.0**60, "above_zero")
STRENGTH = Range(0, 2.0**60, "zero_or_more")  # a factor that may be 0: nothing is done
PART = Range(0, 1 + 2.0**-52, "part")  # what was measured of a head
