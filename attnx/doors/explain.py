"""The whole pipeline on one page: a text or a picture goes in, a Trace comes out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from attnx.arithmetic import log_softmax
from attnx.change import Change, Hide, Swap, several
from attnx.checkpoint import Checkpoint
from attnx.doors.run import (
    guesses_of,
    ids_of,
    labels_of,
    looking_back,
    read_text,
    reading_notes,
    recorder,
    run,
    source_for,
)
from attnx.errors import UsageError
from attnx.inputs.swap import swap
from attnx.model.change import changed_spec, check
from attnx.model.describe import block_of
from attnx.model.record import Recorder, choose
from attnx.model.transformer import logits
from attnx.trace import ARRAYS, BY_NAME, FINAL, LABEL_LOGITS, LAST_AXES, OF_HEAD, PROBABILITIES, Guess, Trace

if TYPE_CHECKING:
    from attnx.inputs.image import Picture


def explain(
    text: str | Path | Picture,
    model: str | Path | Checkpoint | None = None,
    *,
    pair: str | None = None,
    layers: Iterable[int] | Literal["all"] = "all",
    heads: Iterable[int] | Literal["all"] = "all",
    arrays: Iterable[str] | Literal["all"] = "all",
    queries: Iterable[int] | Literal["all"] = "all",
    causal: bool = False,
    change: Change | Iterable[Change] = (),
) -> Trace:
    """Runs a model on a text, or on a picture, and returns every number of its attention.

    `text` is a sentence, the Path of a picture, or a picture in memory (`attnx.inputs.image.picture_of`); the tokens of
    a picture are its patches, and the trace's text is its name.
    `model` is a name (`reader`, `reader-zh`, `writer`, `zh-en`, `toy`, `classic`, `minilm`), a directory, an id on the
    hub, or what `attnx.load` returned; where it is None the text decides: `reader-zh` reads Chinese, `reader` Latin
    letters, `toy` everything else. `pair` is a second text, read after the first by a model that tells two apart; the
    trace's text is then both, a line each. `layers`, `heads` and `arrays` (names of `attnx.trace.ARRAYS`, and `final`,
    and `logits` where the model has a head) choose what is recorded; layers past the last one chosen are not run, but
    for these two.
    `causal` lets each token look only at itself and what came before. `queries` are the tokens whose rows are kept:
    of a long text all rows would not fit into memory. `change` is one what-if or several (`attnx.change`): the run is
    made with them, and the trace says so.

    Raises InputError for a text that is blank, too long or nothing the model can read, UsageError for a layer, head or
    array that does not exist, a pair that the model does not read or a change that cannot be made, and CheckpointError
    for a model that cannot be used.
    """
    text, checkpoint = source_for(text, model)
    own = looking_back(checkpoint) if causal else checkpoint
    changes = several(change)
    changed = replace(own, spec=changed_spec(own.spec, changes))
    for what_if in changes:
        text = swap(text, what_if.word, what_if.other) if isinstance(what_if, Swap) else text

    if pair is not None and own.spec.n_segments < 2:
        raise UsageError("no_segments", model=own.name)
    tokens = read_text(text, changed, pair)
    segments = np.array([token.segment for token in tokens], dtype=np.int64)  # (token,)
    check(changes, own.spec, [token.name for token in tokens], own.name)

    by_name = (*BY_NAME, LABEL_LOGITS) if own.classifies else BY_NAME
    names = ARRAYS if arrays == "all" else choose("array", arrays, (*ARRAYS, *by_name), own.name)
    of_head = any(name in names for name in OF_HEAD)
    if of_head and own.weights.head is None:
        raise UsageError("no_logits", model=own.name)
    record = recorder(
        Recorder,
        changed,
        names,
        layers,
        heads,
        queries=() if queries == "all" else choose("token", queries, range(len(tokens)), own.name),
        run=own.spec.n_layers if own.classifies or any(name in names for name in LAST_AXES) else 0,
    )
    x = run(ids_of(tokens), changed, record, segments=segments, changes=changes)  # (token, d_model)

    record(FINAL, x)
    labels = labels_of(x, changed, record)
    guesses: tuple[Guess, ...] = ()
    if of_head:
        said = log_softmax(logits(x, changed.weights, changed.spec, record))  # (token, vocabulary)
        record(PROBABILITIES, np.exp(said))
        guesses = guesses_of(said, tokens, changed) if PROBABILITIES in names else ()
    of_text, recorded = record.finish()
    whole = text if pair is None else f"{text}\n{pair}"
    return Trace(
        whole,
        changed.facts,
        tokens,
        recorded,
        arrays=of_text,
        notes=(*own.notes, *reading_notes(whole, tokens, own)),
        changes=tuple(
            replace(what_if, query_name=tokens[what_if.query].name, key_name=tokens[what_if.key].name)
            if isinstance(what_if, Hide)
            else what_if
            for what_if in changes
        ),
        guesses=guesses,
        block=block_of(changed.spec),
        picture=own.picture,
        labels=labels,
    )
