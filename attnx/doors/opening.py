"""Where a text is opened by everything that shows it: a layer, a head, and the reason."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from attnx.checkpoint import Checkpoint
from attnx.doors.run import ids_of, looking_back, read_text, recorder, run, source_for
from attnx.measures.opening import Opening, foreseen, opening
from attnx.model.record import Recorder
from attnx.trace import Trace

if TYPE_CHECKING:
    from attnx.inputs.image import Picture


def opened(
    text: str | Path | Picture,
    model: str | Path | Checkpoint | None = None,
    *,
    pair: str | None = None,
    causal: bool = False,
) -> Opening:
    """The layer and head at which a text or a picture shows most, by `attnx.measures.opening`.

    Every head is run where that decides it.
    Raises InputError for a text that is blank or too long, and CheckpointError for a model that cannot be used.
    """
    text, own = source_for(text, model)
    checkpoint = looking_back(own) if causal else own
    tokens = read_text(text, checkpoint, pair)
    if at_once := foreseen(checkpoint.facts, tokens):
        return at_once
    record = recorder(Recorder, checkpoint, ("mask", "weights"))
    run(ids_of(tokens), checkpoint, record, segments=np.array([token.segment for token in tokens], dtype=np.int64))
    found = opening(Trace(text, checkpoint.facts, tokens, record.finish()[1], notes=checkpoint.notes))
    assert found is not None  # the weights were recorded
    return found
