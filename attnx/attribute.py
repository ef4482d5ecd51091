"""A text goes in, one of the model's logits comes out with everything that was added to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from attnx.checkpoint import Checkpoint
    from attnx.trace import Trace


def attribute(
    text: str, model: str | Path | Checkpoint, *, query: int = -1, token: int | None = None, causal: bool = False
) -> Trace:
    """Runs a model on a text and keeps what one logit is made of: `attnx.measures.logit_parts` takes the trace apart.

    `query` is the token after which (or, in a masked model, at which) the logit is read, counted from the end where it
    is negative; `token` is an id of the vocabulary, or None for the likeliest. The trace has a `readout`, of every
    head `head_out` and of every layer `out` at this token, and `mlp_out`.

    Raises InputError for a text that is blank or too long, UsageError for a token that does not exist and for a model
    whose logits are no sum of what its heads add, and CheckpointError for a model that cannot be used.
    """
    # Imported here so that `import attnx` costs nothing.
    from dataclasses import replace

    import numpy as np

    from attnx.arithmetic import log_softmax
    from attnx.checkpoint import load
    from attnx.errors import UsageError
    from attnx.inputs.pieces import Pieces
    from attnx.inputs.text import tokenize
    from attnx.inputs.written import alone, candidate_of
    from attnx.model.finite import check_finite
    from attnx.model.readout import check_it_splits, read_out
    from attnx.model.record import Recorder, choose
    from attnx.model.spec import Causal
    from attnx.model.transformer import forward, logits
    from attnx.trace import Trace

    checkpoint = load(model)
    weights = checkpoint.weights
    spec = replace(checkpoint.spec, pattern=Causal()) if causal else checkpoint.spec
    check_it_splits(weights, spec, checkpoint.name)
    tokenizer = checkpoint.tokenizer
    assert isinstance(tokenizer, Pieces)  # what has logits has a vocabulary
    tokens = tokenize(text, tokenizer, spec.n_positions, spec.vocab_size, checkpoint.name)
    place = query + len(tokens) if query < 0 else query
    if not 0 <= place < len(tokens):
        raise UsageError("focus_index", index=query, last=len(tokens) - 1)

    record = Recorder(
        names=("embedded", "head_out", "out", "mlp_out"),
        layers=tuple(range(spec.n_layers)),
        heads=tuple(range(spec.n_heads)),
        n_heads=spec.n_heads,
        n_kv_heads=spec.n_kv_heads,
        queries=(place,),
    )
    with np.errstate(over="ignore", invalid="ignore"):  # check_finite says it better
        x = forward(np.array([one.id for one in tokens], dtype=np.int64), weights, spec, record)
    check_finite(x, weights, checkpoint.name)

    row = logits(x[place : place + 1], weights, spec)[0].astype(np.float64)  # (vocabulary,)
    (number,) = choose("token", [int(row.argmax()) if token is None else token], range(len(row)), checkpoint.name)
    meant = candidate_of(number, log_softmax(row), alone(tokenizer))
    embedding, layers = record.finish()
    unknown = any(one.piece == tokenizer.unknown for one in tokens)
    notes = (*checkpoint.notes, *(("causal_added",) if causal and spec != checkpoint.spec else ()))
    return Trace(
        text,
        checkpoint.facts,
        tokens,
        layers,
        embedding=embedding,
        notes=(*notes, "unknown_pieces") if unknown else notes,
        readout=read_out(meant, float(row[number]), place, record, weights, spec),
    )
