"""A Trace outside the program, and back: one JSON document, or a safetensors file.

The document is described in docs/trace.md and by `attnx schema`. −∞ is null; a float32 number is written
with as many digits as bring the same bits back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import orjson

from attnx import __version__
from attnx.errors import TraceError
from attnx.trace import ATTENTION_AXES, EMBEDDING_AXES, Array, Attention, Layer, Model, Token, Trace

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

SCHEMA = "attnx.trace/1"
HEADER = "attnx.trace"  # the metadata key of a safetensors file that holds everything but the numbers


def to_json(trace: Trace) -> bytes:
    """The trace as one JSON document in UTF-8, ending in a newline."""
    import numpy as np

    document = describe(trace, lambda _path, array: {"axes": array.axes, "data": np.ascontiguousarray(array.data)})
    return orjson.dumps(document, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_APPEND_NEWLINE)


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
        entry["attention"] = [
            describe_attention(attention, f"layers.{layer.layer}.{attention.kind}", store)
            for attention in layer.attention
        ]
        layers.append(entry)
    document["layers"] = layers
    return document


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
    if attention.similarity != "dot":
        entry["similarity"] = attention.similarity
    return entry | {name: store(f"{path}.{name}", array) for name, array in attention.arrays.items()}


def from_bytes(data: bytes, source: str) -> Trace:
    """The trace in a JSON document or a safetensors file; `source` is its name in errors.

    Raises TraceError where the data is neither, is damaged, or does not fit together.
    """
    if data[:1].isspace() or data[:1] in (b"{", b"[", b""):
        return from_json(data, source)
    return from_safetensors(data, source)


def from_json(data: bytes, source: str) -> Trace:
    import numpy as np

    def numbers(entry: Mapping[str, Any]) -> np.ndarray:
        data = entry["data"]
        if holds_booleans(data):
            return np.array(data, dtype=bool)
        array = np.array(data, dtype=np.float64)  # null becomes NaN here
        array[np.isnan(array)] = -np.inf
        return array.astype(np.float32)

    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        reason = "it is empty" if not data.strip() else f"it is not JSON ({error})"
        raise TraceError("not_a_trace", source=source, reason=reason) from error
    return build(document, source, numbers)


def from_safetensors(data: bytes, source: str) -> Trace:
    from safetensors import SafetensorError
    from safetensors.numpy import load

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
    return build(document, source, lambda entry: tensors[entry["tensor"]])


def holds_booleans(data: object) -> bool:
    while isinstance(data, list) and data:
        data = data[0]
    return isinstance(data, bool)


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
        return Array(tuple(entry["axes"]), numbers(entry))

    facts = dict(document["model"])
    model = Model(**facts | {"embedding": tuple(facts.get("embedding", ()))})

    def attention(entry: Mapping[str, Any]) -> Attention:
        return Attention(
            kind=entry["kind"],
            pattern=entry["pattern"],
            heads=tuple(entry["heads"]),
            kv_heads=tuple(entry["kv_heads"]),
            group=model.n_heads // model.n_kv_heads,
            scale=float(entry["scale"]),
            arrays={name: array(entry[name]) for name in ATTENTION_AXES if name in entry},
            soft_cap=entry.get("soft_cap"),
            similarity=entry.get("similarity", "dot"),
        )

    layers = tuple(
        Layer(
            entry["layer"],
            tuple(attention(one) for one in entry["attention"]),
            array(entry["residual"]) if "residual" in entry else None,
        )
        for entry in document["layers"]
    )
    embedding = document.get("embedding", {})
    return Trace(
        text=document["text"],
        model=model,
        tokens=tuple(Token(**token) for token in document["tokens"]),
        layers=layers,
        source=tuple(Token(**token) for token in document.get("source", ())),
        embedding={name: array(embedding[name]) for name in EMBEDDING_AXES if name in embedding},
        notes=tuple(document["notes"]),
    )


def check(trace: Trace) -> None:
    """Raises ValueError where an array's axes are not those of the vocabulary or do not fit the rest."""
    facts = trace.model
    for name, array in trace.embedding.items():
        expect(name, array, EMBEDDING_AXES[name], {"token": len(trace.tokens), "d_model": facts.d_model})
    for _, attention in trace.attentions():
        sizes = {
            "query": len(trace.tokens),
            "key": len(trace.keys_of(attention)),
            "head": len(attention.heads),
            "kv_head": len(attention.kv_heads),
        }
        for name, array in attention.arrays.items():
            axes = ATTENTION_AXES[name]
            expect(name, array, axes[1:] if axes[0] == "head" and array.axes[:1] != ("head",) else axes, sizes)


def expect(name: str, array: Array, axes: tuple[str, ...], sizes: Mapping[str, int]) -> None:
    if array.axes != axes or array.data.ndim != len(axes):
        raise ValueError(f"{name} has axes {', '.join(array.axes)} where {', '.join(axes)} were expected")
    for axis, size in zip(axes, array.data.shape, strict=True):
        if size != sizes.get(axis, size):
            raise ValueError(f"{name} has {size} on its axis {axis} where {sizes[axis]} were expected")
