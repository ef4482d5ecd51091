"""A text in one language goes in, its translation and everything that was looked at comes out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np

from attnx.arithmetic import softmax
from attnx.checkpoint import Checkpoint, load_translator
from attnx.checkpoint.tokenizer.written import alone, candidate_of, candidates_of, tokens_of
from attnx.checkpoint.values import Translator
from attnx.doors.run import ids_of, quiet, read_text, reading_notes, recorder, run
from attnx.errors import UsageError
from attnx.inputs.shapes import whole_number
from attnx.inputs.text import check_text
from attnx.model.decode import decode
from attnx.model.describe import block_of
from attnx.model.record import Recorder, choose, merge
from attnx.model.transformer import Reading, logits
from attnx.trace import ARRAYS, BY_NAME, FINAL, OF_HEAD, PROBABILITIES, Kind, Step, Trace


def language(to: str, translator: Translator) -> int:
    """The id of a language's sign. Raises UsageError for one that the model does not know."""
    known = translator.target_tokenizer.languages
    found = [number for sign, number in known.items() if to in (sign, sign.strip("_").partition("_")[0])]
    if len(found) != 1:
        raise UsageError("no_language", to=to, model=translator.name, choices=", ".join(known) or "–")
    return found[0]


def translate(
    text: str,
    model: str | Path | Checkpoint = "zh-en",
    *,
    beam: int = 1,
    to: str | None = None,
    candidates: int = 5,
    layers: Iterable[int] | Literal["all"] = "all",
    heads: Iterable[int] | Literal["all"] = "all",
    arrays: Iterable[str] | Literal["all"] = "all",
) -> Trace:
    """Translates a text a word at a time and returns every number of its attention.

    The trace's `source` are the tokens read, its `tokens` those written; each layer holds an attention of kind
    `encoder`, `self` and `cross`, and what belongs to the encoder as a whole is in `encoder`. `steps` are the decoding
    steps with their likeliest next tokens.

    `to` is the language to write, of a model that knows several: its sign ("fr_XX"), or how that begins ("fr").
    `model` is a name, a directory, an id on the hub, or what `attnx.load` returned. Raises InputError for a text that
    is blank or too long, UsageError for a layer, head or array that does not exist, and CheckpointError for a model
    that does not translate or cannot be used.
    """
    check_text(text)
    beam, candidates = whole_number("beam", beam), whole_number("candidates", candidates)
    translator = load_translator(model)
    encoder, decoder, name = translator.encoder, translator.decoder, translator.name
    assert translator.begin is not None
    rules = translator.rules if to is None else replace(translator.rules, first=language(to, translator))
    source = read_text(text, encoder)

    names = ARRAYS if arrays == "all" else choose("array", arrays, (*ARRAYS, *BY_NAME), name)
    chosen_layers = choose("layer", layers, range(max(encoder.spec.n_layers, decoder.spec.n_layers)), name)
    chosen_heads = choose("head", heads, range(max(encoder.spec.n_heads, decoder.spec.n_heads)), name)

    def recorder_of(side: Checkpoint, kind: Kind) -> Recorder:
        kept = [layer for layer in chosen_layers if layer < side.spec.n_layers]
        there = [head for head in chosen_heads if head < side.spec.n_heads]
        return recorder(partial(Recorder, kind=kind), side, names, kept, there, run=side.spec.n_layers)

    looked, wrote = recorder_of(encoder, "encoder"), recorder_of(decoder, "self")
    x = run(ids_of(source), encoder, looked)  # (key, d_model)
    longest = min(2 * len(source) + 10, decoder.spec.n_positions)
    with quiet():
        written = decode(x, decoder.weights, decoder.spec, translator.begin, rules, beam, longest)

    # What was written is read once more as a whole, to keep what was asked for; the numbers are the same.
    inputs = written.ids[:-1] if written.ended else written.ids
    left = run(np.array(inputs), decoder, wrote, reading=Reading.begin(x, decoder.spec.n_layers))
    looked(FINAL, x)
    wrote(FINAL, left)
    if any(name in names for name in OF_HEAD):
        wrote(PROBABILITIES, softmax(logits(left, decoder.weights, decoder.spec, wrote)))

    output, tokens = tokens_of(inputs, translator.target_tokenizer)
    text_of = alone(translator.target_tokenizer)
    steps = tuple(
        Step(after, candidate_of(taken, row, text_of), candidates_of(row, candidates, text_of))
        for after, (row, taken) in enumerate(zip(written.log_probabilities, written.ids[1:], strict=True))
    )
    of_source, layers_read = looked.finish()
    of_text, layers_written = wrote.finish()
    return Trace(
        text,
        translator.facts,
        tokens,
        merge(layers_read, layers_written),
        source,
        of_text,
        notes=(*reading_notes(text, source, encoder), *(() if written.ended else ("length_reached",))),
        output=output,
        steps=steps,
        aligner=translator.aligner,
        block=block_of(decoder.spec),
        encoder=of_source,
        encoder_block=block_of(encoder.spec),
    )
