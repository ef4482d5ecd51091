"""One number of a step, opened: every product that it is the sum of, or what else makes it."""

from __future__ import annotations

from attnx.errors import Phrase, UsageError
from attnx.measures.number.attention import OF_ATTENTION
from attnx.measures.number.layer import OF_LAYER
from attnx.measures.number.opened import AXES, Number, Opened, place_of
from attnx.measures.number.text import OF_TEXT
from attnx.measures.verify.stack import Stack, doubled, of_kinds
from attnx.measures.verify.stream import chained
from attnx.trace import ATTENTION_AXES, Block, Kind, Place, Token, Trace

__all__ = ["Number", "known", "meant", "number", "place_of", "rows_of"]

OPENED = {**OF_TEXT, **OF_ATTENTION, **OF_LAYER}  # in the order in which they come about, but for what is last
BEHIND = ("final_norm_mean", "final_norm_deviation", "final", "transformed", "logits", "probabilities")
# What a short name stands for, the first of these that there is.
SHORT = {
    "mlp": ("mlp_hidden",),
    "norm": ("mlp_norm", "attention_norm"),
    "add": ("mlp_add", "attention_add"),
    "mean": ("mlp_norm_mean", "attention_norm_mean"),
    "deviation": ("mlp_norm_deviation", "attention_norm_deviation"),
    "up": ("mlp_up",),
    "gate": ("mlp_gate",),
    "down": ("mlp_down",),
}


def known(trace: Trace, kind: Kind = "self") -> tuple[str, ...]:
    """The steps of a trace whose numbers can be opened, or of a translation those of one attention and its side."""
    alone = trace.encoder_block is None

    def belongs(place: Place, name: str) -> bool:
        of_side = (place.kind == "encoder") == (kind == "encoder")
        return alone or (place.kind == kind if name in ATTENTION_AXES else of_side)

    held = {name for place, name, _ in trace.walk() if belongs(place, name)}
    held |= {"mlp_hidden"} if "experts" in held else set()  # those of each expert follow from what it reads
    names = [name for name in OPENED if name not in BEHIND]
    return tuple(name for name in (*names, *BEHIND) if name in held)


def meant(trace: Trace, name: str, kind: Kind = "self") -> str:
    """The step of a trace that a name stands for. Raises UsageError for one that it does not have."""
    there = known(trace, kind)
    full = next((full for full in SHORT.get(name, (name,)) if full in there), name)
    if full not in there:
        raise UsageError("not_there", what=Phrase("step"), name=name, owner=trace.model.name, there=", ".join(there))
    return full


def rows_of(trace: Trace, name: str, kind: Kind = "self") -> tuple[Token, ...]:
    """The tokens whose numbers a step has, by their rows; those of cross-attention are called by what was written."""
    if kind == "cross" and trace.writes and "query" in AXES[name]:
        return trace.written()
    of_source = kind == "encoder" or (kind == "cross" and "key" in AXES[name] and place_of(name) != "key")
    return trace.source if of_source else trace.tokens


def number(
    trace: Trace, name: str, token: int, index: int, head: int = 0, kind: Kind = "self", expert: int | None = None
) -> Number:
    """One number of the step `name` in the first layer that the trace holds; `head` is that of what has heads.

    Where a row of a step has a number for each key, `index` is the key; where it has one number, it is left alone. Of
    a translation `kind` says of which attention, and whether the layer is the encoder's; where there are experts,
    `expert` is whose hidden unit it is. The trace holds the block of the layer and its weights. Raises UsageError for a
    step that it does not have, for a place beyond the end of one, and for an expert that the token does not ask.
    """
    name = meant(trace, name, kind)
    stack = stack_of(trace, kind)
    layer = stack.n_layers - 1 if name in BEHIND else next(iter(stack.layers), 0)
    if layer not in stack.layers:
        raise UsageError(
            "not_recorded", what=Phrase("layer"), name=layer, there=", ".join(map(str, stack.layers)) or "0"
        )
    held, attentions = stack.layers[layer]
    of_part = "cross" if name.startswith("cross_") else "self" if name.startswith("attention_") else kind
    attention = next((one for one in attentions if one.kind == of_part), attentions[0])
    return OPENED[name](Opened(name, stack, layer, held, attention, head, token, index, expert))


def stack_of(trace: Trace, kind: Kind) -> Stack:
    """The layers that the number is of; of attention alone where nobody said how they are built."""
    alone = Stack(None, doubled(trace.arrays), of_kinds(trace, "self", "cross"), Block("plain"), {}, (), 0)
    return next((one for one in chained(trace) if (one.kind == "encoder") == (kind == "encoder")), alone)
