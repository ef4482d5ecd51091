"""The steps of attention, from q, k and v to z."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from attnx.change import Ablate, ScaleHead
from attnx.measures.verify.rounding import TINY, ULP, Bounded, Step, given, softmax
from attnx.trace import Attention, Trace
from attnx.trace.sight import causal


def factors(trace: Trace, layer: int, attention: Attention) -> np.ndarray:
    """What a what-if multiplied the z of each head by, (head, 1, 1)."""
    factor = dict.fromkeys(attention.heads, 1.0)
    for change in trace.changes:
        if isinstance(change, Ablate | ScaleHead) and change.layer == layer and change.head in factor:
            factor[change.head] *= change.factor
    return np.array(list(factor.values()))[:, None, None]


def steps_of(attention: Attention, factor: np.ndarray) -> Iterator[Step]:
    """(name, as recorded, as recomputed, what rounding allows) of each step whose inputs are there.

    A float32 sum of n products is within n·ε·Σ|products| of the exact one (Higham 2002, section 3.1).
    """
    data = {name: array.data.astype(np.float64) for name, array in attention.arrays.items() if name != "mask"}
    if attention.averaged:
        yield row_sums(data["weights"], data.get("sink"))
        return
    served = [attention.kv_heads.index(head // attention.group) for head in attention.heads]
    k, v = (data[name][served] if name in data else None for name in ("k", "v"))
    if "scores" in data and "q" in data and k is not None:
        yield scores_step(attention, data["scores"], data["q"], k)
    if "scaled" in data and "scores" in data:
        yield scaled_step(attention, data["scaled"], data["scores"], data.get("bias"))
    if "masked" in data and "scaled" in data:
        yield masked_step(attention, data["masked"], data["scaled"])
    seen = data.get("masked", data.get("scaled"))
    if "weights" in data and seen is not None:
        share = softmax(given(seen))
        yield (share if "sink" not in data else beside(share, data["sink"])).step("weights", data["weights"])
        if "sink" in data:
            yield sink_step(data["sink"], seen)
    if "weights" in data:
        yield row_sums(data["weights"], data.get("sink"))
    if "z" in data and "weights" in data and v is not None:
        rounding = ULP * (v.shape[1] + 1) * (data["weights"] @ np.abs(v)) * np.abs(factor) + TINY
        yield "z", data["z"], data["weights"] @ v * factor, rounding


def scores_step(attention: Attention, scores: np.ndarray, q: np.ndarray, k: np.ndarray) -> Step:
    if attention.similarity == "nearness":
        square = np.square(q[:, :, None, :] - k[:, None, :, :]).sum(axis=-1)
        return "scores", scores, -0.5 * square, ULP * (q.shape[2] + 2) * square + TINY
    return "scores", scores, q @ k.mT, ULP * q.shape[2] * (np.abs(q) @ np.abs(k).mT) + TINY


def scaled_step(attention: Attention, scaled: np.ndarray, scores: np.ndarray, bias: np.ndarray | None) -> Step:
    expected = scores * attention.scale
    size = np.abs(expected)
    if bias is not None:
        expected, size = expected + bias, size + np.abs(bias)
    if attention.soft_cap is not None:
        expected = attention.soft_cap * np.tanh(expected / attention.soft_cap)
    rounding = 4 * ULP * size + TINY
    if attention.temperature != 1.0:
        expected, rounding = expected / attention.temperature, 1.25 * rounding / attention.temperature + TINY
    return "scaled", scaled, expected, rounding


def masked_step(attention: Attention, masked: np.ndarray, scaled: np.ndarray) -> Step:
    mask = attention.arrays.get("mask")
    if mask is not None and mask.data.dtype == bool:
        expected = np.where(mask.data, scaled, -np.inf)
    elif mask is not None:
        expected = scaled + mask.data
    elif attention.pattern == "causal":
        expected = np.where(causal(attention, *scaled.shape[1:]), scaled, -np.inf)
    else:  # nothing says where a query may look, but what it sees must be unchanged
        expected = np.where(np.isneginf(masked), -np.inf, scaled)
    finite = np.where(np.isfinite(expected), np.abs(expected), 0.0)
    return "masked", masked, expected, 2 * ULP * np.maximum(finite, np.abs(scaled)) + TINY


def beside(share: Bounded, sink: np.ndarray) -> Bounded:
    """What a sink leaves of each row: known no better than the sum of the others, which is what was left of 1."""
    rounding = ULP * (share.exact.shape[-1] + 4) * share.exact
    return Bounded(share.exact * (1.0 - sink[..., None]), share.off + rounding)


def sink_step(sink: np.ndarray, seen: np.ndarray) -> Step:
    """The sink of a head has one score for all queries: that which it has where its share is nearest to a half."""
    largest = np.where(np.isneginf(seen), -np.inf, seen).max(axis=-1)
    largest[np.isneginf(largest)] = 0.0
    keys = np.log(np.maximum(np.exp(seen - largest[..., None]).sum(axis=-1), TINY)) + largest  # (head, query)
    share = np.clip(sink, ULP, 1.0 - ULP)
    scores = np.log(share / (1.0 - share)) + keys
    best = np.argmin(np.abs(sink - 0.5), axis=-1)[:, None]  # (head, 1)
    score, known = np.take_along_axis(scores, best, axis=-1), np.take_along_axis(share * (1.0 - share), best, axis=-1)
    expected = 1.0 / (1.0 + np.exp(keys - score))
    steps = seen.shape[-1] + 8 + np.abs(score) + np.abs(keys)
    return "sink", sink, expected, ULP * steps * (1.0 + expected * (1.0 - expected) / known) + TINY


def row_sums(weights: np.ndarray, sink: np.ndarray | None) -> Step:
    """Each row of weights sums to 1, with the sink where there is one, or to 0 where a query may look nowhere."""
    step, sums = ("sums", weights.sum(axis=-1)) if sink is None else ("sums_sink", weights.sum(axis=-1) + sink)
    return step, sums, np.where(sums == 0, 0.0, 1.0), np.full_like(sums, ULP * (weights.shape[-1] + 4))
