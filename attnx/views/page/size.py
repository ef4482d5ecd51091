"""How much of a trace a page holds: all of it, or every step of one head and the weights of the others."""

from __future__ import annotations

from attnx.errors import UsageError
from attnx.trace import Trace

TOKENS = 512  # of a longer text no one reads a matrix
EVERYTHING = 4_000_000  # bytes of float32 numbers up to which every array of every head is there
LARGEST = 20_000_000  # bytes of numbers in a page


def size_of(tokens: int, heads: int) -> int:
    """The bytes that the weights of so many heads take."""
    return 2 * heads * tokens * tokens


def fits(tokens: int, heads: int) -> bool:
    return tokens <= TOKENS and size_of(tokens, heads) <= LARGEST


def check_size(tokens: int, heads: int) -> None:
    """Raises UsageError where the weights of so many heads of so many tokens are too large for a page."""
    if tokens > TOKENS:
        raise UsageError("page_tokens", found=tokens, limit=TOKENS)
    if not fits(tokens, heads):
        size, limit = (f"{count / 1e6:.0f}" for count in (size_of(tokens, heads), LARGEST))
        raise UsageError("page_size", heads=heads, size=size, limit=limit)


def fits_notebook(trace: Trace) -> bool:
    """Whether the page is small enough to be kept in a notebook, whose file holds what it shows."""
    tokens, heads = (
        max(len(trace.tokens), len(trace.source)),
        sum(len(attention.heads) for _, attention in trace.attentions()),
    )
    return tokens <= TOKENS and size_of(tokens, heads) <= EVERYTHING


def fits_whole(trace: Trace) -> bool:
    """Whether every array of every head has room in a page."""
    return (
        sum(array.data.nbytes for _, attention in trace.attentions() for array in attention.arrays.values())
        <= EVERYTHING
    )
