"""How each array is made, in a line, from what the trace says of its model."""

from __future__ import annotations

import numpy as np

from attnx.trace import Attention, Model
from attnx.views.look import Look


def embedded(model: Model, look: Look) -> str:
    """norm(token + position), or what else of the model's parts makes what it reads, in order."""
    formula = ""
    for part in model.embedding:
        match part:
            case "norm":
                formula = f"norm({formula})"
            case "projection":
                formula = f"({formula})·W_E" if " + " in formula and not formula.endswith(")") else f"{formula}·W_E"
            case _:
                formula += (" + " if formula else "") + look.say(f"part_{part}")
    return f"norm({formula})" if model.input_norm else formula


def projection(name: str, layer: int, attention: Attention, model: Model) -> str:
    """Q = rotate(norm(x·W_Q + b_Q)), or what of that the model does."""
    letter = name.upper()
    read = "source" if attention.kind == "cross" and name != "q" else "x"
    made = f"{read}·W_{letter}" + (f" + b_{letter}" if model.qkv_bias else "")
    for change in changes(layer, attention, model) if name != "v" else ():
        made = f"{change}({made})"
    return f"{letter} = {made}"


def changes(layer: int, attention: Attention, model: Model) -> tuple[str, ...]:
    """What happens to q and k between their projection and the dot product: norm, rotate, both or nothing."""
    turned = model.positions == "rotary" and layer not in model.placeless and attention.kind != "cross"
    return (("norm",) if model.qk_norm else ()) + (("rotate",) if turned else ())


def scaling(attention: Attention, model: Model) -> str:
    """÷ √d_head where that is the scale, and otherwise the factor itself; nothing where nearness has none."""
    if attention.similarity == "nearness" and attention.scale == 1.0:
        return ""
    d_head = model.d_head
    return f"÷ √{d_head}" if np.isclose(attention.scale * d_head**0.5, 1.0) else f"× {attention.scale:g}"


def biased(attention: Attention, model: Model) -> bool:
    """Whether the distance of query and key is added to their score."""
    return "bias" in attention.arrays or (model.positions in ("bias", "added_and_bias") and attention.kind != "cross")


def scaled(attention: Attention, model: Model) -> tuple[str, ...]:
    """What happens to a score before the softmax, in order; · is what came before."""
    bias = ("+ bias",) if biased(attention, model) else ()
    cap = attention.soft_cap
    capped = () if cap is None else (f"{cap:g}·tanh(·/{cap:g})",)
    scale = scaling(attention, model)
    heat = () if attention.temperature == 1.0 and scale else (f"÷ {attention.temperature:g}",)
    return tuple(filter(None, (scale, *bias, *capped, *heat)))
