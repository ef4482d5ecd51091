"""The numbers of a page: arrays one after another in one run of bytes, each known by where it begins."""

from __future__ import annotations

from base64 import b64encode

import numpy as np

from attnx.frozen import frozen

# How an array is written: whole float32 numbers, or shares of 1 in 16 bits, off by less than 0.00001.
WHOLE, SHARE = "f4", "u2"
SHARES = 65_535


@frozen
class Stored:
    """Where in the bytes an array begins, how its numbers are written, and its shape."""

    at: int
    type: str
    shape: tuple[int, ...]

    def document(self) -> list[object]:
        return [self.at, self.type, *self.shape]


class Numbers:
    """Collects arrays; `text()` is all of them in base64."""

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
        return b64encode(b"".join(self.parts)).decode("ascii")
