"""What doors do alike: the tokens of a text, what is recorded of it, and a run whose numbers are finite."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Literal, TypeVar

import numpy as np

from attnx.arithmetic import softmax
from attnx.change import Change
from attnx.checkpoint import Checkpoint, default_model, load
from attnx.checkpoint.tokenizer.pieces import Pieces
from attnx.checkpoint.tokenizer.written import after, alone, candidates_of
from attnx.checkpoint.values import WordHead
from attnx.errors import InputError, Phrase, UsageError
from attnx.inputs.script import has, has_other, letters, script_of
from attnx.inputs.text import check_text, tokenize
from attnx.measures.paper import is_drawing
from attnx.measures.parting import joined
from attnx.model.attention import Similarity, attention, dot_product
from attnx.model.classify import label_logits
from attnx.model.finite import check_finite
from attnx.model.masks import backwards
from attnx.model.record import AttentionRecord, Recorder, choose
from attnx.model.spec import LanguageHead
from attnx.model.touch import Touch
from attnx.model.transformer import Reading, forward
from attnx.reduce.words import words_of
from attnx.trace import ARRAYS, Candidate, Guess, Token

if TYPE_CHECKING:
    from attnx.inputs.image import Picture

AnyRecorder = TypeVar("AnyRecorder", bound=Recorder)
SEES = "sketch"  # the model for a picture where none is named
LIKELIEST = 10  # words that a guess names
FEW = 3  # words: of fewer it is not said that most of them are in pieces


def looking_back(checkpoint: Checkpoint) -> Checkpoint:
    """The same model, each token of which looks only at itself and what came before; where that is new it is noted."""
    spec = backwards(checkpoint.spec)
    if spec == checkpoint.spec:
        return checkpoint
    return replace(checkpoint, spec=spec, notes=(*checkpoint.notes, "causal_added"))


def model_for(text: str, model: str | Path | Checkpoint | None) -> Checkpoint:
    """The model that was asked for, or the one that suits the text. Raises InputError for what is no text."""
    check_text(text)
    return load(default_model(text) if model is None else model)


def source_for(source: str | Path | Picture, model: str | Path | Checkpoint | None) -> tuple[str, Checkpoint]:
    """A text, and the model that reads it; of a picture its name, and the model with the picture before its eyes.

    Where no model is named, `sketch` sees a picture. Raises as `model_for` does, InputError for a path that is no
    picture, and UsageError for a model that sees none.
    """
    if isinstance(source, str):
        return source, model_for(source, model)
    from attnx.checkpoint.sight import see
    from attnx.inputs.image import Picture, open_picture

    if not isinstance(source, Path | Picture):
        check_text(source)
    picture = open_picture(source) if isinstance(source, Path) else source
    seeing = see(load(SEES if model is None else model), picture)
    assert seeing.picture is not None and seeing.picture.pixels is not None
    if seeing.provenance == "trained" and not is_drawing(seeing.picture.pixels):
        seeing = replace(seeing, notes=(*seeing.notes, "draws_only"))
    return picture.name, seeing


def read_text(text: str, checkpoint: Checkpoint, pair: str | None = None) -> tuple[Token, ...]:
    """The tokens that a model reads of a text, or of two.

    Raises as `tokenize` does, InputError for a text of which there is nothing that the model can read, and UsageError
    where it sees pictures and was given none.
    """
    spec, tokenizer, name = checkpoint.spec, checkpoint.tokenizer, checkpoint.name
    if spec.patches is not None and checkpoint.picture is None:
        raise UsageError("sees_pictures", model=name, text=shorten(text, 40, placeholder="…"))
    tokens = tokenize(text, tokenizer, spec.n_positions, spec.vocab_size, name, pair)
    whole = text if pair is None else text + pair
    if checkpoint.reads is not None and letters(whole) and not has(whole, checkpoint.reads):
        script = script_of(whole)
        others = "read_by_none" if script is None else "read_by_latin" if script == "latin" else "read_by_chinese"
        known = Phrase(checkpoint.reads)
        raise InputError("other_language", model=name, language=known, instead=Phrase(others), text=text)
    if all(token.special or token.piece == tokenizer.unknown for token in tokens):
        raise InputError("nothing_known", model=name, unknown=tokenizer.unknown, text=text)
    return in_words(tokens, checkpoint.words)


def in_words(tokens: tuple[Token, ...], words: WordHead | None) -> tuple[Token, ...]:
    """The tokens, joined as the head that knows the words of its language finds them, where the model has one."""
    if words is None:
        return tokens
    spec, layer, head = words.spec, words.layer, words.head
    record = Recorder(("weights",), (layer,), (head,), spec.n_heads, spec.n_kv_heads)
    with quiet():
        forward(ids_of(tokens), words.weights, spec, record)
    ((_, attention),) = ((layer.layer, part) for layer in record.finish()[1] for part in layer.attention)
    return joined(tokens, attention.arrays["weights"].data[0])


def reading_notes(text: str, tokens: Sequence[Token], checkpoint: Checkpoint) -> tuple[str, ...]:
    """What of a text its model cannot read, where there is such a thing."""
    if checkpoint.name == "toy" and script_of(text) is None:
        return ("read_by_toy",)
    reads, unknown = checkpoint.reads, checkpoint.tokenizer.unknown
    found = {
        "other_script": reads is not None and has_other(text, reads),
        "in_pieces": reads == "latin" and mostly_in_pieces(tokens),
        "unknown_pieces": any(token.piece == unknown for token in tokens),
        "sinks": checkpoint.spec.sinks,
        "words_found": any(token.joined for token in tokens),
    }
    return tuple(note for note, holds in found.items() if holds)


def mostly_in_pieces(tokens: Sequence[Token]) -> bool:
    """Whether most words of a text, of which there are a few, are not in the vocabulary, as in another language."""
    words = [pieces for pieces in words_of(tokens) if any(tokens[piece].text.isalpha() for piece in pieces)]
    return len(words) >= FEW and sum(len(pieces) > 1 for pieces in words) > len(words) / 2


def ids_of(tokens: Sequence[Token]) -> np.ndarray:
    """(token,), as a model knows them."""
    return np.array([token.id for token in tokens], dtype=np.int64)


def guesses_of(log_probabilities: np.ndarray, tokens: Sequence[Token], checkpoint: Checkpoint) -> tuple[Guess, ...]:
    """The likeliest tokens to come after each token, or to stand at it, of (token, vocabulary)."""
    tokenizer, ids = checkpoint.tokenizer, ids_of(tokens).tolist()
    if not isinstance(tokenizer, Pieces):
        return ()
    follows = isinstance(checkpoint.spec.head, LanguageHead)
    return tuple(
        Guess(
            "after" if follows else "at",
            place,
            checkpoint.spec.n_layers,
            candidates_of(row, LIKELIEST, after(ids[: place + 1], tokenizer) if follows else alone(tokenizer)),
        )
        for place, row in enumerate(log_probabilities)
    )


def labels_of(x: np.ndarray, checkpoint: Checkpoint, touch: Touch) -> tuple[Candidate, ...]:
    """The likeliest labels of a picture, from its last residual stream (token, d_model); none without a classifier."""
    patches, classifier = checkpoint.spec.patches, checkpoint.weights.classifier
    if patches is None or patches.classifier is None or not classifier:
        return ()
    said = label_logits(x, classifier, patches, touch)  # (label,)
    shares, names = softmax(said), patches.classifier.labels
    order = np.argsort(-shares, kind="stable")[:LIKELIEST].tolist()
    return tuple(Candidate(names[number], number, float(shares[number])) for number in order)


def recorder(
    make: Callable[..., AnyRecorder],
    checkpoint: Checkpoint,
    names: Collection[str],
    layers: Iterable[int] | Literal["all"] = "all",
    heads: Iterable[int] | Literal["all"] = "all",
    queries: tuple[int, ...] = (),
    run: int = 0,
) -> AnyRecorder:
    """What keeps these arrays of these layers and heads. Raises UsageError for one that the model does not have."""
    spec, name = checkpoint.spec, checkpoint.name
    return make(
        names=names,
        layers=choose("layer", layers, range(spec.n_layers), name),
        heads=choose("head", heads, range(spec.n_heads), name),
        n_heads=spec.n_heads,
        n_kv_heads=spec.n_kv_heads,
        run=run,
        queries=queries,
    )


def run(
    ids: np.ndarray,
    checkpoint: Checkpoint,
    record: Recorder,
    reading: Reading | None = None,
    segments: np.ndarray | None = None,
    changes: Sequence[Change] = (),
) -> np.ndarray:
    """The residual stream (token, d_model) after the last layer recorded; see `forward`.

    Raises CheckpointError for damaged weights, and InputError for numbers that grow past what float32 holds.
    """
    weights, spec = checkpoint.weights, checkpoint.spec
    with quiet():
        x = forward(ids, weights, spec, record, reading=reading, segments=segments, changes=changes)
    check_finite(x, weights, checkpoint.name)
    return x


def attended(
    name: str,
    arrays: Mapping[str, np.ndarray],
    scale: float,
    mask: np.ndarray | None = None,
    similarity: Similarity = dot_product,
) -> AttentionRecord:
    """All that is recorded of an attention by itself over the arrays q, k and v, and whatever else they came with.

    Raises InputError, in which it is called `name`, for numbers that grow past what float32 holds.
    """
    q, k, v = arrays["q"], arrays["k"], arrays["v"]
    record = AttentionRecord(ARRAYS, tuple(range(len(q))), len(q), len(k))
    for array in arrays:
        record(array, arrays[array])
    if mask is not None:
        record("mask", mask)
    with quiet():
        z = attention(q, k, v, scale=scale, mask=mask, similarity=similarity, touch=record)
    check_held(z, name)
    return record


def check_held(array: np.ndarray, name: str) -> None:
    """Raises InputError, in which what was given is called `name`, for numbers that float32 did not hold."""
    if not np.isfinite(array).all():
        raise InputError("overflow", model=name)


def quiet() -> np.errstate:
    """Within it NumPy says nothing of numbers that grow too large: the check of the result says it better."""
    return np.errstate(over="ignore", invalid="ignore")
