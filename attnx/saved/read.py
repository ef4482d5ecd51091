"""A document as a Trace again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import orjson

from attnx.change import CHANGES, Change
from attnx.errors import Phrase, TraceError, UnsoundError, quoted
from attnx.trace import (
    ATTENTION_AXES,
    LAYER_AXES,
    TEXT_AXES,
    Aligner,
    Array,
    Attention,
    Block,
    Box,
    Candidate,
    Guess,
    HeadFact,
    Layer,
    Model,
    Readout,
    Sampling,
    Seen,
    Step,
    Token,
    Trace,
)

if TYPE_CHECKING:
    import numpy as np

from attnx.saved.check import check, known, typed
from attnx.saved.write import HEADER, SCHEMA


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
            raise UnsoundError("not_rectangular")
        array = cells.astype(np.float64)  # null becomes NaN here
        array[np.isnan(array)] = -np.inf
        return as_written(array)

    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        where = Phrase("not_json", line=error.lineno, column=error.colno)
        reason = where if data.strip() else Phrase("empty")
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
        raise TraceError("not_a_trace", source=source, reason=Phrase("neither", words=error)) from error
    except KeyError as error:
        raise TraceError("not_a_trace", source=source, reason=Phrase("saved_by_others")) from error
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
        schema = document.get("schema") if isinstance(document, dict) else None
        other = Phrase("other_schema", schema=schema, expected=SCHEMA)
        reason = other if schema else Phrase("no_schema", expected=SCHEMA)
        raise TraceError("not_a_trace", source=source, reason=reason)
    try:
        trace = assemble(document, numbers)
        check(trace)
    except KeyError as error:
        raise TraceError("not_a_trace", source=source, reason=Phrase("lacks", name=error.args[0])) from error
    except (TypeError, ValueError, AttributeError) as error:
        why = error if isinstance(error, UnsoundError) else Phrase("parts_form")
        raise TraceError("not_a_trace", source=source, reason=Phrase("misfit", reason=why)) from error
    return trace


def assemble(document: Mapping[str, Any], numbers: Callable[[Mapping[str, Any]], np.ndarray]) -> Trace:
    def array(entry: Mapping[str, Any]) -> Array:
        return Array(several(entry["axes"]), numbers(entry))

    def held(names: Iterable[str], entries: Mapping[str, Any]) -> dict[str, Array]:
        return {name: array(entries[name]) for name in names if name in entries}

    def labels(entries: object) -> tuple[Token, ...]:
        return tuple(token(entry) for entry in several(entries))

    def token(entry: Mapping[str, Any]) -> Token:
        box = typed(Box(**entry["box"])) if "box" in entry else None
        return typed(Token(**{**entry, "box": box}))

    model = model_of(document["model"])

    def attention(entry: Mapping[str, Any]) -> Attention:
        recorded = Attention(
            kind=entry["kind"],
            pattern=entry["pattern"],
            heads=several(entry["heads"]),
            kv_heads=several(entry["kv_heads"]),
            group=model.n_heads // max(model.n_kv_heads, 1),
            scale=entry["scale"],
            arrays=held(ATTENTION_AXES, entry),
            soft_cap=entry.get("soft_cap"),
            similarity=entry.get("similarity", "dot"),
            queries=several(entry.get("queries", [])),
            layers=several(entry.get("layers", [])),
            temperature=entry.get("temperature", 1.0),
        )
        return typed(recorded)

    def layer(entry: Mapping[str, Any]) -> Layer:
        attentions = tuple(map(attention, several(entry["attention"])))
        of_encoder = held(LAYER_AXES, entry.get("encoder", {}))
        return typed(Layer(entry["layer"], attentions, held(LAYER_AXES, entry), of_encoder))

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

    def block(name: str) -> Block | None:
        return typed(Block(**document[name])) if name in document else None

    def seen(entry: Mapping[str, Any]) -> Seen:
        return typed(Seen(**{**entry, "box": typed(Box(**entry["box"]))}))

    if not isinstance(version := document.get("attnx", ""), str):
        raise UnsoundError("field_value", name="attnx", value=quoted(version))
    of_text = {**{name: document[name] for name in TEXT_AXES if name in document}, **document.get("embedding", {})}
    trace = Trace(
        text=document["text"],
        model=model,
        tokens=labels(document["tokens"]),
        layers=tuple(map(layer, several(document["layers"]))),
        source=labels(document.get("source", [])),
        arrays=held(TEXT_AXES, of_text),
        notes=several(document["notes"]),
        output=document.get("output", ""),
        steps=tuple(map(step, several(document.get("steps", [])))),
        guesses=tuple(map(guess, several(document.get("guesses", [])))),
        sampling=typed(Sampling(**document["sampling"])) if "sampling" in document else None,
        aligner=typed(Aligner(**document["aligner"])) if "aligner" in document else None,
        readout=readout(document["readout"]) if "readout" in document else None,
        changes=tuple(map(change, several(document.get("changes", [])))),
        encoder=held(TEXT_AXES, document.get("encoder", {})),
        parameters={name: array(entry) for name, entry in document.get("parameters", {}).items()},
        block=block("block"),
        encoder_block=block("encoder_block"),
        picture=seen(document["picture"]) if "picture" in document else None,
        labels=tuple(map(candidate, several(document.get("labels", [])))),
    )
    return typed(trace)


def model_of(facts: Mapping[str, Any]) -> Model:
    """The facts about a model, as a document has them."""
    measured = tuple(typed(HeadFact(**fact)) for fact in several(facts.get("heads_known", [])))
    lists = {name: several(facts.get(name, [])) for name in ("embedding", "placeless")}
    return typed(Model(**{**facts, **lists, "heads_known": measured}))


def several(entries: object) -> tuple[Any, ...]:
    if not isinstance(entries, list):
        raise UnsoundError("not_list", value=quoted(entries))
    return tuple(entries)
