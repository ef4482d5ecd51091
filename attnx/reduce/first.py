"""Rows without their first key, on which many models rest where there is nothing to read (Xiao et al. 2024)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from attnx.arithmetic import softmax
from attnx.trace import ATTENTION_AXES, EMBEDDING_AXES, Array, Attention, Layer, Trace
from attnx.trace.sight import may_look


def skip_first(trace: Trace) -> Trace:
    """The trace with the first key hidden from every query, as a mask would, and each row scaled up to sum to 1.

    A sink has its part of what is scaled up.

    `skipped` is what each row had given that key. z and what is made of it were mixed with the whole rows, and
    are left out. A row that sees nothing else becomes zeros, as every row that may look nowhere.
    """
    return replace(
        trace,
        layers=tuple(Layer(layer.layer, tuple(map(without_first, layer.attention))) for layer in trace.layers),
        notes=tuple(dict.fromkeys((*trace.notes, "first_skipped"))),
        arrays={name: array for name, array in trace.arrays.items() if name in EMBEDDING_AXES},
        encoder={},
        readout=None,
    )


def without_first(attention: Attention) -> Attention:
    """One attention; as it is where it has no weights or the first key was taken out before."""
    held = dict(attention.arrays)
    if "weights" not in held or "skipped" in held:
        return attention
    weights, axes = held["weights"].data, held["weights"].axes
    hidden = {name: hide(held[name]) for name in ("mask", "masked") if name in held}
    if "mask" not in hidden:
        seen = may_look(attention)
        hidden["mask"] = hide(Array(axes[-2:], np.ones(weights.shape[-2:], bool) if seen is None else seen))
    if "masked" not in hidden and "scaled" in held:
        scaled, mask = held["scaled"].data, hidden["mask"].data
        masked = np.where(mask, scaled, np.float32(-np.inf)) if mask.dtype == bool else scaled + mask
        hidden["masked"] = Array(axes, np.asarray(masked, np.float32))
    rows = weighed(hidden["masked"].data) if "masked" in hidden else scaled_up(weights)
    new = {"skipped": Array(axes[:-1], weights[..., 0].copy())}
    if "sink" in held:
        sink = np.minimum(held["sink"].data / np.maximum(1.0 - weights[..., 0], np.float32(1e-30)), np.float32(1.0))
        new["sink"], rows = Array(axes[:-1], sink), rows * (1.0 - sink[..., None])
    new["weights"] = Array(axes, rows)
    kept = held | hidden | new
    arrays = {name: kept[name] for name in ATTENTION_AXES if name in kept and name not in ("z", "head_out", "out")}
    return replace(attention, pattern="mask", arrays=arrays)


def hide(array: Array) -> Array:
    """The same mask or scores, the first key hidden."""
    data = array.data.copy()
    data[..., 0] = False if data.dtype == bool else -np.inf
    return Array(array.axes, data)


def weighed(masked: np.ndarray) -> np.ndarray:
    """The softmax in float64; a row of nothing but −∞ becomes zeros."""
    blind = np.asarray(np.isneginf(masked).all(axis=-1, keepdims=True))
    return softmax(masked.astype(np.float64), blind).astype(np.float32)


def scaled_up(weights: np.ndarray) -> np.ndarray:
    """Each row without its first weight, the others in the same proportions."""
    rest = weights.astype(np.float64)
    rest[..., 0] = 0.0
    return shares(rest)


def shares(parts: np.ndarray) -> np.ndarray:
    total = parts.sum(axis=-1, keepdims=True)
    return np.asarray(np.divide(parts, total, out=np.zeros_like(parts), where=total > 0), np.float32)
