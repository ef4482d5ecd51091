"""Sentences go through the model together where they are equally long, and come out as a Trace each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from attnx.checkpoint import Checkpoint
from attnx.doors.run import ids_of, quiet, read_text
from attnx.errors import InputError
from attnx.frozen import frozen
from attnx.model.finite import check_finite
from attnx.model.record import Recorder, choose
from attnx.model.rows import TOGETHER
from attnx.model.transformer import forward_to_attention
from attnx.scan.corpus import Line, Unread
from attnx.trace import Array, Layer, Token, Trace


@frozen(eq=False)
class Tokenized:
    """A sentence as the model reads it."""

    line: Line
    tokens: tuple[Token, ...]


@frozen(eq=False)
class Reader:
    """A model, and what is recorded of it: these arrays of heads, of these layers and heads."""

    model: Checkpoint
    arrays: tuple[str, ...]
    layers: tuple[int, ...]
    heads: tuple[int, ...]

    def read(self, lines: Iterable[Line | Unread]) -> Iterator[tuple[Line, Trace] | Unread]:
        """Every sentence and its Trace, the short ones first; and why a line has none."""
        by_length: dict[int, list[Tokenized]] = {}
        for line in lines:
            if isinstance(line, Unread):
                yield line
                continue
            try:
                tokens = read_text(line.text, self.model)
            except InputError as error:
                yield Unread(line.number, error)
                continue
            by_length.setdefault(len(tokens), []).append(Tokenized(line, tokens))
        for length in sorted(by_length):
            together = max(TOGETHER // length, 1)
            group = by_length[length]
            for begin in range(0, len(group), together):
                yield from self.run(group[begin : begin + together])

    def run(self, texts: Sequence[Tokenized]) -> Iterator[tuple[Line, Trace] | Unread]:
        """Texts of one length. Where the numbers of one grow too large, the others are read without it."""
        try:
            layers = self.forward(np.concatenate([ids_of(text.tokens) for text in texts]), len(texts))
        except InputError as error:
            if len(texts) == 1:
                yield Unread(texts[0].line.number, error)
            else:
                for text in texts:
                    yield from self.run([text])
            return
        apart = zip(*(self.apart(layer, len(texts)) for layer in layers), strict=True)
        for text, own in zip(texts, apart, strict=True):
            yield text.line, Trace(text.line.text, self.model.facts, text.tokens, own, notes=self.model.notes)

    def forward(self, ids: np.ndarray, texts: int) -> tuple[Layer, ...]:
        """The layers of some texts, in which each has heads of its own. Raises InputError."""
        spec, name = self.model.spec, self.model.name
        layers = choose("layer", self.layers, range(spec.n_layers), name)
        own = choose("head", self.heads, range(spec.n_heads), name)
        heads = tuple(text * spec.n_heads + head for text in range(texts) for head in own)
        record = Recorder(self.arrays, layers, heads, texts * spec.n_heads, texts * spec.n_kv_heads)
        with quiet():
            read = forward_to_attention(ids, self.model.weights, spec, record, texts)  # (token, d_model)
        check_finite(read, self.model.weights, name)
        return record.finish()[1]

    def apart(self, layer: Layer, texts: int) -> Iterator[Layer]:
        """What of a layer is of each text."""
        attention = layer.attention[0]
        own = replace(attention, heads=self.heads, kv_heads=attention.kv_heads[: len(attention.kv_heads) // texts])
        count = {"head": len(own.heads), "kv_head": len(own.kv_heads)}
        for text in range(texts):
            held = {}
            for name, array in attention.arrays.items():
                of_text = count.get(array.axes[0])
                rows = slice(None) if of_text is None else slice(text * of_text, (text + 1) * of_text)
                held[name] = Array(array.axes, array.data[rows])
            yield Layer(layer.layer, (replace(own, arrays=held),))
