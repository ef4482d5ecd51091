"""The whole pipeline on one page: a text goes in, a Trace comes out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

    from attnx.change import Change
    from attnx.checkpoint import Checkpoint
    from attnx.trace import Trace


def explain(
    text: str,
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
    """Runs a model on a text and returns every number of its attention.

    `model` is a name (`reader`, `writer`, `zh-en`, `toy`, `classic`, `minilm`), a directory, an id on the hub, or what
    `attnx.load` returned; where it is None the text decides: `zh-en` reads Chinese, `reader` Latin letters, `toy`
    everything else. `pair` is a second text, read after the first by a model that tells two apart; the trace's text
    is then both, a line each. `layers`, `heads` and `arrays` (names of `attnx.trace.ARRAYS`, and `final`, and `logits`
    where the model has a head) choose what is recorded; layers past the last one chosen are not run, but for these two.
    `causal` lets each token look only at itself and what came before. `queries` are the tokens whose rows are kept:
    of a long text all rows would not fit into memory. `change` is one what-if or several (`attnx.change`): the run is
    made with them, and the trace says so.

    Raises InputError for a text that is blank or too long, UsageError for a layer, head or array that does not exist,
    a pair that the model does not read or a change that cannot be made, and CheckpointError for a model that cannot
    be used.
    """
    # Imported here so that `import attnx` costs nothing.
    from dataclasses import replace

    import numpy as np

    from attnx.change import Hide, Swap, several
    from attnx.checkpoint import default_model, load
    from attnx.errors import UsageError
    from attnx.inputs.swap import swap
    from attnx.inputs.text import tokenize
    from attnx.model.change import changed_spec, check
    from attnx.model.finite import check_finite
    from attnx.model.record import Recorder, choose
    from attnx.model.spec import Causal
    from attnx.model.transformer import forward
    from attnx.model.transformer import logits as logits_of
    from attnx.trace import ARRAYS, BY_NAME, FINAL, LOGITS, Trace

    checkpoint = load(default_model(text) if model is None else model)
    own = replace(checkpoint.spec, pattern=Causal()) if causal else checkpoint.spec
    changes = several(change)
    spec = changed_spec(own, changes)
    for one in changes:
        text = swap(text, one.word, one.other) if isinstance(one, Swap) else text

    if pair is not None and spec.n_segments < 2:
        raise UsageError("no_segments", model=checkpoint.name)
    tokens = tokenize(text, checkpoint.tokenizer, spec.n_positions, spec.vocab_size, checkpoint.name, pair)
    check(changes, own, [token.name for token in tokens], checkpoint.name)
    ids = np.array([token.id for token in tokens], dtype=np.int64)  # (token,)
    segments = np.array([token.segment for token in tokens], dtype=np.int64)  # (token,)

    names = ARRAYS if arrays == "all" else choose("array", arrays, (*ARRAYS, *BY_NAME, LOGITS, FINAL), checkpoint.name)
    if LOGITS in names and checkpoint.weights.head is None:
        raise UsageError("no_logits", model=checkpoint.name)
    record = Recorder(
        names=names,
        layers=choose("layer", layers, range(spec.n_layers), checkpoint.name),
        heads=choose("head", heads, range(spec.n_heads), checkpoint.name),
        n_heads=spec.n_heads,
        n_kv_heads=spec.n_kv_heads,
        run=spec.n_layers if LOGITS in names or FINAL in names else 0,
        queries=() if queries == "all" else choose("token", queries, range(len(tokens)), checkpoint.name),
    )
    with np.errstate(over="ignore", invalid="ignore"):  # check_finite says it better
        x = forward(ids, checkpoint.weights, spec, record, segments=segments, changes=changes)
    check_finite(x, checkpoint.weights, checkpoint.name)

    notes = [*checkpoint.notes]
    notes += ["causal_added"] if own != checkpoint.spec else []
    notes += ["unknown_pieces"] if any(token.piece == checkpoint.tokenizer.unknown for token in tokens) else []
    if FINAL in names:
        record(FINAL, x)
    if LOGITS in names:
        record(LOGITS, logits_of(x, checkpoint.weights, spec))
    of_text, recorded = record.finish()
    return Trace(
        text if pair is None else f"{text}\n{pair}",
        replace(checkpoint, spec=spec).facts if changes else checkpoint.facts,
        tokens,
        recorded,
        arrays=of_text,
        notes=tuple(notes),
        changes=tuple(
            replace(one, query_name=tokens[one.query].name, key_name=tokens[one.key].name)
            if isinstance(one, Hide)
            else one
            for one in changes
        ),
    )
