"""What translate and caption do alike: an encoder has something before it, and a decoder writes about it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Literal

import numpy as np

from attnx.arithmetic import softmax
from attnx.checkpoint import Checkpoint
from attnx.checkpoint.tokenizer.written import alone, candidate_of, candidates_of, tokens_of
from attnx.checkpoint.values import Translator
from attnx.doors.run import ids_of, quiet, recorder, run
from attnx.inputs.shapes import whole_number
from attnx.model.decode import Rules, decode
from attnx.model.describe import block_of
from attnx.model.record import Recorder, choose, merge
from attnx.model.transformer import Reading, logits
from attnx.trace import ARRAYS, BY_NAME, FINAL, OF_HEAD, PROBABILITIES, Kind, Step, Token, Trace


def write_about(
    source: tuple[Token, ...],
    text: str,
    pair: Translator,
    encoder: Checkpoint,
    rules: Rules,
    longest: int,
    beam: int,
    candidates: int,
    layers: Iterable[int] | Literal["all"],
    heads: Iterable[int] | Literal["all"],
    arrays: Iterable[str] | Literal["all"],
) -> Trace:
    """What the decoder of a pair writes about the tokens that its encoder has read, at most `longest` of them.

    The trace is called `text`. Raises UsageError for a layer, head or array that does not exist.
    """
    beam, candidates = whole_number("beam", beam), whole_number("candidates", candidates)
    decoder, name = pair.decoder, pair.name
    assert pair.begin is not None
    longest = min(longest, decoder.spec.n_positions - 1)  # what is written last is read once more

    names = ARRAYS if arrays == "all" else choose("array", arrays, (*ARRAYS, *BY_NAME), name)
    chosen_layers = choose("layer", layers, range(max(encoder.spec.n_layers, decoder.spec.n_layers)), name)
    chosen_heads = choose("head", heads, range(max(encoder.spec.n_heads, decoder.spec.n_heads)), name)

    def recorder_of(side: Checkpoint, kind: Kind) -> Recorder:
        kept = [layer for layer in chosen_layers if layer < side.spec.n_layers]
        there = [head for head in chosen_heads if head < side.spec.n_heads]
        return recorder(partial(Recorder, kind=kind), side, names, kept, there, run=side.spec.n_layers)

    looked, wrote = recorder_of(encoder, "encoder"), recorder_of(decoder, "self")
    x = run(ids_of(source), encoder, looked)  # (key, d_model)
    with quiet():
        written = decode(x, decoder.weights, decoder.spec, pair.begin, rules, beam, longest)

    # What was written is read once more as a whole, to keep what was asked for; the numbers are the same.
    inputs = written.ids[:-1] if written.ended else written.ids
    left = run(np.array(inputs), decoder, wrote, reading=Reading.begin(x, decoder.spec.n_layers))
    looked(FINAL, x)
    wrote(FINAL, left)
    if any(name in names for name in OF_HEAD):
        wrote(PROBABILITIES, softmax(logits(left, decoder.weights, decoder.spec, wrote)))

    output, tokens = tokens_of(inputs, pair.target_tokenizer)
    text_of = alone(pair.target_tokenizer)
    steps = tuple(
        Step(after, candidate_of(taken, row, text_of), candidates_of(row, candidates, text_of))
        for after, (row, taken) in enumerate(zip(written.log_probabilities, written.ids[1:], strict=True))
    )
    of_source, layers_read = looked.finish()
    of_text, layers_written = wrote.finish()
    return Trace(
        text,
        pair.facts,
        tokens,
        merge(layers_read, layers_written),
        source,
        of_text,
        notes=() if written.ended else ("length_reached",),
        output=output,
        steps=steps,
        aligner=pair.aligner,
        block=block_of(decoder.spec),
        encoder=of_source,
        encoder_block=block_of(encoder.spec),
    )
