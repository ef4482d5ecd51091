"""A model as a page holds it, to run it itself: its sizes, its pieces, its weights in half precision."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence

from attnx.frozen import frozen


@frozen
class Live:
    """An encoder and its tokenizer as plain values.

    `config` are its sizes, `pieces` the vocabulary by id, `marks` the pieces that stand for nothing written.
    `tensors` say of each weight where in `weights` it begins, counted in numbers of float16, its rows and columns.
    `word` is the layer and head that puts characters into words, where there is one.
    """

    config: Mapping[str, float]
    pieces: Sequence[str]
    marks: Mapping[str, object]
    tensors: Mapping[str, tuple[int, int, int]]
    weights: bytes
    word: tuple[int, int] | None = None

    def document(self) -> dict[str, object]:
        return {
            "config": dict(self.config),
            "pieces": list(self.pieces),
            "marks": dict(self.marks),
            "word": self.word,
            "tensors": {name: list(place) for name, place in self.tensors.items()},
        }

    def text(self) -> str:
        """The weights in base64."""
        return b64encode(self.weights).decode("ascii")
