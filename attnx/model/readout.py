"""How a logit is read from the residual stream: the direction in which its parts are measured.

A norm divides by a scale that depends on all it reads. With that scale held at what it is, norm and head together are
linear, and a logit is the sum of what each part of the stream adds to it (Elhage et al. 2021, "A mathematical framework
for transformer circuits"; nostalgebraist 2020, "logit lens").
"""

from __future__ import annotations

import numpy as np

from attnx.errors import UsageError
from attnx.model.half import widen
from attnx.model.record import Recorder
from attnx.model.spec import LanguageHead, LayerNorm, MaskedHead, Norming, PostNorm, Spec
from attnx.model.weights import Norm, Weights
from attnx.trace import Array, Candidate, Readout


def check_it_splits(weights: Weights, spec: Spec, name: str) -> None:
    """Raises UsageError where the logits of a model are not a sum of what its parts add."""
    if weights.head is None:
        raise UsageError("no_logits", model=name)
    if isinstance(spec.arrangement, PostNorm):
        raise UsageError("lens_post_norm", model=name)
    if isinstance(spec.head, MaskedHead):
        raise UsageError("lens_masked_head", model=name)


def direction_of(stream: np.ndarray, number: int, weights: Weights, spec: Spec) -> tuple[np.ndarray, float]:
    """(direction, constant) of the vocabulary's entry `number`: stream · direction + constant is its logit.

    `stream` (d_model,) is the residual stream of one token before the final norm, in float64. A soft cap comes after.
    """
    head = weights.head
    assert head is not None and isinstance(spec.head, LanguageHead)
    direction = widen(weights.output_table[number]).astype(np.float64) * spec.head.scale  # (d_embedding,)
    if head.dense is not None:
        direction = widen(head.dense.weight) @ direction  # (d_model,)
    constant = 0.0 if head.bias is None else float(head.bias[number])
    if weights.final_norm is None or spec.norm is None:
        return direction, constant
    direction, shift = before_norm(direction, stream, weights.final_norm, spec.norm)
    return direction, constant + shift


def before_norm(direction: np.ndarray, x: np.ndarray, norm: Norm, kind: Norming) -> tuple[np.ndarray, float]:
    """(direction, shift) such that norm(x)·d = x·direction + shift, for a d (d_model,) and the scale of this x."""
    shift = 0.0 if norm.bias is None else float(norm.bias @ direction)
    if isinstance(kind, LayerNorm):
        direction = direction * norm.weight
        return (direction - direction.mean()) / np.sqrt(x.var() + kind.eps), shift
    gain = norm.weight.astype(np.float64) + (1.0 if kind.around_one else 0.0)
    return direction * gain / np.sqrt(np.mean(x * x) + kind.eps), shift


def read_out(token: Candidate, logit: float, query: int, record: Recorder, weights: Weights, spec: Spec) -> Readout:
    """How the logit of `token` is read at the token `query`.

    The record holds `out` of every layer at this token alone, and the stream that leaves the last layer.
    """
    assert record.left is not None and isinstance(spec.head, LanguageHead)
    direction, constant = direction_of(record.left[query].astype(np.float64), token.id, weights, spec)
    along = []
    for layer, block in enumerate(weights.blocks):
        read, shift = direction, 0.0
        if block.attention_inner_norm is not None and spec.norm is not None:  # out is normalised before it is added
            out = record.recorded[layer][0].arrays["out"].data[0].astype(np.float64)  # (d_model,)
            read, shift = before_norm(direction, out, block.attention_inner_norm, spec.norm)
        along.append(read * spec.residual_scale)
        constant += shift
    directions = Array(("layer", "d_model"), np.stack(along).astype(np.float32))
    towards = Array(("d_model",), direction.astype(np.float32))
    return Readout(query, token, logit, constant, towards, directions, spec.head.soft_cap)
