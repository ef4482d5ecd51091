"""A text goes in, one of the model's logits comes out with everything that was added to it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from attnx.arithmetic import log_softmax
from attnx.checkpoint import Checkpoint
from attnx.checkpoint.tokenizer.pieces import Pieces
from attnx.checkpoint.tokenizer.written import alone, candidate_of
from attnx.doors.run import ids_of, looking_back, model_for, read_text, reading_notes, recorder, run
from attnx.errors import UsageError
from attnx.model.describe import block_of
from attnx.model.readout import check_it_splits, read_out
from attnx.model.record import Recorder, choose
from attnx.model.transformer import logits
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
    checkpoint = model_for(text, model)
    checkpoint = looking_back(checkpoint) if causal else checkpoint
    weights, spec, tokenizer, name = checkpoint.weights, checkpoint.spec, checkpoint.tokenizer, checkpoint.name
    check_it_splits(weights, spec, name)
    assert isinstance(tokenizer, Pieces)  # what has logits has a vocabulary
    tokens = read_text(text, checkpoint)
    if query not in range(-len(tokens), len(tokens)):
        raise UsageError("focus_index", index=query, last=len(tokens) - 1)
    place = query % len(tokens)

    record = recorder(Recorder, checkpoint, ("embedded", "head_out", "out", "mlp_out"), queries=(place,))
    x = run(ids_of(tokens), checkpoint, record)  # (token, d_model)

    row = logits(x[place : place + 1], weights, spec)[0].astype(np.float64)  # (vocabulary,)
    (number,) = choose("token", [int(row.argmax()) if token is None else token], range(len(row)), name)
    meant = candidate_of(number, log_softmax(row), alone(tokenizer))
    arrays, layers = record.finish()
    return Trace(
        text,
        checkpoint.facts,
        tokens,
        layers,
        arrays=arrays,
        notes=(*checkpoint.notes, *reading_notes(text, tokens, checkpoint)),
        readout=read_out(meant, float(row[number]), place, record, weights, spec),
        block=block_of(spec),
    )
