"""What a model would say of a token after each layer, of a trace that has the residual stream."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from attnx.checkpoint import Checkpoint
from attnx.checkpoint.tokenizer.pieces import Pieces
from attnx.checkpoint.tokenizer.written import after, candidate_of
from attnx.doors.run import ids_of, quiet
from attnx.model.lens import said_early
from attnx.trace import Guess, Trace


def with_lens(trace: Trace, model: Checkpoint, tokens: Iterable[int]) -> Trace:
    """The trace with the likeliest word after each layer for these tokens (the logit lens, nostalgebraist 2020).

    The trace holds what happens around attention in every layer of the model that made it; of a translation its decoder
    is asked. A model that does not say what comes next adds nothing.
    """
    reader = model if model.translator is None else model.translator.decoder
    tokenizer, block = reader.tokenizer, trace.block
    held = [layer.arrays for layer in trace.layers if block is not None and block.left in layer.arrays]
    if block is None or not isinstance(tokenizer, Pieces) or not reader.writes or len(held) < reader.spec.n_layers:
        return trace
    ids = tuple(ids_of(trace.tokens).tolist())
    guesses = []
    for token in tokens:
        streams = np.stack([held[0]["residual"].data[token], *(arrays[block.left].data[token] for arrays in held)])
        text_of = after(ids[: token + 1], tokenizer)
        with quiet():
            said = said_early(streams, reader.weights, reader.spec)  # (layer, vocabulary)
        guesses += [
            Guess("after", token, layer, (candidate_of(int(row.argmax()), row, text_of),))
            for layer, row in enumerate(said)
        ]
    return replace(trace, guesses=tuple(guesses))
