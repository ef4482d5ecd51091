"""Whether what was read fits together: nothing is drawn that is not a trace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from math import inf
from typing import Any, TypeVar, get_args

from attnx.change import Change
from attnx.errors import Phrase, UnsoundError, quoted
from attnx.trace import (
    ATTENTION_AXES,
    EMBEDDING_AXES,
    HEAD_KINDS,
    LAYER_AXES,
    TEXT_AXES,
    Aligner,
    Arrangement,
    Array,
    Attention,
    Block,
    Box,
    Candidate,
    Classifier,
    Guess,
    HeadFact,
    Kind,
    Layer,
    Model,
    Norm,
    Positions,
    Provenance,
    QkNorm,
    Readout,
    Sampling,
    Seen,
    Similarity,
    Step,
    Token,
    Trace,
    Where,
)

PATTERNS = ("bidirectional", "causal", "sliding", "neighbourhood", "mask")
PARTS = ("token", "patch", "position", "segment", "norm", "projection")  # of the model's input
NOTES = (
    "causal_added",
    "unknown_pieces",
    "other_script",
    "in_pieces",
    "read_by_toy",
    "pronoun_head",
    "words_found",
    "words_merged",
    "first_skipped",
    "encoder",
    "context_full",
    "length_reached",
    "sinks",
    "lens_norms",
    "lens_rollout",
    "lens_flow",
    "captioner",
    "draws_only",
    "not_drawn",
    "first_frame",
    "transparent",
    "sixteen_bits",
    "no_stream",
)
MINUS_INFINITY = ("mask", "scores", "scaled", "masked")  # what may hold it
SHARED = ("mask", "weights", "sink", "skipped")  # what all heads may have in common, or be the mean of

FITS: Mapping[str, Callable[[Any], bool]] = {
    "str": lambda value: type(value) is str,
    "int": lambda value: type(value) is int,
    "bool": lambda value: type(value) is bool,
    "float": lambda value: type(value) in (float, int),
    "int | None": lambda value: value is None or type(value) is int,
    "float | None": lambda value: value is None or FITS["float"](value),
    "tuple[str, ...]": lambda value: all(map(FITS["str"], value)),
    "tuple[int, ...]": lambda value: all(map(FITS["int"], value)),
    "Provenance": lambda value: value in get_args(Provenance),
    "Positions": lambda value: value in get_args(Positions),
    "Kind": lambda value: value in get_args(Kind),
    "Where": lambda value: value in get_args(Where),
    "Similarity": lambda value: value in get_args(Similarity),
    "Arrangement": lambda value: value in get_args(Arrangement),
    "Norm": lambda value: value in get_args(Norm),
    "QkNorm": lambda value: value in get_args(QkNorm),
    "Classifier": lambda value: value in get_args(Classifier),
}
# The least that a number of this name can be, and the greatest; what more there is to say of it depends on the rest.
CERTAIN = 1.000001  # a probability, as float32 rounds it
RANGES: Mapping[str, tuple[float, float]] = {
    **dict.fromkeys(("id", "start", "end", "segment", "layer", "head", "query", "key", "seed"), (0, inf)),
    **dict.fromkeys(("eps", "d_ff", "experts", "chosen", "n_layers"), (0, inf)),
    **dict.fromkeys(("asked", "top_k"), (1, inf)),
    **dict.fromkeys(("probability", "chance"), (0, CERTAIN)),
    "top_p": (0, 1),
    **dict.fromkeys(("logit_cap", "value"), (5e-324, inf)),
}
Part = TypeVar(
    "Part",
    Token,
    Box,
    Seen,
    HeadFact,
    Model,
    Block,
    Attention,
    Layer,
    Candidate,
    Step,
    Guess,
    Sampling,
    Aligner,
    Readout,
    Trace,
    Change,
)


def typed(part: Part) -> Part:
    """The same part of a trace. Raises ValueError where a field holds what it should not.

    A field of no type in FITS was made of parts that are themselves typed.
    """
    for field in fields(part):
        value = getattr(part, field.name)
        least, most = RANGES.get(field.name, (-inf, inf))
        fits = FITS.get(str(field.type), lambda _: True)(value)
        if not fits or (type(value) in (int, float) and not least <= value <= most):
            raise UnsoundError("field_value", name=field.name, value=quoted(value))
    return part


def check(trace: Trace) -> None:
    """Raises ValueError where the parts of a trace do not fit together."""
    facts = trace.model
    if not trace.tokens:
        raise UnsoundError("no_tokens")
    for name in ("n_layers", "n_heads", "n_kv_heads", "d_model", "d_head"):
        above_zero(name, getattr(facts, name))
    if facts.n_heads % facts.n_kv_heads:
        raise UnsoundError("kv_heads", n_kv_heads=facts.n_kv_heads, n_heads=facts.n_heads)
    known("embedding", facts.embedding, PARTS)
    ascending("placeless", list(facts.placeless), facts.n_layers)
    known("notes", trace.notes, NOTES)
    known("heads_known", tuple(fact.kind for fact in facts.heads_known), HEAD_KINDS)
    for tokens in (trace.tokens, trace.source):
        if [token.index for token in tokens] != list(range(len(tokens))):
            raise UnsoundError("token_order")
        if not all(1 <= token.part <= token.parts for token in tokens):
            raise UnsoundError("token_parts")
    if trace.picture is not None:
        check_picture(trace.picture, trace.source or trace.tokens)
    sizes = {"token": len(trace.tokens), "query": len(trace.tokens), "d_model": facts.d_model}
    of_source = sizes | {"token": len(trace.source)}
    for of_text, of_layers, lengths in (
        (trace.arrays, [layer.arrays for layer in trace.layers], sizes),
        (trace.encoder, [layer.encoder for layer in trace.layers], of_source),
    ):
        for name, array in of_text.items():
            narrow = (
                name in EMBEDDING_AXES and name != "embedded" and "projection" in facts.embedding
            ) or name == "transformed"
            expect(name, array, TEXT_AXES[name], {**lengths, "d_model": array.data.shape[-1]} if narrow else lengths)
        for held in of_layers:
            for name, array in held.items():
                expect(name, array, LAYER_AXES[name], lengths)
    for name, array in trace.parameters.items():
        if not FITS["tuple[str, ...]"](array.axes):
            raise UnsoundError("field_value", name="axes", value=quoted(array.axes))
        expect(name, array, array.axes, {})
    if trace.readout is not None:
        agree(
            Phrase("readout_token"),
            (trace.readout.query, 0 <= trace.readout.query < len(trace.tokens)),
            (trace.readout.query, True),
        )
        expect("direction", trace.readout.direction, ("d_model",), sizes)
        expect(
            "head_directions", trace.readout.head_directions, ("layer", "d_model"), sizes | {"layer": facts.n_layers}
        )
    deepest = max(facts.n_layers, trace.encoder_block.n_layers if trace.encoder_block else 0)
    ascending("layers", [layer.layer for layer in trace.layers], deepest)
    for layer in trace.layers:
        kinds = [attention.kind for attention in layer.attention]
        agree(Phrase("kinds_of", layer=layer.layer), kinds, list(dict.fromkeys(kinds)))
    first: dict[Kind, Attention] = {}
    for number, attention in trace.attentions():
        if attention.kind != "self" and not trace.source:
            raise UnsoundError("no_source", kind=attention.kind)
        ascending(
            "queries", list(attention.queries), len(trace.source if attention.kind == "encoder" else trace.tokens)
        )
        same = first.setdefault(attention.kind, attention)  # every layer has the same rows
        if (attention.heads, attention.queries) != (same.heads, same.queries):
            raise UnsoundError("other_rows", kind=attention.kind, layer=number)
        lengths = {"query": len(trace.queries_of(attention)), "key": len(trace.keys_of(attention))}
        check_attention(attention, facts, sizes | lengths)
    begin = trace.steps[0].after if trace.steps and not trace.source else 0  # a translation begins with its first token
    for place, step in enumerate(trace.steps):
        agree(Phrase("step_token"), (step.after, 0 <= step.after < len(trace.tokens)), (begin + place, True))
    for guess in trace.guesses:
        inside = (0 <= guess.token < len(trace.tokens), 0 <= guess.layer <= facts.n_layers)
        agree(Phrase("guess_place"), inside, (True, True))
    if trace.sampling:
        above_zero("temperature", trace.sampling.temperature)
        above_zero("top_k", 1 if trace.sampling.top_k is None else trace.sampling.top_k)
        above_zero("top_p", 1 if trace.sampling.top_p is None else trace.sampling.top_p)


def check_picture(picture: Seen, tokens: tuple[Token, ...]) -> None:
    """Raises ValueError where a picture and the tokens that are its patches do not fit together."""
    for name in ("width", "height", "rows", "columns"):
        above_zero(name, getattr(picture, name))
    patches = [token.piece for token in tokens if token.box is not None]
    places = [f"{row},{column}" for row in range(picture.rows) for column in range(picture.columns)]
    agree(Phrase("patches"), patches, places)


def check_attention(attention: Attention, facts: Model, sizes: Mapping[str, int]) -> None:
    heads, group = attention.heads, attention.group
    known("pattern", (attention.pattern,), PATTERNS)
    above_zero("temperature", attention.temperature)
    above_zero("soft_cap", 1.0 if attention.soft_cap is None else attention.soft_cap)
    writes = attention.kind != "encoder"  # the facts are of the side that writes; the other may have other heads
    ascending("heads", list(heads), facts.n_heads if writes else max(heads, default=0) + 1)
    ascending("layers", list(attention.layers), facts.n_layers)
    agree("kv_heads", list(attention.kv_heads), list(dict.fromkeys(head // group for head in heads)))
    sizes = {**sizes, "head": len(heads), "kv_head": len(attention.kv_heads)}
    for name, array in attention.arrays.items():
        axes = ATTENTION_AXES[name]
        shared = name in SHARED and array.axes[:1] != ("head",)
        width = {"d_head": facts.d_head} if name[0] in "qk" and writes else {}
        expect(name, array, axes[1:] if shared else axes, sizes | width)
    if "weights" in attention.arrays and attention.arrays["weights"].axes[:1] != ("head",):
        for name, array in attention.arrays.items():
            if array.axes[0] in ("head", "kv_head"):
                raise UnsoundError("single_head", name=name)
    if {"q", "k"} <= attention.arrays.keys():
        agree(Phrase("width_of", name="k"), attention.arrays["k"].data.shape[2], attention.arrays["q"].data.shape[2])
    for name in {"skipped", "sink"} & attention.arrays.keys():
        if "weights" in attention.arrays:
            agree(Phrase("axes_of", name=name), attention.arrays[name].axes, attention.arrays["weights"].axes[:-1])
    if {"v", "z"} <= attention.arrays.keys():
        agree(Phrase("width_of", name="z"), attention.arrays["z"].data.shape[2], attention.arrays["v"].data.shape[2])


def expect(name: str, array: Array, axes: tuple[str, ...], sizes: Mapping[str, int]) -> None:
    """Raises ValueError where the array has other axes or sizes, or holds what is not a number."""
    import numpy as np

    agree(Phrase("axes_of", name=name), array.axes, axes)
    agree(Phrase("axes_count", name=name), array.data.ndim, len(axes))
    shape = tuple(sizes.get(axis, size) for axis, size in zip(axes, array.data.shape, strict=True))
    agree(Phrase("shape_of", name=name), array.data.shape, shape)
    if array.data.dtype != np.float32 and not (name == "mask" and array.data.dtype == bool):
        raise UnsoundError("not_float32", name=name, dtype=array.data.dtype)
    if not (array.data < np.inf if name in MINUS_INFINITY else np.isfinite(array.data)).all():
        raise UnsoundError("not_finite", name=name)


def above_zero(what: str, number: float) -> None:
    if number <= 0:
        raise UnsoundError("not_above_zero", name=what, number=number)


def known(what: str, words: tuple[str, ...], choices: tuple[str, ...]) -> None:
    for word in words:
        if word not in choices:
            raise UnsoundError("not_known", name=what, word=quoted(word), choices=", ".join(choices))


def ascending(what: str, numbers: list[int], count: int) -> None:
    if numbers != sorted({number for number in numbers if 0 <= number < count}):
        raise UnsoundError("not_ascending", name=what, numbers=numbers, count=count)


def agree(what: str | Phrase, given: object, expected: object) -> None:
    if given != expected:
        raise UnsoundError("disagrees", what=what, given=given, expected=expected)
