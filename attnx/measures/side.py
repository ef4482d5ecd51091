"""One stack of layers as a trace has it: those that read the text, or of a translation those that read its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attnx.errors import Phrase, UsageError
from attnx.frozen import frozen
from attnx.trace import PRONOUNS, Array, Attention, Block, Layer, Token, Trace


@frozen(eq=False)
class Side:
    """The `tokens` that a stack reads, how its layers are built, what was recorded of each, and their attentions."""

    kind: str  # "encoder", or "self" for what reads the text or writes
    block: Block
    tokens: tuple[Token, ...]
    arrays: Mapping[str, Array]
    layers: Mapping[int, Mapping[str, Array]]
    attentions: Mapping[int, tuple[Attention, ...]]
    n_layers: int

    @property
    def recorded(self) -> tuple[int, ...]:
        """The layers of which every step was recorded."""
        return tuple(layer for layer in self.layers if not self.lacking(layer))

    def lacking(self, layer: int) -> tuple[str, ...]:
        """The arrays around attention that were not recorded of a layer."""
        cross = any(one.kind == "cross" for one in self.attentions[layer])
        made = [f"{part}_{step}" for step, part in self.block.order(layer, cross) if step != "run"]
        needed = ["residual", *made, *(["mlp_down"] if self.block.d_ff else [])]
        held = [*self.layers[layer], *(name for one in self.attentions[layer] for name in one.arrays if name == "out")]
        return tuple(name for name in (*needed, "out") if name not in held)


def sides(trace: Trace) -> Iterator[Side]:
    """The stack that reads the source, where there is one, and that which reads the text; none of an unknown build."""
    for kind, block in (("encoder", trace.encoder_block), ("self", trace.block)):
        if block is None:
            continue
        kinds = ("encoder",) if kind == "encoder" else ("self", "cross")
        looks = {
            layer.layer: tuple(one for one in layer.attention if one.kind in kinds and not one.layers)
            for layer in trace.layers
        }
        yield Side(
            kind,
            block,
            trace.source if kind == "encoder" else trace.tokens,
            trace.encoder if kind == "encoder" else trace.arrays,
            {layer.layer: arrays_of(layer, kind) for layer in trace.layers if looks[layer.layer]},
            {layer: held for layer, held in looks.items() if held},
            block.n_layers or trace.model.n_layers,
        )


def arrays_of(layer: Layer, kind: str) -> Mapping[str, Array]:
    return layer.encoder if kind == "encoder" else layer.arrays


def side_of(trace: Trace, kind: str = "self") -> Side:
    """One of them. Raises UsageError where the trace does not say how its layers are built."""
    found = next((side for side in sides(trace) if side.kind == kind), None)
    if found is None:
        raise UsageError("not_recorded", what=Phrase("array"), name="block", there="–")
    return found


def asked_of(tokens: Sequence[Token]) -> int:
    """The token that is asked about where none was named: a pronoun, or else the last that is the text's own."""
    own = [token for token in tokens if not token.special] or list(tokens)
    return next((token.index for token in own if token.text.strip().casefold() in PRONOUNS), own[-1].index)
