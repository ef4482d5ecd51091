"""What is kept of a run: chosen by name, layer and head before it starts, so that memory is a choice."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Literal, Protocol, TypeVar

import numpy as np

from attnx.errors import Phrase, UsageError
from attnx.model.touch import Touch, forget
from attnx.trace import ATTENTION_AXES, COMPANIONS, LAYER_AXES, TEXT_AXES, Array, Attention, Kind, Layer, Similarity


class HeadTouch(Protocol):
    """A touch of some heads: the array's first axis is these, where it has one of heads."""

    def __call__(self, name: str, array: np.ndarray, heads: slice) -> np.ndarray: ...


@dataclass
class AttentionRecord:
    """Keeps the chosen arrays of one attention, of the chosen heads, and of the chosen queries where some were."""

    names: Collection[str]
    heads: tuple[int, ...]
    n_heads: int
    n_kv_heads: int
    queries: tuple[int, ...] = ()  # empty: all
    n_queries: int = 0  # how many there are
    changes: tuple[HeadTouch, ...] = ()  # what-ifs: what is kept, and gone on with, is what they make of it
    arrays: dict[str, Array] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    @property
    def group(self) -> int:
        return self.n_heads // self.n_kv_heads

    @cached_property  # of many texts there are many
    def kv_heads(self) -> tuple[int, ...]:
        group = self.group
        return tuple(dict.fromkeys(head // group for head in self.heads))

    @property
    def keeps_scores(self) -> bool:
        return any(name in self.names for name in ("scores", "bias", "scaled", "masked", "mask"))

    def __call__(self, name: str, array: np.ndarray) -> np.ndarray:
        """Keeps an array that is there as a whole."""
        if name in self.names:
            axes = ATTENTION_AXES[name][-array.ndim :]
            chosen = {"head": self.heads, "kv_head": self.kv_heads}.get(axes[0])
            # A copy: the forward pass goes on in the same memory.
            kept = np.array(array if chosen is None else array[list(chosen)], copy=True, order="C")
            self.arrays[name] = Array(axes, kept)
        return array

    def keep(self, name: str, array: np.ndarray) -> None:
        """Keeps an array that was made for the chosen heads alone."""
        self.arrays[name] = Array(ATTENTION_AXES[name], array)

    def keys(self, rows: slice, n_keys: int) -> Touch:
        """A Touch for the keys `rows`, of all kv heads."""

        def keep(name: str, array: np.ndarray) -> np.ndarray:
            if name in self.names:
                kept = self.space(name, (len(self.kv_heads), n_keys, array.shape[2]), array.dtype)
                kept[:, rows] = array[list(self.kv_heads)]
            return array

        return keep

    def space(self, name: str, shape: tuple[int, ...], dtype: np.dtype[np.floating]) -> np.ndarray:
        """The array of this name, which several parts fill."""
        with self.lock:  # other rows may be computed at the same time
            if name not in self.arrays:
                self.arrays[name] = Array(ATTENTION_AXES[name][-len(shape) :], np.zeros(shape, dtype=dtype))
            return self.arrays[name].data

    def part(self, rows: slice, heads: slice, keys: slice, n_keys: int) -> Touch:
        """A Touch for some queries and heads, and the keys that they see; beyond these keys it keeps zeros.

        It changes first and keeps then, each array once.
        """
        lengths = {"head": len(self.heads), "kv_head": len(self.kv_heads), "key": n_keys}
        lengths["query"] = len(self.queries) or self.n_queries
        here = [i for i, query in enumerate(self.queries) if rows.start <= query < rows.stop]
        to_row: slice | list[int] = here if self.queries else rows
        from_row: slice | list[int] = [self.queries[i] - rows.start for i in here] if self.queries else slice(None)

        def keep(name: str, array: np.ndarray) -> np.ndarray:
            if name not in self.names or (self.queries and not here):
                return array
            axes = ATTENTION_AXES[name][-array.ndim :]
            shape = tuple(lengths.get(axis, size) for axis, size in zip(axes, array.shape, strict=True))
            kept = self.space(name, shape, array.dtype)
            across = (keys,) if "key" in axes else ()
            if "head" not in axes:
                kept[(to_row, *across)] = array[from_row]
                return array
            for i, head in enumerate(self.heads):
                if heads.start <= head < heads.stop:
                    kept[(i, to_row, *across)] = array[head - heads.start][from_row]
            return array

        def change_and_keep(name: str, array: np.ndarray) -> np.ndarray:
            for change in self.changes:
                array = change(name, array, heads)
            return keep(name, array)

        return change_and_keep if self.changes else keep

    def finish(
        self,
        kind: Kind,
        pattern: str,
        scale: float,
        soft_cap: float | None = None,
        similarity: Similarity = "dot",
        temperature: float = 1.0,
    ) -> Attention:
        """The attention as a part of a trace, its arrays in the order of the vocabulary."""
        arrays = {name: self.arrays[name] for name in ATTENTION_AXES if name in self.arrays}
        return Attention(
            kind,
            pattern,
            self.heads,
            self.kv_heads,
            self.group,
            scale,
            arrays,
            soft_cap,
            similarity,
            self.queries,
            temperature=temperature,
        )


@dataclass
class Recorder:
    """Keeps what was chosen of a whole run. `layers` and `heads` are sorted and exist in the model."""

    names: Collection[str]
    layers: tuple[int, ...]
    heads: tuple[int, ...]
    n_heads: int
    n_kv_heads: int
    kind: Kind = "self"  # what the tokens' attention to one another is called
    run: int = 0  # how many layers are run even where fewer are kept
    queries: tuple[int, ...] = ()  # whose rows are kept; empty: all
    of_text: dict[str, Array] = field(default_factory=dict)
    of_layers: dict[int, dict[str, Array]] = field(default_factory=dict)
    recorded: dict[int, list[Attention]] = field(default_factory=dict)
    left: np.ndarray | None = None  # the residual stream (token, d_model) before the final norm
    lock: Lock = field(default_factory=Lock)

    def __call__(self, name: str, array: np.ndarray) -> np.ndarray:
        if name in self.names:
            axes = TEXT_AXES[name]
            self.of_text[name] = Array(axes, array.reshape(array.shape[: len(axes)]).copy())
        return array

    @property
    def last_layer(self) -> int:
        """The last layer that has to be run."""
        return max((self.run - 1, *self.layers))

    def stream(self, layer: int, x: np.ndarray) -> np.ndarray:
        """Keeps the residual stream that enters a chosen layer."""
        if layer in self.layers and "residual" in self.names:
            self.of_layers.setdefault(layer, {})["residual"] = Array(LAYER_AXES["residual"], x.copy())
        return x

    def leave(self, x: np.ndarray) -> None:
        """Keeps the residual stream that leaves the last layer, for whoever asks what was added to it."""
        if "mlp_out" in self.names:
            self.left = x.copy()

    def block(self, layer: int, n_tokens: int) -> Callable[[slice], Touch]:
        """What keeps the arrays of a chosen layer that are of no attention: a Touch for some of its rows."""
        names = [name for name in LAYER_AXES if name in self.names and name != "residual"]
        if layer not in self.layers or not names:
            return lambda rows: forget
        held = self.of_layers.setdefault(layer, {})

        def of_rows(rows: slice) -> Touch:
            def keep(name: str, array: np.ndarray) -> np.ndarray:
                if name in names:
                    axes = LAYER_AXES[name]
                    with self.lock:  # other rows may be computed at the same time
                        if name not in held:
                            shape = (n_tokens, *array.shape[1 : len(axes)])
                            held[name] = Array(axes, np.zeros(shape, dtype=array.dtype))
                    held[name].data[rows] = array.reshape(array.shape[: len(axes)])
                return array

            return keep

        return of_rows

    def attention(self, layer: int, n_queries: int, changes: tuple[HeadTouch, ...] = ()) -> AttentionRecord:
        """The record of one attention in this layer; it keeps nothing where the layer was not chosen."""
        beside = (name for name, whole in COMPANIONS.items() if whole in self.names)
        names = (*self.names, *beside) if layer in self.layers else ()
        return AttentionRecord(names, self.heads, self.n_heads, self.n_kv_heads, self.queries, n_queries, changes)

    def keep(self, layer: int, attention: Attention) -> None:
        if layer in self.layers:
            self.recorded.setdefault(layer, []).append(attention)

    def finish(self) -> tuple[Mapping[str, Array], tuple[Layer, ...]]:
        """The arrays of the text and the layers, ready for a Trace."""
        of_text = {name: self.of_text[name] for name in TEXT_AXES if name in self.of_text}
        layers = tuple(Layer(i, tuple(self.recorded[i]), self.of_layer(i)) for i in sorted(self.recorded))
        return of_text, layers

    def of_layer(self, number: int) -> dict[str, Array]:
        """What belongs to a layer as a whole, in the order of the vocabulary."""
        held = self.of_layers.get(number, {})
        return {name: held[name] for name in LAYER_AXES if name in held}


def merge(encoder: Sequence[Layer], decoder: Sequence[Layer]) -> tuple[Layer, ...]:
    """The layers of an encoder and a decoder by their numbers, each with what belongs to both."""
    read, wrote = ({layer.layer: layer for layer in side} for side in (encoder, decoder))
    nothing = Layer(0, ())
    return tuple(
        Layer(
            n,
            (*read.get(n, nothing).attention, *wrote.get(n, nothing).attention),
            wrote.get(n, nothing).arrays,
            read.get(n, nothing).arrays,
        )
        for n in sorted(read.keys() | wrote.keys())
    )


Choice = TypeVar("Choice", int, str)


def choose(
    what: str, chosen: Iterable[Choice] | Literal["all"], existing: Iterable[Choice], owner: str
) -> tuple[Choice, ...]:
    """The chosen ones in the order in which they exist. Raises UsageError for one that does not exist."""
    there = tuple(existing)
    if chosen == "all":
        return there
    if isinstance(chosen, str) or not isinstance(chosen, Iterable):
        raise UsageError("not_several", what=Phrase(what), value=chosen)
    wanted = set(chosen)
    for absent in wanted - set(there):
        raise UsageError("not_there", what=Phrase(what), name=absent, owner=owner, there=", ".join(map(str, there)))
    return tuple(name for name in there if name in wanted)
