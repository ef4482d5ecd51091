"""The numbers of a page: arrays one after another in one run of bytes, each known by where it begins."""

from __future__ import annotations

import numpy as np

from attnx.frozen import frozen

# How an array is written: whole float32 numbers, or shares of 1 in 16 bits, off by less than 0.00001.
WHOLE, SHARE = "f4", "u2"
SHARES = 65_535
# Four bytes are five letters, each a digit to the base of 85: a sixteenth less than in base64.
DIGITS, FIRST = 85, ord("(")
OPENS, INSTEAD = b"<~"  # of these letters the only one that HTML could obey, and what stands for it


@frozen
class Stored:
    """Where in the bytes an array begins, how its numbers are written, and its shape."""

    at: int
    type: str
    shape: tuple[int, ...]

    def document(self) -> list[object]:
        return [self.at, self.type, *self.shape]


class Numbers:
    """Collects arrays; `text()` is all of them as letters, which `unpacked` in data.js reads."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.size = 0

    def keep(self, array: np.ndarray, shares: bool = False) -> list[object]:
        """Stores an array as it is or, where `shares` is true and it fits, as shares of 1; says where it is."""
        if shares and array.min(initial=0.0) >= 0 and array.max(initial=0.0) <= 1 + 1e-6:
            stored = Stored(self.size, SHARE, array.shape)
            data = np.minimum(np.round(array * SHARES), SHARES).astype("<u2").tobytes()
        else:
            stored = Stored(self.size, WHOLE, array.shape)
            data = np.ascontiguousarray(array, dtype="<f4").tobytes()
        padded = data + bytes(-len(data) % 4)  # a float32 must begin at a multiple of 4
        self.parts.append(padded)
        self.size += len(padded)
        return stored.document()

    def text(self) -> str:
        words = np.frombuffer(b"".join(self.parts), "<u4")
        letters = np.empty((len(words), 5), np.uint8)
        for place in range(5):  # the least digit first
            words, letters[:, place] = np.divmod(words, DIGITS)
        letters += FIRST
        letters[letters == OPENS] = INSTEAD
        return letters.tobytes().decode("ascii")
