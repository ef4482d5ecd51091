"""Attention over your own matrices: q, k and v, or x and the projections that make them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from attnx.doors.run import attended, check_held, quiet
from attnx.inputs import shapes
from attnx.trace import Layer, Model, Trace


def attend(
    q: ArrayLike | None = None,
    k: ArrayLike | None = None,
    v: ArrayLike | None = None,
    *,
    x: ArrayLike | None = None,
    wq: ArrayLike | None = None,
    wk: ArrayLike | None = None,
    wv: ArrayLike | None = None,
    wo: ArrayLike | None = None,
    mask: ArrayLike | None = None,
    heads: int | None = None,
    scale: float | None = None,
    causal: bool = False,
    labels: Sequence[str] | None = None,
    key_labels: Sequence[str] | None = None,
    name: str = "matrices",
) -> Trace:
    """softmax(q·kᵀ · scale)·v, every step of it, in float32.

    Give q (query, d) or (head, query, d), k (key, d) or (kv_head, key, d) and v (key, d_v) or
    (kv_head, key, d_v); or x (token, d_model) with wq, wk, wv (d_model, heads · d) or (head, d_model, d).
    With wo (heads · d_v, d_model) or (head, d_v, d_model) the heads are joined: out = z·W_O.
    `heads` splits matrices that hold all heads side by side. `mask` (query, key) or (head, query, key) is
    boolean, True where a query may look, or numbers to add. `scale` is 1/√d where it is not given.
    `labels` name the queries and `key_labels` the keys; without `key_labels`, as many keys as queries are
    taken to be the same tokens. `name` is what the trace calls the model.

    Raises InputError, naming the matrix and the shape that was expected.
    """
    given = shapes.matrices({"q": q, "k": k, "v": v, "x": x, "wq": wq, "wk": wk, "wv": wv}, heads, name)
    q, k, v = given.q, given.k, given.v  # (head, query, d), (kv_head, key, d), (kv_head, key, d_v)
    (n_heads, n_queries, d_head), (n_kv_heads, n_keys, _) = q.shape, k.shape
    allowed = shapes.as_mask(mask, (n_heads, n_queries, n_keys))
    if causal:
        allowed = shapes.restrict(allowed, np.tri(n_queries, n_keys, dtype=bool))
    factor = d_head**-0.5 if scale is None else shapes.finite_number("scale", scale)

    arrays = {"q": q, "k": k, "v": v} if given.x is None else {"x": given.x, "q": q, "k": k, "v": v}
    record = attended(name, arrays, factor, allowed)
    out = None
    if wo is not None:
        with quiet():
            out = shapes.joined(record.arrays["z"].data, wo, None if given.x is None else given.x.shape[1])
        check_held(out, name)
        record("out", out)
    width = next((array.shape[1] for array in (given.x, out) if array is not None), n_heads * d_head)

    same_tokens = key_labels is None and n_queries == n_keys
    tokens = shapes.label_tokens("labels", labels, n_queries, "x" if same_tokens else "q")
    source = () if same_tokens else shapes.label_tokens("key_labels", key_labels, n_keys, "k")
    pattern = "causal" if causal and mask is None else "mask" if allowed is not None else "bidirectional"
    recorded = record.finish("self" if same_tokens else "cross", pattern, factor)
    facts = Model(
        name=name,
        family="matrices",
        provenance="given",
        n_layers=1,
        n_heads=n_heads,
        n_kv_heads=n_kv_heads,
        d_model=width,
        d_head=d_head,
    )
    text = " ".join(token.text for token in tokens)
    return Trace(text, facts, tokens, (Layer(0, (recorded,)),), source)
