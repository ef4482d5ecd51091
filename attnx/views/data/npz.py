"""The numbers of a trace for NumPy: an .npz of plain arrays, no pickle."""

from __future__ import annotations

from io import BytesIO

import numpy as np

from attnx.trace import Place, Trace
from attnx.views.visible import visible


def to_npz(trace: Trace) -> bytes:
    """The arrays by name, such as `layer0.self.weights` or `token_embedding`, and the tokens.

    `layer0.self.heads` are the numbers of the heads on the axis head; where layers are averaged it is
    `mean.self.weights`. `tokens` and `source` are as attnx prints them, `ids` and `source_ids` as the model knows them.
    """
    arrays: dict[str, np.ndarray] = {
        "model": np.array(visible(trace.model.name)),
        "tokens": np.array([visible(token.name) for token in trace.tokens]),
        "ids": np.array([token.id for token in trace.tokens]),
    }
    if trace.source:
        arrays["source"] = np.array([visible(token.name) for token in trace.source])
        arrays["source_ids"] = np.array([token.id for token in trace.source])
    homes = {Place(): "", Place(kind="encoder"): "encoder."}
    for layer in trace.layers:
        homes[Place(layer.layer)] = f"layer{layer.layer}."
        homes[Place(layer.layer, "encoder")] = f"layer{layer.layer}.encoder."
    for number, attention in trace.attentions():
        home = f"{'mean' if attention.layers else f'layer{number}'}.{attention.kind}."
        homes[Place(number, attention.kind)] = home
        arrays[f"{home}heads"] = np.array(attention.heads)
        arrays[f"{home}kv_heads"] = np.array(attention.kv_heads)
    arrays |= {f"{homes[place]}{name}": array.data for place, name, array in trace.walk()}
    arrays |= {f"parameters.{name}": array.data for name, array in trace.parameters.items()}
    file = BytesIO()
    np.savez(file, **arrays)  # type: ignore[arg-type]
    return file.getvalue()
