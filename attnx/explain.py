"""The whole pipeline on one page: a text goes in, a Trace comes out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

    from attnx.checkpoint import Checkpoint
    from attnx.trace import Trace


def explain(
    text: str,
    model: str | Path | Checkpoint = "toy",
    *,
    layers: Iterable[int] | Literal["all"] = "all",
    heads: Iterable[int] | Literal["all"] = "all",
    arrays: Iterable[str] | Literal["all"] = "all",
    causal: bool = False,
) -> Trace:
    """Runs a model on a text and returns every number of its attention.

    `model` is a name (`toy`, `classic`, `minilm`), a directory, an id on the hub, or what `attnx.load` returned.
    `layers`, `heads` and `arrays` (names of `attnx.trace.ARRAYS`) choose what is recorded; layers past the last
    one chosen are not run. `causal` lets each token look only at itself and what came before.

    Raises InputError for a text that is blank or too long, UsageError for a layer, head or array that
    does not exist, and CheckpointError for a model that cannot be used.
    """
    # Imported here so that `import attnx` costs nothing.
    from dataclasses import replace

    import numpy as np

    from attnx.checkpoint import load
    from attnx.inputs.text import tokenize
    from attnx.model.finite import check_finite
    from attnx.model.record import Recorder, choose
    from attnx.model.spec import Causal
    from attnx.model.transformer import forward
    from attnx.trace import ARRAYS, Trace

    checkpoint = load(model)
    spec = replace(checkpoint.spec, pattern=Causal()) if causal else checkpoint.spec

    tokens = tokenize(text, checkpoint.tokenizer, spec.n_positions, spec.vocab_size, checkpoint.name)
    ids = np.array([token.id for token in tokens], dtype=np.int64)  # (token,)

    record = Recorder(
        names=choose("array", arrays, ARRAYS, checkpoint.name),
        layers=choose("layer", layers, range(spec.n_layers), checkpoint.name),
        heads=choose("head", heads, range(spec.n_heads), checkpoint.name),
        n_heads=spec.n_heads,
        n_kv_heads=spec.n_kv_heads,
    )
    with np.errstate(over="ignore", invalid="ignore"):  # check_finite says it better
        x = forward(ids, checkpoint.weights, spec, record)
    check_finite(x, checkpoint.weights, checkpoint.name)

    notes = ["causal_added"] if spec != checkpoint.spec else []
    notes += ["unknown_pieces"] if any(token.piece == checkpoint.tokenizer.unknown for token in tokens) else []
    embedding, recorded = record.finish()
    return Trace(text, checkpoint.facts, tokens, recorded, embedding=embedding, notes=tuple(notes))
