"""A text in one language goes in, its translation and everything that was looked at comes out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from attnx.checkpoint.translator import Translator
    from attnx.model.spec import Spec
    from attnx.trace import Trace


def translate(
    text: str,
    model: str | Translator = "zh-en",
    *,
    beam: int = 1,
    candidates: int = 5,
    layers: Iterable[int] | Literal["all"] = "all",
    heads: Iterable[int] | Literal["all"] = "all",
    arrays: Iterable[str] | Literal["all"] = "all",
) -> Trace:
    """Translates a text a word at a time and returns every number of its attention.

    The trace's `source` are the tokens read, its `tokens` those written; each layer holds an attention of kind
    `encoder`, `self` and `cross`. `steps` are the decoding steps with their likeliest next tokens.

    Raises InputError for a text that is blank or too long, UsageError for a layer, head or array that does
    not exist, and CheckpointError for a model that cannot be used.
    """
    # Imported here so that `import attnx` costs nothing.
    import numpy as np

    from attnx.checkpoint.translator import load_translator
    from attnx.inputs.text import tokenize
    from attnx.inputs.written import alone, candidate_of, candidates_of, tokens_of
    from attnx.model.decode import decode
    from attnx.model.record import Recorder, choose, merge
    from attnx.model.transformer import Reading, forward
    from attnx.trace import ARRAYS, BY_NAME, Kind, Step, Trace

    translator = load_translator(model)
    spec, weights = translator.spec, translator.weights
    side = spec.encoder
    source = tokenize(text, translator.source_tokenizer, side.n_positions, side.vocab_size, translator.name)

    names = ARRAYS if arrays == "all" else choose("array", arrays, (*ARRAYS, *BY_NAME), translator.name)
    n_layers = max(spec.encoder.n_layers, spec.decoder.n_layers)
    chosen_layers = choose("layer", layers, range(n_layers), translator.name)
    n_heads = max(spec.encoder.n_heads, spec.decoder.n_heads)
    chosen_heads = choose("head", heads, range(n_heads), translator.name)

    def recorder(side: Spec, kind: Kind) -> Recorder:
        kept = tuple(layer for layer in chosen_layers if layer < side.n_layers)
        there = tuple(head for head in chosen_heads if head < side.n_heads)
        return Recorder(names, kept, there, side.n_heads, side.n_kv_heads, kind=kind, run=side.n_layers)

    read, wrote = recorder(spec.encoder, "encoder"), recorder(spec.decoder, "self")
    ids = np.array([token.id for token in source], dtype=np.int64)  # (key,)
    x = forward(ids, weights.encoder, spec.encoder, read)  # (key, d_model)
    longest = min(2 * len(source) + 10, spec.decoder.n_positions)
    written = decode(x, weights.decoder, spec.decoder, translator.begin, translator.end, beam, longest)

    # What was written is read once more as a whole, to keep what was asked for; the numbers are the same.
    inputs = written.ids[:-1] if written.ended else written.ids
    forward(np.array(inputs), weights.decoder, spec.decoder, wrote, reading=Reading.begin(x, spec.decoder.n_layers))

    output, tokens = tokens_of(inputs, translator.target_tokenizer)
    text_of = alone(translator.target_tokenizer)
    steps = tuple(
        Step(after, candidate_of(taken, row, text_of), candidates_of(row, candidates, text_of))
        for after, (row, taken) in enumerate(zip(written.log_probabilities, written.ids[1:], strict=True))
    )
    unknown = any(token.piece == translator.source_tokenizer.unknown for token in source)
    of_text, layers_written = wrote.finish()
    return Trace(
        text,
        translator.facts,
        tokens,
        merge(read.finish()[1], layers_written),
        source,
        of_text,
        notes=("unknown_pieces",) if unknown else (),
        output=output,
        steps=steps,
        aligner=translator.aligner,
    )
