"""Where a text is opened by everything that shows it: a layer, a head, and the reason."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from attnx.checkpoint import Checkpoint, default_model, load
from attnx.doors.run import ids_of, looking_back, read_text, recorder, run
from attnx.measures.opening import Opening, opening
from attnx.measures.readings import has_pronoun
from attnx.model.record import Recorder
from attnx.trace import Trace

MOST = 4_000_000  # weights of all heads together: of a longer text not every head is looked at to choose one


def opened(
    text: str, model: str | Path | Checkpoint | None = None, *, pair: str | None = None, causal: bool = False
) -> Opening:
    """The layer and head at which a text shows most (`attnx.measures.opening`); of random weights the first.

    Raises InputError for a text that is blank or too long, and CheckpointError for a model that cannot be used.
    """
    own = load(default_model(text) if model is None else model)
    checkpoint = looking_back(own) if causal else own
    tokens, card, spec = read_text(text, checkpoint, pair), checkpoint.card, checkpoint.spec
    if card and card.coreference and has_pronoun(tokens):
        known = next((fact for fact in card.heads if (fact.layer, fact.head) == card.coreference), None)
        return Opening(*card.coreference, "pronoun", known)
    if checkpoint.provenance == "random":  # of which no head has more to show than another
        return Opening(0, 0, "plain")
    if spec.n_layers * spec.n_heads * len(tokens) ** 2 > MOST:
        return Opening(0, 0, "first")
    record = recorder(Recorder, checkpoint, ("mask", "weights"))
    run(ids_of(tokens), checkpoint, record, segments=np.array([token.segment for token in tokens], dtype=np.int64))
    return opening(Trace(text, checkpoint.facts, tokens, record.finish()[1]))
