"""A Trace as a document: JSON, or a safetensors file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

import orjson

from attnx import document as head
from attnx.change import name_of
from attnx.trace import EMBEDDING_AXES, Array, Attention, Block, Readout, Trace

if TYPE_CHECKING:
    import numpy as np

SCHEMA = "attnx.trace/1"
HEADER = "attnx.trace"  # the metadata key of a safetensors file that holds everything but the numbers


def to_json(trace: Trace) -> bytes:
    """The trace as one JSON document in UTF-8, ending in a newline."""
    return head.written(describe(trace, in_place))


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
    document: dict[str, object] = head.document("trace") | head.of_text(trace)
    if trace.block is not None:
        document["block"] = told(trace.block)
    if trace.encoder_block is not None:
        document["encoder_block"] = told(trace.encoder_block)
    of_text = {name: store(name, array) for name, array in trace.arrays.items()}
    if embedding := {name: entry for name, entry in of_text.items() if name in EMBEDDING_AXES}:
        document["embedding"] = embedding
    layers = []
    for layer in trace.layers:
        entry: dict[str, object] = {"layer": layer.layer}
        entry |= {name: store(f"layers.{layer.layer}.{name}", array) for name, array in layer.arrays.items()}
        if layer.encoder:
            at = f"layers.{layer.layer}.encoder"
            entry["encoder"] = {name: store(f"{at}.{name}", array) for name, array in layer.encoder.items()}
        entry["attention"] = [
            describe_attention(attention, f"layers.{layer.layer}.{attention.kind}", store)
            for attention in layer.attention
        ]
        layers.append(entry)
    document["layers"] = layers
    document |= {name: entry for name, entry in of_text.items() if name not in EMBEDDING_AXES}
    if trace.encoder:
        document["encoder"] = {name: store(f"encoder.{name}", array) for name, array in trace.encoder.items()}
    if trace.output or trace.steps:
        document["output"] = trace.output
    if trace.steps:
        document["steps"] = [without_none(asdict(step)) for step in trace.steps]
    if trace.labels:
        document["labels"] = [without_none(asdict(label)) for label in trace.labels]
    if trace.guesses:
        document["guesses"] = [without_none(asdict(guess)) for guess in trace.guesses]
    if trace.sampling:
        document["sampling"] = asdict(trace.sampling)
    if trace.readout is not None:
        document["readout"] = describe_readout(trace.readout, store)
    if trace.changes:
        document["changes"] = [{"change": name_of(change), **asdict(change)} for change in trace.changes]
    if trace.aligner:
        document["aligner"] = asdict(trace.aligner)
    if trace.parameters:
        document["parameters"] = {name: store(f"parameters.{name}", array) for name, array in trace.parameters.items()}
    return document


def told(block: Block) -> dict[str, object]:
    """Its arrangement, and what else is not as where nobody says anything."""
    facts = {field.name: (getattr(block, field.name), field.default) for field in fields(block)}
    return {name: value for name, (value, default) in facts.items() if value != default}


def without_none(part: Any) -> Any:
    """The part of a document without what is not there."""
    if isinstance(part, dict):
        return {name: without_none(value) for name, value in part.items() if value is not None}
    return [without_none(value) for value in part] if isinstance(part, (list, tuple)) else part


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
