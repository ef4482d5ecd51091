"""A text in one language goes in, its translation and everything that was looked at comes out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Literal

from attnx.checkpoint import Checkpoint, load_translator
from attnx.checkpoint.values import Translator
from attnx.doors.pair import write_about
from attnx.doors.run import read_text, reading_notes
from attnx.errors import UsageError
from attnx.inputs.text import check_text
from attnx.trace import Trace


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
    translator = load_translator(model)
    encoder = translator.encoder
    rules = translator.rules if to is None else replace(translator.rules, first=language(to, translator))
    source = read_text(text, encoder)
    longest = 2 * len(source) + 10
    trace = write_about(source, text, translator, encoder, rules, longest, beam, candidates, layers, heads, arrays)
    return replace(trace, notes=(*reading_notes(text, source, encoder), *trace.notes))
