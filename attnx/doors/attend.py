"""Attention over your own matrices, q, k and v or x and the projections that make them, or a whole block of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from attnx.doors.own_block import run_around, run_block
from attnx.doors.run import attended, check_held, quiet
from attnx.errors import InputError, Phrase
from attnx.inputs import shapes
from attnx.inputs.around import around
from attnx.inputs.shapes import Matrices
from attnx.model.heads import join
from attnx.model.spec import Bidirectional, Causal, Given
from attnx.trace import Layer, Model, Trace
from attnx.trace.block import FIRST


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
    bq: ArrayLike | None = None,
    bk: ArrayLike | None = None,
    bv: ArrayLike | None = None,
    bo: ArrayLike | None = None,
    mask: ArrayLike | None = None,
    heads: int | None = None,
    scale: float | None = None,
    causal: bool = False,
    labels: Sequence[str] | None = None,
    key_labels: Sequence[str] | None = None,
    arrangement: str | None = None,
    norm: str | None = None,
    eps: float | None = None,
    attention_norm: Mapping[str, ArrayLike] | None = None,
    mlp_norm: Mapping[str, ArrayLike] | None = None,
    attention_inner_norm: Mapping[str, ArrayLike] | None = None,
    mlp_inner_norm: Mapping[str, ArrayLike] | None = None,
    mlp: Mapping[str, Any] | None = None,
    name: str = "matrices",
) -> Trace:
    """softmax(q·kᵀ · scale)·v, every step of it, in float32; with norms or an MLP the whole block around it.

    Give q (query, d) or (head, query, d), k (key, d) or (kv_head, key, d) and v (key, d_v) or
    (kv_head, key, d_v); or x (token, d_model) with wq, wk, wv (d_model, heads · d) or (head, d_model, d), and with
    biases bq, bk, bv (heads · d,) or (head, d). With wo (heads · d_v, d_model) or (head, d_v, d_model), and bo
    (d_model,), the heads are joined: out = z·W_O.
    `heads` splits matrices that hold all heads side by side. `mask` (query, key) or (head, query, key) is
    boolean, True where a query may look, or numbers to add. `scale` is 1/√d where it is not given.
    `labels` name the queries and `key_labels` the keys; without `key_labels`, as many keys as queries are
    taken to be the same tokens. `name` is what the trace calls the model.

    Any of these makes it a whole block, which takes wo: `arrangement` is "post_norm", norm(x + f(x)), where nothing
    else is said of a norm (Vaswani et al. 2017), "pre_norm", x + f(norm(x)), "sandwich", x + norm(f(norm(x))),
    "inner_norm", x + norm(f(x)), "parallel", x + attention(norm(x)) + mlp(norm(x)), or "plain", without norms; `norm`
    is "layer_norm" or "rms_norm", with its `eps`; `attention_norm`, `mlp_norm` and the inner norms of a sandwich hold a
    `gain` and a `shift` (d_model,); `mlp` holds W_up and W_gate (d_model, unit), W_down (unit, d_model), their biases
    b_up, b_gate and b_down, and an `activation` by its name, relu where there is none. Where q, k and v are given, x
    (token, d_model) beside them is the residual stream that what attention gives is added to; without x nothing is
    there before, which a note says. Such a trace has its weights with it.

    Raises InputError, naming the matrix and the shape that was expected.
    """
    if not isinstance(causal, bool | np.bool):
        raise InputError("matrix_scalar", name="causal", found=causal, expected=Phrase("bool"))
    projections = {"wq": wq, "wk": wk, "wv": wv, "bq": bq, "bk": bk, "bv": bv}
    given = shapes.matrices({"q": q, "k": k, "v": v, "x": x, **projections}, heads, name)
    (n_heads, _, d_head), n_kv_heads, d_v = given.q.shape, len(given.k), given.v.shape[2]
    rows = (given.q, given.k) if given.x is None else (given.x, given.x)
    n_queries, n_keys = (side.shape[-2] for side in rows)
    allowed = shapes.as_mask(mask, (n_heads, n_queries, n_keys))
    if causal:
        allowed = shapes.restrict(allowed, np.tri(n_queries, n_keys, dtype=bool))
    factor = d_head**-0.5 if scale is None else shapes.finite_number("scale", scale)
    if wo is None and bo is not None:
        raise InputError("block_lacks", source=name, given="bo", name="wo")
    stream = None if x is None else shapes.as_numbers("x", x)  # beside q, k and v, or what they are made of
    d_model = None if given.x is None else given.x.shape[1]
    output = None if wo is None else shapes.output_matrix(wo, n_heads, d_v, d_model)
    added = None if output is None or bo is None else shapes.vector("bo", bo, output.shape[1])

    same_tokens = key_labels is None and n_queries == n_keys
    tokens = shapes.label_tokens("labels", labels, n_queries, "x" if same_tokens else "q")
    source = () if same_tokens else shapes.label_tokens("key_labels", key_labels, n_keys, "k")
    facts = Model(
        name=name,
        family="matrices",
        provenance="given",
        n_layers=1,
        n_heads=n_heads,
        n_kv_heads=n_kv_heads,
        d_model=d_model or (n_heads * d_head if output is None else output.shape[1]),
        d_head=d_head,
        qkv_bias=any(bias is not None for bias in given.biases),
        out_bias=added is not None,
    )
    text = " ".join(token.text for token in tokens)

    parts: dict[str, Any] = {"attention_norm": attention_norm, "mlp_norm": mlp_norm, "mlp": mlp}
    parts |= {"attention_inner_norm": attention_inner_norm, "mlp_inner_norm": mlp_inner_norm}
    parts |= {"arrangement": arrangement, "norm": norm, "eps": eps}
    asked = next((part for part, value in parts.items() if value is not None), None)
    pattern = "causal" if causal and mask is None else "mask" if allowed is not None else "bidirectional"
    if asked is None:
        if stream is not None and given.x is None:
            raise InputError("matrices_both", source=name, name="q")
        record = attended(name, arrays_of(given), factor, allowed)
        if output is not None:
            with quiet():
                out = join(record.arrays["z"].data) @ output
            out = out if added is None else out + added
            check_held(out, name)
            record("out", out)
        recorded = record.finish("self" if same_tokens else "cross", pattern, factor)
        return Trace(text, facts, tokens, (Layer(0, (recorded,)),), source)

    if key_labels is not None or not same_tokens:
        raise InputError("block_keys")
    if output is None:
        raise InputError("block_lacks", source=name, given=asked, name="wo")
    built = around(parts, output.shape[1], name, made=given.x is not None)
    facts = replace(facts, input_norm="attention_norm" in built.norms and built.arrangement in FIRST)
    if given.x is not None:
        seen = Causal() if causal and mask is None else Bidirectional() if allowed is None else Given(allowed)
        made = run_block(given, output, added, built, seen, factor, name)
        return Trace(text, facts, tokens, (made.layer,), block=made.block, parameters=made.parameters)
    if stream is None and (facts.input_norm or built.arrangement == "parallel"):  # a norm would have nothing to read
        raise InputError("block_lacks", source=name, given=asked, name="x")
    x_given = np.zeros((n_queries, output.shape[1]), dtype=np.float32) if stream is None else stream
    shapes.expect_shape("x", x_given, (n_queries, output.shape[1]))
    read = attended(name, arrays_of(given), factor, allowed).finish("self", pattern, factor)
    made = run_around(given, x_given, read, output, added, built, name)
    notes = ("no_stream",) if stream is None else ()
    return Trace(text, facts, tokens, (made.layer,), notes=notes, block=made.block, parameters=made.parameters)


def arrays_of(given: Matrices) -> dict[str, np.ndarray]:
    """x, where there is one, with the q, k and v that are made of it or were given."""
    q, k, v = given.projected()
    return {"q": q, "k": k, "v": v} if given.x is None else {"x": given.x, "q": q, "k": k, "v": v}
