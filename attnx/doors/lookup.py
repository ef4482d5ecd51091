"""Soft lookup: find whose key is nearest to a query, and read from all of them by how near they are."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real

import numpy as np
from numpy.typing import ArrayLike

from attnx.doors.run import attended
from attnx.errors import InputError
from attnx.inputs import shapes
from attnx.model.attention import nearness
from attnx.trace import Layer, Model, Trace


def lookup(
    query: ArrayLike,
    keys: Mapping[str, ArrayLike],
    values: Mapping[str, ArrayLike] | None = None,
    *,
    temperature: float = 1.0,
) -> Trace:
    """softmax(−½‖q − k‖² / temperature)·v: attention by nearness (Nadaraya 1964, Watson 1964).

    `query` and each of `keys` are numbers or vectors of one length; `values` are what is read from, the
    keys themselves where they are not given. A small temperature finds the nearest, a large one blurs.

    Raises InputError where there are no keys, the vectors or names do not fit, or the temperature is not positive.
    """
    if not isinstance(temperature, Real) or not 0 < temperature < np.inf:
        raise InputError("temperature", value=temperature)
    shapes.expect_named("keys", keys)
    shapes.expect_named("values", keys if values is None else values)
    q = shapes.as_vectors({"query": query})[None]  # (head, query, d)
    k = shapes.as_vectors(keys)[None]  # (head, key, d)
    shapes.expect_shape("query", q[0, 0], k.shape[2:])
    if values is not None and values.keys() != keys.keys():
        raise InputError("value_names", names=", ".join(sorted(values.keys() ^ keys.keys())))
    v = k if values is None else shapes.as_vectors({name: values[name] for name in keys})[None]  # (head, key, d_v)

    record = attended("lookup", {"q": q, "k": k, "v": v}, 1.0 / temperature, similarity=nearness)

    label = ",".join(f"{number:g}" for number in q[0, 0].tolist())
    facts = Model(
        "lookup",
        "lookup",
        "given",
        n_layers=1,
        n_heads=1,
        n_kv_heads=1,
        d_model=q.shape[2],
        d_head=q.shape[2],
    )
    tokens = shapes.label_tokens("labels", [label], 1, "q")
    source = shapes.label_tokens("key_labels", list(keys), len(keys), "k")
    recorded = record.finish("cross", "bidirectional", 1.0, similarity="nearness", temperature=float(temperature))
    return Trace(label, facts, tokens, (Layer(0, (recorded,)),), source)
