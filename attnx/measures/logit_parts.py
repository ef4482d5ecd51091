"""One logit taken apart: what each head, each feed-forward network and the embedding add to it.

With the scale of the final norm held at what it is, a logit is the sum of its parts (Elhage et al. 2021,
"A mathematical framework for transformer circuits").
"""

from __future__ import annotations

import numpy as np

from attnx.errors import UsageError
from attnx.frozen import frozen
from attnx.trace import Array, Attention, Candidate, Trace


@frozen(eq=False)
class LogitParts:
    """What was added to the logit of `token` at the token `query`.

    `heads` is (layer, head), `mlps` and `biases` (layer,): what W_O's bias adds belongs to no head. `constant` is what
    does not depend on what was read. Together they are `total`, the logit before a soft cap; `logit` is the model's.
    """

    query: int
    token: Candidate
    logit: float
    embedding: float
    heads: np.ndarray
    mlps: np.ndarray
    biases: np.ndarray
    constant: float
    soft_cap: float | None = None

    @property
    def total(self) -> float:
        return self.embedding + float(self.heads.sum() + self.mlps.sum() + self.biases.sum()) + self.constant

    @property
    def running(self) -> np.ndarray:
        """What the embedding and the layers up to each one add together, (layer,)."""
        return self.embedding + np.cumsum(self.heads.sum(axis=1) + self.mlps + self.biases)

    def document(self) -> dict[str, object]:
        """What was found, as plain values and float32 arrays."""
        token = {"text": self.token.text, "id": self.token.id, "probability": self.token.probability}
        asked = {"lens": "logit", "query": self.query, "token": token, "logit": self.logit, "soft_cap": self.soft_cap}
        numbers = {"heads": self.heads, "mlps": self.mlps, "biases": self.biases}
        parts = {name: np.ascontiguousarray(array, dtype=np.float32) for name, array in numbers.items()}
        return asked | {"total": self.total, "embedding": self.embedding} | parts | {"constant": self.constant}


def logit_parts(trace: Trace) -> LogitParts:
    """The parts of the logit that the trace's `readout` is of.

    Raises UsageError where there is no readout, or where a layer or head or what it is measured with is missing.
    """
    read = trace.readout
    if read is None:
        raise UsageError("lens_readout")
    facts = trace.model
    direction = read.direction.data.astype(np.float64)
    heads = np.zeros((facts.n_layers, facts.n_heads))
    mlps, biases = np.zeros(facts.n_layers), np.zeros(facts.n_layers)
    if len(trace.layers) != facts.n_layers or "embedded" not in trace.arrays:
        raise UsageError("lens_whole", lens="logit")
    for layer in trace.layers:
        (attention,) = layer.attention
        along = read.head_directions.data[layer.layer].astype(np.float64)
        if not {"out", "head_out"} <= attention.arrays.keys() or len(attention.heads) != facts.n_heads:
            raise UsageError("lens_whole", lens="logit")
        parts = row_of(attention, "head_out", read.query)  # (head, d_model)
        heads[layer.layer] = parts @ along
        if facts.out_bias:
            biases[layer.layer] = (row_of(attention, "out", read.query) - parts.sum(axis=0)) @ along
        if "mlp_out" in layer.arrays:
            mlps[layer.layer] = at(layer.arrays["mlp_out"], read.query) @ direction
    return LogitParts(
        read.query,
        read.token,
        read.logit,
        float(at(trace.arrays["embedded"], read.query) @ direction),
        heads,
        mlps,
        biases,
        read.constant,
        read.soft_cap,
    )


def row_of(attention: Attention, name: str, query: int) -> np.ndarray:
    """The numbers of one token, of all heads where there are heads."""
    row = attention.queries.index(query) if attention.queries else query
    return np.asarray(attention.arrays[name].pick(query=row).data, dtype=np.float64)


def at(array: Array, token: int) -> np.ndarray:
    return np.asarray(array.data[token], dtype=np.float64)
