"""The weights behind a trace: with them every number of it can be computed again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from attnx.checkpoint import Checkpoint, load
from attnx.doors.run import ids_of
from attnx.errors import UsageError
from attnx.model.change import changed_spec
from attnx.model.half import widen
from attnx.model.parameters import Named, parameters
from attnx.trace import LABEL_LOGITS, OF_HEAD, Array, Kind, Model, Token, Trace

if TYPE_CHECKING:
    from attnx.inputs.image import Picture


def with_weights(
    trace: Trace, model: str | Path | Checkpoint, most: int | None = None, picture: Path | Picture | None = None
) -> Trace:
    """The trace with the weights of this model that belong to it, as its `parameters`.

    They are those of the embeddings of its tokens, of the layers recorded and, where the trace has what a head makes,
    of the head; of a translation those of the encoder too. Of a picture there are its patches where they are known: the
    trace holds it, or it is given once more as `picture`. Raises UsageError for a model or a picture that is not the
    trace's and for more than `most` numbers, CheckpointError for a model that cannot be used, and InputError for a
    picture that cannot be read.
    """
    checkpoint = load(model)
    if trace.model.provenance == "random" != checkpoint.provenance:
        checkpoint = checkpoint.untrained()
    translator = None if trace.encoder_block is None else checkpoint.translator
    encoder = None if translator is None else translator.encoder
    if picture is not None and trace.picture is None:
        raise UsageError("trace_of_text")
    if trace.picture is not None:
        from attnx.checkpoint.sight import in_sight_of

        seeing = in_sight_of(checkpoint if encoder is None else encoder, trace.picture, picture)
        checkpoint, encoder = (seeing, None) if encoder is None else (checkpoint, seeing)
    reader = checkpoint if translator is None else translator.decoder
    if shape(reader.facts) != shape(trace.model) or (translator is None and trace.encoder_block is not None):
        raise UsageError("other_model", model=checkpoint.name, traced=trace.model.name)
    held = [*of_side(trace, reader, trace.tokens, "self")]
    if encoder is not None:
        read = of_side(replace(trace, arrays=trace.encoder), encoder, trace.source, "encoder")
        held += [(f"encoder.{name}", axes, stored) for name, axes, stored in read]
    count = sum(stored.size for _, _, stored in held)
    if most is not None and count > most:
        raise UsageError("weights_too_large", found=f"{count / 1e6:.1f}", limit=f"{most / 1e6:g}")
    wide = {name: Array(axes, np.ascontiguousarray(widen(stored))) for name, axes, stored in held}
    return replace(trace, parameters=wide)


def shape(facts: Model) -> tuple[object, ...]:
    """By what a model is known not to be another."""
    return facts.family, facts.n_layers, facts.n_heads, facts.n_kv_heads, facts.d_model, facts.d_head


def of_side(trace: Trace, checkpoint: Checkpoint, tokens: tuple[Token, ...], kind: Kind) -> Named:
    """Those of one stack of layers, which reads these tokens."""
    spec = changed_spec(checkpoint.spec, trace.changes)
    layers = [layer.layer for layer in trace.layers if layer.layer < spec.n_layers]
    segments = np.array([token.segment for token in tokens], dtype=np.int64)  # (token,)
    head = any(name in trace.arrays for name in (*OF_HEAD, LABEL_LOGITS))
    return parameters(ids_of(tokens), checkpoint.weights, spec, layers, kind, segments, head)
