"""A text with another word in the place of one."""

from __future__ import annotations

from attnx.errors import UsageError
from attnx.inputs.text import word_spans


def swap(text: str, word: str, other: str) -> str:
    """The text with `other` for `word`. Raises UsageError where the word is not there, or there more than once."""
    spans = list(word_spans(text))
    starts, ends = {start for start, _ in spans}, {end for _, end in spans}
    places = [
        place
        for place in range(len(text) - len(word) + 1)
        if text.startswith(word, place) and place in starts and place + len(word) in ends
    ]
    if not places or not word:
        raise UsageError("swap_absent", word=word)
    if len(places) > 1:
        raise UsageError("swap_twice", word=word, count=len(places))
    return text[: places[0]] + other + text[places[0] + len(word) :]
