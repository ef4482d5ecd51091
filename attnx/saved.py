"""A Trace outside the program, and back: one JSON document, or a safetensors file.

The document is described in docs/trace.md and by `attnx schema`. −∞ is null; a float32 number is written
with as many digits as bring the same bits back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import orjson

from attnx.change import CHANGES, Change, name_of
from attnx.errors import TraceError
from attnx.trace import (
    ATTENTION_AXES,
    EMBEDDING_AXES,
    HEAD_KINDS,
    Aligner,
    Array,
    Attention,
    Candidate,
    Guess,
    HeadFact,
    Kind,
    Layer,
    Model,
    Positions,
    Provenance,
    Readout,
    Sampling,
    Similarity,
    Step,
    Token,
    Trace,
    Where,
)
from attnx.version import __version__

if TYPE_CHECKING:
    import numpy as np

SCHEMA = "attnx.trace/1"
PATTERNS = ("bidirectional", "causal", "sliding", "neighbourhood", "mask")
PARTS = ("token", "position", "segment", "norm")  # of the model's input
NOTES = (
    "causal_added",
    "unknown_pieces",
    "pronoun_head",
    "words_merged",
    "first_skipped",
    "encoder",
    "context_full",
    "lens_norms",
    "lens_rollout",
    "lens_flow",
)
MINUS_INFINITY = ("mask", "scores", "scaled", "masked")  # what may hold it
SHARED = ("mask", "weights", "skipped")  # what all heads may have in common, or be the mean of
HEADER = "attnx.trace"  # the metadata key of a safetensors file that holds everything but the numbers


def to_json(trace: Trace) -> bytes:
    """The trace as one JSON document in UTF-8, ending in a newline."""
    document = describe(trace, in_place)
    return orjson.dumps(document, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_APPEND_NEWLINE)


def in_place(_path: str, array: Array) -> object:
    """An array as it stands in a JSON document."""
    import numpy as np

    return {"axes": array.axes, "data": np.ascontiguousarray(array.data)}


def to_safetensors(trace: Trace) -> bytes:
    """The trace as a safetensors file: the arrays as tensors, everything else in its metadata."""
    import numpy as np
    from safetensors.numpy import save

    tensors: dict[str, np.ndarray] = {}

    def put_aside(path: str, array: Array) -> object:
        tensors[path] = np.ascontiguousarray(array.data)
        return {"axes": array.axes, "tensor": path}

    document = describe(trace, put_aside)
    return save(tensors, metadata={HEADER: orjson.dumps(document).decode()})


def describe(trace: Trace, store: Callable[[str, Array], object]) -> dict[str, object]:
    """The document of a trace; `store` says what stands where an array belongs."""
    document: dict[str, object] = {
        "schema": SCHEMA,
        "attnx": __version__,
        "text": trace.text,
        "notes": trace.notes,
        "model": asdict(trace.model),
        "tokens": [asdict(token) for token in trace.tokens],
    }
    if trace.source:
        document["source"] = [asdict(token) for token in trace.source]
    if trace.embedding:
        document["embedding"] = {name: store(name, array) for name, array in trace.embedding.items()}
    layers = []
    for layer in trace.layers:
        entry: dict[str, object] = {"layer": layer.layer}
        if layer.residual is not None:
            entry["residual"] = store(f"layers.{layer.layer}.residual", layer.residual)
        if layer.mlp_out is not None:
            entry["mlp_out"] = store(f"layers.{layer.layer}.mlp_out", layer.mlp_out)
        entry["attention"] = [
            describe_attention(attention, f"layers.{layer.layer}.{attention.kind}", store)
            for attention in layer.attention
        ]
        layers.append(entry)
    document["layers"] = layers
    if trace.output or trace.steps:
        document["output"] = trace.output
    if trace.steps:
        document["steps"] = [without_none(asdict(step)) for step in trace.steps]
    if trace.guesses:
        document["guesses"] = [without_none(asdict(guess)) for guess in trace.guesses]
    if trace.sampling:
        document["sampling"] = asdict(trace.sampling)
    if trace.logits is not None:
        document["logits"] = store("logits", trace.logits)
    if trace.readout is not None:
        document["readout"] = describe_readout(trace.readout, store)
    if trace.final is not None:
        document["final"] = store("final", trace.final)
    if trace.changes:
        document["changes"] = [{"change": name_of(change), **asdict(change)} for change in trace.changes]
    if trace.aligner:
        document["aligner"] = asdict(trace.aligner)
    return document


def without_none(part: Any) -> Any:
    """The part of a document without what is not there."""
    if isinstance(part, dict):
        return {name: without_none(value) for name, value in part.items() if value is not None}
    return [without_none(one) for one in part] if isinstance(part, (list, tuple)) else part


def describe_readout(readout: Readout, store: Callable[[str, Array], object]) -> dict[str, object]:
    return {
        "query": readout.query,
        "token": without_none(asdict(readout.token)),
        "logit": readout.logit,
        "constant": readout.constant,
        "soft_cap": readout.soft_cap,
        "direction": store("readout.direction", readout.direction),
        "head_directions": store("readout.head_directions", readout.head_directions),
    }


def describe_attention(attention: Attention, path: str, store: Callable[[str, Array], object]) -> dict[str, object]:
    entry: dict[str, object] = {
        "kind": attention.kind,
        "pattern": attention.pattern,
        "heads": attention.heads,
        "kv_heads": attention.kv_heads,
        "scale": attention.scale,
    }
    if attention.soft_cap is not None:
        entry["soft_cap"] = attention.soft_cap
    if attention.temperature != 1.0:
        entry["temperature"] = attention.temperature
    if attention.queries:
        entry["queries"] = attention.queries
    if attention.similarity != "dot":
        entry["similarity"] = attention.similarity
    if attention.layers:
        entry["layers"] = attention.layers
    return entry | {name: store(f"{path}.{name}", array) for name, array in attention.arrays.items()}


def from_bytes(data: bytes, source: str) -> Trace:
    """The trace in a JSON document or a safetensors file; `source` is its name in errors.

    Raises TraceError where the data is neither, is damaged, or does not fit together.
    """
    if b"\0" in data[:8]:  # the length of a safetensors header, and never a part of JSON
        return from_safetensors(data, source)
    return from_json(data, source)


def from_json(data: bytes, source: str) -> Trace:
    import numpy as np

    def numbers(entry: Mapping[str, Any]) -> np.ndarray:
        cells = np.array(entry["data"], dtype=object)
        kinds = set(map(type, cells.ravel()))
        if kinds == {bool}:
            return cells.astype(bool)
        if not cells.ndim or not kinds <= {float, int, type(None)}:
            raise ValueError("its data are not rectangular arrays of numbers")
        array = cells.astype(np.float64)  # null becomes NaN here
        array[np.isnan(array)] = -np.inf
        return as_written(array)

    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        reason = "it is empty" if not data.strip() else f"it is not JSON ({error})"
        raise TraceError("not_a_trace", source=source, reason=reason) from error
    return build(document, source, numbers)


def from_safetensors(data: bytes, source: str) -> Trace:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    def numbers(entry: Mapping[str, Any]) -> np.ndarray:
        tensor = tensors[entry["tensor"]]
        return tensor.view("u1") != 0 if tensor.dtype == bool else tensor  # any byte may be stored as true

    try:
        tensors = load(data)
        header = orjson.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
        document = orjson.loads(header["__metadata__"][HEADER])
    except (SafetensorError, orjson.JSONDecodeError) as error:
        raise TraceError(
            "not_a_trace", source=source, reason=f"it is neither JSON nor safetensors ({error})"
        ) from error
    except KeyError as error:
        raise TraceError("not_a_trace", source=source, reason="it was not saved by attnx") from error
    return build(document, source, numbers)


def as_written(numbers: np.ndarray) -> np.ndarray:
    """The float32 numbers whose digits were read as these float64 numbers, to the last bit.

    Rounding twice can miss where the float64 is exactly between two float32: there the digits decide.
    """
    import numpy as np

    with np.errstate(over="ignore", invalid="ignore"):
        nearest = numbers.astype(np.float32)
        beyond = np.nextafter(nearest, np.where(numbers > nearest, np.float32(np.inf), np.float32(-np.inf)))
        between = np.isfinite(beyond) & ((nearest.astype(np.float64) + beyond) / 2 == numbers)
    for place in zip(*np.nonzero(between), strict=True):
        if float(str(beyond[place])) == numbers[place]:
            nearest[place] = beyond[place]
    return nearest


def build(document: object, source: str, numbers: Callable[[Mapping[str, Any]], np.ndarray]) -> Trace:
    """The Trace a document describes, every part checked against the rest of it."""
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        found = document.get("schema") if isinstance(document, dict) else None
        reason = f"its schema is {found} where {SCHEMA} was expected" if found else f"it has no schema {SCHEMA}"
        raise TraceError("not_a_trace", source=source, reason=reason)
    try:
        trace = assemble(document, numbers)
        check(trace)
    except KeyError as error:
        raise TraceError("not_a_trace", source=source, reason=f"{error.args[0]} is missing") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise TraceError("not_a_trace", source=source, reason=f"it does not fit together: {error}") from error
    return trace


def assemble(document: Mapping[str, Any], numbers: Callable[[Mapping[str, Any]], np.ndarray]) -> Trace:
    def array(entry: Mapping[str, Any]) -> Array:
        return Array(several(entry["axes"]), numbers(entry))

    def labels(entries: object) -> tuple[Token, ...]:
        return tuple(typed(Token(**entry)) for entry in several(entries))

    facts = document["model"]
    measured = tuple(typed(HeadFact(**one)) for one in several(facts.get("heads_known", [])))
    lists = {name: several(facts.get(name, [])) for name in ("embedding", "placeless")}
    model = typed(Model(**{**facts, **lists, "heads_known": measured}))

    def attention(entry: Mapping[str, Any]) -> Attention:
        one = Attention(
            kind=entry["kind"],
            pattern=entry["pattern"],
            heads=several(entry["heads"]),
            kv_heads=several(entry["kv_heads"]),
            group=model.n_heads // max(model.n_kv_heads, 1),
            scale=entry["scale"],
            arrays={name: array(entry[name]) for name in ATTENTION_AXES if name in entry},
            soft_cap=entry.get("soft_cap"),
            similarity=entry.get("similarity", "dot"),
            queries=several(entry.get("queries", [])),
            layers=several(entry.get("layers", [])),
            temperature=entry.get("temperature", 1.0),
        )
        return typed(one)

    def layer(entry: Mapping[str, Any]) -> Layer:
        attentions = tuple(attention(one) for one in several(entry["attention"]))
        residual, mlp_out = (array(entry[name]) if name in entry else None for name in ("residual", "mlp_out"))
        return typed(Layer(entry["layer"], attentions, residual, mlp_out))

    def candidate(entry: Mapping[str, Any]) -> Candidate:
        return typed(Candidate(**entry))

    def candidates(entry: Mapping[str, Any]) -> tuple[Candidate, ...]:
        return tuple(map(candidate, several(entry["candidates"])))

    def step(entry: Mapping[str, Any]) -> Step:
        return typed(Step(entry["after"], candidate(entry["taken"]), candidates(entry)))

    def guess(entry: Mapping[str, Any]) -> Guess:
        return typed(Guess(entry["where"], entry["token"], entry["layer"], candidates(entry)))

    def readout(entry: Mapping[str, Any]) -> Readout:
        arrays = {name: array(entry[name]) for name in ("direction", "head_directions")}
        return typed(Readout(**{**entry, **arrays, "token": candidate(entry["token"])}))

    def change(entry: Mapping[str, Any]) -> Change:
        known("change", (entry["change"],), tuple(CHANGES))
        return typed(CHANGES[entry["change"]](**{name: value for name, value in entry.items() if name != "change"}))

    embedding = {**document.get("embedding", {})}
    trace = Trace(
        text=document["text"],
        model=model,
        tokens=labels(document["tokens"]),
        layers=tuple(layer(one) for one in several(document["layers"])),
        source=labels(document.get("source", [])),
        embedding={name: array(embedding[name]) for name in EMBEDDING_AXES if name in embedding},
        notes=several(document["notes"]),
        output=document.get("output", ""),
        steps=tuple(step(one) for one in several(document.get("steps", []))),
        guesses=tuple(guess(one) for one in several(document.get("guesses", []))),
        sampling=typed(Sampling(**document["sampling"])) if "sampling" in document else None,
        aligner=typed(Aligner(**document["aligner"])) if "aligner" in document else None,
        logits=array(document["logits"]) if "logits" in document else None,
        readout=readout(document["readout"]) if "readout" in document else None,
        final=array(document["final"]) if "final" in document else None,
        changes=tuple(map(change, several(document.get("changes", [])))),
    )
    return typed(trace)


def several(entries: object) -> tuple[Any, ...]:
    if not isinstance(entries, list):
        raise TypeError(f"{entries!r:.60} is not a list")
    return tuple(entries)


# What a field of a part may hold, by the type it declares; arrays and parts are checked on their own.
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
}
Part = TypeVar(
    "Part", Token, HeadFact, Model, Attention, Layer, Candidate, Step, Guess, Sampling, Aligner, Readout, Trace, Change
)


def typed(part: Part) -> Part:
    """The same part of a trace. Raises TypeError where a field holds what it should not."""
    for field in fields(part):
        value = getattr(part, field.name)
        if not FITS.get(str(field.type), lambda _: True)(value):
            raise TypeError(f"{field.name} cannot be {value!r:.60}")
    return part


def check(trace: Trace) -> None:
    """Raises ValueError where the parts of a trace do not fit together."""
    facts = trace.model
    if not trace.tokens:
        raise ValueError("it has no tokens")
    for name in ("n_layers", "n_heads", "n_kv_heads", "d_model", "d_head"):
        above_zero(name, getattr(facts, name))
    known("embedding", facts.embedding, PARTS)
    ascending("placeless", list(facts.placeless), facts.n_layers)
    known("notes", trace.notes, NOTES)
    known("heads_known", tuple(fact.kind for fact in facts.heads_known), HEAD_KINDS)
    for tokens in (trace.tokens, trace.source):
        if [token.index for token in tokens] != list(range(len(tokens))):
            raise ValueError("the tokens are not numbered 0, 1, 2 and so on")
        if not all(1 <= token.part <= token.parts for token in tokens):
            raise ValueError("a token is a part of a character that has not so many")
    sizes = {"token": len(trace.tokens), "query": len(trace.tokens), "d_model": facts.d_model}
    for name, array in trace.embedding.items():
        expect(name, array, EMBEDDING_AXES[name], sizes)
    if trace.logits is not None:
        expect("logits", trace.logits, ("token", "vocabulary"), sizes)
    if trace.readout is not None:
        agree(
            "the token of the readout",
            (trace.readout.query, 0 <= trace.readout.query < len(trace.tokens)),
            (trace.readout.query, True),
        )
        expect("direction", trace.readout.direction, ("d_model",), sizes)
        expect(
            "head_directions", trace.readout.head_directions, ("layer", "d_model"), sizes | {"layer": facts.n_layers}
        )
    if trace.final is not None:
        expect("final", trace.final, ("token", "d_model"), sizes)
    ascending("layers", [layer.layer for layer in trace.layers], facts.n_layers)
    for layer in trace.layers:
        kinds = [attention.kind for attention in layer.attention]
        agree(f"the kinds of attention in layer {layer.layer}", kinds, list(dict.fromkeys(kinds)))
        for name, stream in (("residual", layer.residual), ("mlp_out", layer.mlp_out)):
            if stream is not None:
                expect(name, stream, ("token", "d_model"), sizes)
    for _, attention in trace.attentions():
        ascending("queries", list(attention.queries), len(trace.source or trace.tokens) + len(trace.tokens))
        lengths = {"query": len(trace.queries_of(attention)), "key": len(trace.keys_of(attention))}
        check_attention(attention, facts, sizes | lengths)
    begin = trace.steps[0].after if trace.steps and not trace.source else 0  # a translation begins with its first token
    for place, step in enumerate(trace.steps):
        agree("the token a step comes after", (step.after, 0 <= step.after < len(trace.tokens)), (begin + place, True))
    for guess in trace.guesses:
        inside = (0 <= guess.token < len(trace.tokens), 0 <= guess.layer <= facts.n_layers)
        agree("the token and the layer of a guess are there", inside, (True, True))
    if trace.sampling:
        above_zero("temperature", trace.sampling.temperature)
        above_zero("top_k", 1 if trace.sampling.top_k is None else trace.sampling.top_k)
        above_zero("top_p", 1 if trace.sampling.top_p is None else trace.sampling.top_p)


def check_attention(attention: Attention, facts: Model, sizes: Mapping[str, int]) -> None:
    heads, group = attention.heads, attention.group
    known("pattern", (attention.pattern,), PATTERNS)
    above_zero("temperature", attention.temperature)
    above_zero("soft_cap", 1.0 if attention.soft_cap is None else attention.soft_cap)
    agree("n_heads by n_kv_heads", group * facts.n_kv_heads, facts.n_heads)
    ascending("heads", list(heads), facts.n_heads)
    ascending("layers", list(attention.layers), facts.n_layers)
    agree("kv_heads", list(attention.kv_heads), list(dict.fromkeys(head // group for head in heads)))
    sizes = {**sizes, "head": len(heads), "kv_head": len(attention.kv_heads)}
    for name, array in attention.arrays.items():
        axes = ATTENTION_AXES[name]
        shared = name in SHARED and array.axes[:1] != ("head",)
        width = {"d_head": facts.d_head} if name[0] in "qk" else {}
        expect(name, array, axes[1:] if shared else axes, sizes | width)
    if {"weights", "skipped"} <= attention.arrays.keys():
        agree("the axes of skipped", attention.arrays["skipped"].axes, attention.arrays["weights"].axes[:-1])
    if {"v", "z"} <= attention.arrays.keys():
        agree("the width of z", attention.arrays["z"].data.shape[2], attention.arrays["v"].data.shape[2])


def expect(name: str, array: Array, axes: tuple[str, ...], sizes: Mapping[str, int]) -> None:
    """Raises ValueError where the array has other axes or sizes, or holds what is not a number."""
    import numpy as np

    agree(f"the axes of {name}", array.axes, axes)
    agree(f"the number of axes of {name}", array.data.ndim, len(axes))
    shape = tuple(sizes.get(axis, size) for axis, size in zip(axes, array.data.shape, strict=True))
    agree(f"the shape of {name}", array.data.shape, shape)
    if array.data.dtype != np.float32 and not (name == "mask" and array.data.dtype == bool):
        raise ValueError(f"{name} is {array.data.dtype} where float32 was expected")
    if not (array.data < np.inf if name in MINUS_INFINITY else np.isfinite(array.data)).all():
        raise ValueError(f"{name} holds what is not a finite number")


def above_zero(what: str, number: float) -> None:
    if number <= 0:
        raise ValueError(f"{what}: {number} where a number above 0 was expected")


def known(what: str, words: tuple[str, ...], choices: tuple[str, ...]) -> None:
    for word in words:
        if word not in choices:
            raise ValueError(f"{what}: {word!r} where one of {', '.join(choices)} was expected")


def ascending(what: str, numbers: list[int], count: int) -> None:
    if numbers != sorted({number for number in numbers if 0 <= number < count}):
        raise ValueError(f"{what}: {numbers} where ascending numbers below {count} were expected")


def agree(what: str, found: object, expected: object) -> None:
    if found != expected:
        raise ValueError(f"{what}: {found} where {expected} was expected")
