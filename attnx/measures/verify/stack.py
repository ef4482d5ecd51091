"""One stack of layers of a trace, with what is known of how it was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from attnx.frozen import frozen
from attnx.measures.verify.rounding import Bounded, Step, deviation_of, divided, given, mean_of
from attnx.trace import Array, Attention, Block, Kind, Trace

Numbers = dict[str, np.ndarray]


@frozen(eq=False)
class Stack:
    """The layers that read the text, or of a translation those that read its source.

    `layers` are the arrays and attentions of each by its number, `parameters` those of its weights that are known.
    """

    kind: Kind | None  # of what belongs to one of its layers as a whole
    arrays: Numbers
    layers: Mapping[int, tuple[Numbers, tuple[Attention, ...]]]
    block: Block
    parameters: Numbers
    embedding: tuple[str, ...]
    n_layers: int
    source: Bounded | None = None  # what the stack before it made, where its layers attend to that

    def weight(self, *names: str) -> np.ndarray | None:
        return self.parameters.get(".".join(names))

    def normed(self, x: Bounded, home: str) -> Bounded | None:
        """x normalised as the norm `home` does, where its gain is known."""
        gain = self.weight(home, "gain")
        if gain is None or not self.block.norm:
            return None
        mean = mean_of(x) if self.block.norm == "layer_norm" else None
        return divided(x, mean, deviation_of(x, mean, self.block.eps), gain, self.weight(home, "shift"))

    def norm_steps(self, x: Bounded | None, held: Numbers, name: str, home: str, made: str = "") -> Iterator[Step]:
        """The mean, the deviation and what comes out, as far as they were recorded; `made` is what that is called."""
        made = made or name
        if x is None or not self.block.norm:
            return
        mean = deviation = None
        if f"{name}_mean" in held:
            mean = given(held[f"{name}_mean"][:, None])
            yield mean_of(x).step(f"{name}_mean", mean.exact)
        if f"{name}_deviation" in held:
            deviation = given(held[f"{name}_deviation"][:, None])
            yield deviation_of(x, mean, self.block.eps).step(f"{name}_deviation", deviation.exact)
        if made not in held:
            return
        gain = self.weight(home, "gain")
        if deviation is None or gain is None:
            if (whole := self.normed(x, home)) is not None:
                yield whole.step(made, held[made])
            return
        yield divided(x, mean, deviation, gain, self.weight(home, "shift")).step(made, held[made])


def stacks(trace: Trace) -> Iterator[Stack]:
    """The encoder of a translation first, and then what reads the text. None of what nobody said how it was built."""
    facts = trace.model
    if trace.encoder_block is not None:
        begin = "encoder."
        known = {name.removeprefix(begin): one for name, one in trace.parameters.items() if name.startswith(begin)}
        count = trace.encoder_block.n_layers or facts.n_layers
        arrays, layers = doubled(trace.encoder), of_kinds(trace, "encoder")
        made = facts.embedding if trace.picture is None else ("patch", "position")
        yield Stack("encoder", arrays, layers, trace.encoder_block, doubled(known), made, count)
    if trace.block is not None:
        known = {name: one for name, one in trace.parameters.items() if not name.startswith("encoder.")}
        arrays, layers = doubled(trace.arrays), of_kinds(trace, "self", "cross")
        yield Stack(None, arrays, layers, trace.block, doubled(known), facts.embedding, facts.n_layers)


def of_kinds(trace: Trace, *kinds: Kind) -> dict[int, tuple[Numbers, tuple[Attention, ...]]]:
    """The layers that have such attentions, by their numbers; an encoder may have fewer of them than its decoder."""
    found = {}
    for layer in trace.layers:
        attentions = tuple(one for one in layer.attention if one.kind in kinds)
        if attentions:
            found[layer.layer] = (doubled(layer.encoder if "encoder" in kinds else layer.arrays), attentions)
    return found


def doubled(arrays: Mapping[str, Array]) -> Numbers:
    """The numbers in float64."""
    return {name: array.data.astype(np.float64) for name, array in arrays.items()}
