"""From a prepared picture to tokens: those of the model's own first, then one for each patch, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import shorten

from attnx.errors import UsageError
from attnx.trace import Box, Token


class PatchTokenizer:
    """What stands where other models have a tokenizer: the tokens of one picture, whatever it is called.

    Before a picture is seen there are none: then a text is refused.
    """

    unknown: str | None = None

    def __init__(self, model: str, tokens: tuple[Token, ...] = ()) -> None:
        self.model, self.tokens = model, tokens

    def __call__(self, text: str) -> tuple[Token, ...]:
        if not self.tokens:
            raise UsageError("sees_pictures", model=self.model, text=shorten(text, 40, placeholder="…"))
        return self.tokens

    def pair(self, text: str, other: str, model: str) -> tuple[Token, ...]:
        raise UsageError("no_pairs", model=model)


def patch_tokens(first: Sequence[str], rows: int, columns: int, box: Box) -> tuple[Token, ...]:
    """Tokens called as `first` says, and then `row,column`, each with the part of `box` that it is.

    The id of a token is its index: a picture has no vocabulary.
    """
    special = (Token(index, "", name, index, 0, 0, special=True) for index, name in enumerate(first))
    patches = (
        Token(index, "", f"{place // columns},{place % columns}", index, 0, 0, box=part)
        for place, (index, part) in enumerate(enumerate(parts(box, rows, columns), len(first)))
    )
    return (*special, *patches)


def parts(box: Box, rows: int, columns: int) -> Iterator[Box]:
    """A box cut into a grid, row by row."""
    across, down = (box.right - box.left) / columns, (box.bottom - box.top) / rows  # pixels of a part
    for row in range(rows):
        for column in range(columns):
            left, top = box.left + column * across, box.top + row * down
            yield Box(left, top, left + across, top + down)
