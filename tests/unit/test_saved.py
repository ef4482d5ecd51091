"""A saved trace comes back to the last bit, and what is not a trace is refused with a reason."""

from __future__ import annotations

import copy
import json
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from safetensors.numpy import save

import attnx
from attnx import saved
from attnx.errors import TraceError
from attnx.schemas import schema as schema_of
from attnx.trace import Array, Trace

MODELS = Path(__file__).parent.parent / "fixtures" / "models"
WAYS = {"json": saved.to_json, "safetensors": saved.to_safetensors}
Way = Callable[[Trace], bytes]


def averaged(trace: Trace) -> Trace:
    """The trace with the weights of all heads as one matrix."""
    layers = []
    for layer in trace.layers:
        (attention,) = layer.attention
        mean = Array(("query", "key"), attention.arrays["weights"].data.mean(axis=0))
        layers.append(replace(layer, attention=(replace(attention, arrays={"weights": mean}),)))
    return replace(trace, layers=tuple(layers), arrays={})


def with_residual(trace: Trace) -> Trace:
    stream = Array(("token", "d_model"), trace.array("x", layer=0) * 2)
    (layer,) = trace.layers
    (attention,) = layer.attention
    capped = replace(attention, soft_cap=30.0)
    return replace(trace, layers=(replace(layer, arrays={"residual": stream}, attention=(capped,)),))


HALF = np.array([[0.0, -np.inf], [0.5, -1.0]])
TRACES = {
    "toy": attnx.explain("Thinking Machines think", model="toy"),
    "causal": attnx.explain('思考 "机器"\t\\ 🙂', model="toy", causal=True),
    "two heads": attnx.explain("Love gives hope.", model=MODELS / "bert-odd", layers=[0, 2], heads=[1, 2]),
    "few arrays": attnx.explain("Love", model="toy", arrays=["weights", "embedded"]),
    "nothing": attnx.explain("Love", model="toy", layers=[]),
    "averaged": averaged(attnx.explain("Love gives hope.", model=MODELS / "bert-plain")),
    "residual": with_residual(attnx.explain("Love gives hope.", model="toy")),
    "grouped": attnx.attend(np.ones((4, 2, 3)), np.ones((2, 2, 3)), np.ones((2, 2, 5))),
    "cross": attnx.attend(np.ones((3, 2)), np.ones((2, 2)), np.ones((2, 4)), key_labels=["a", "b"]),
    "booleans": attnx.attend(np.eye(2), np.eye(2), np.eye(2), mask=[[True, False], [False, False]]),
    "added": attnx.attend(np.eye(2), np.eye(2), np.eye(2), mask=HALF, scale=2),
    "pair": attnx.explain("Love gives hope.", model=MODELS / "bert-plain", pair="The cat sat.", layers=[0]),
    "lookup": attnx.lookup(172, {"张三": 165, "李四": 180}, {"张三": 1, "李四": 2}, temperature=0.1),
}


def arrays_of(trace: Trace) -> Iterator[tuple[str, Array]]:
    for place, name, array in trace.walk():
        yield f"{place.layer}.{place.kind}.{name}", array


def words_of(trace: Trace) -> object:
    """Everything but the numbers."""
    facts = asdict(replace(trace, layers=(), arrays={}))
    layers = [
        [layer.layer, *({**asdict(replace(one, arrays={})), "arrays": 0} for one in layer.attention)]
        for layer in trace.layers
    ]
    return facts, layers, [(name, array.axes, array.data.dtype, array.data.shape) for name, array in arrays_of(trace)]


def assert_same(found: Trace, expected: Trace) -> None:
    assert words_of(found) == words_of(expected)
    for (name, one), (_, other) in zip(arrays_of(found), arrays_of(expected), strict=True):
        assert one.data.tobytes() == other.data.tobytes(), name


def holding(scores: np.ndarray) -> Trace:
    """A trace of as many queries and keys as these scores (query, key)."""
    queries, keys = scores.shape
    trace = attnx.attend(np.ones((queries, 1)), np.ones((keys, 1)), np.ones((keys, 1)), key_labels=["k"] * keys)
    (layer,) = trace.layers
    (attention,) = layer.attention
    held = {"scores": Array(("head", "query", "key"), scores[None])}
    return replace(trace, layers=(replace(layer, attention=(replace(attention, arrays=held),)),))


# Round trips.


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("trace", TRACES.values(), ids=TRACES)
def test_a_trace_comes_back(trace: Trace, way: Way) -> None:
    assert_same(saved.from_bytes(way(trace), "a test"), trace)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@settings(max_examples=100, deadline=None)
@given(
    scores=hnp.arrays(
        np.float32,
        hnp.array_shapes(min_dims=2, max_dims=2, max_side=4),
        elements=st.floats(width=32, allow_nan=False, allow_infinity=False, allow_subnormal=True) | st.just(-np.inf),
    )
)
@example(scores=np.array([[1e-45, -1e-45, 1.1754942e-38, -0.0]], dtype=np.float32))
@example(scores=np.array([[3.4028235e38, -3.4028235e38, -np.inf]], dtype=np.float32))
def test_every_float_comes_back(scores: np.ndarray, way: Way) -> None:
    assert_same(saved.from_bytes(way(holding(scores)), "a test"), holding(scores))


def test_many_floats_of_every_size_come_back() -> None:
    bits = np.random.default_rng(0).integers(0, 2**32, 200_000, dtype=np.uint32)
    numbers = bits.view(np.float32)
    trace = holding(np.where(np.isfinite(numbers), numbers, 0).reshape(-1, 500))
    assert_same(saved.from_bytes(saved.to_json(trace), "a test"), trace)


@pytest.mark.parametrize("bits", [0x15AE43FC, 0x15AE43FD, 0x15AE43FE, 0x95AE43FD])
def test_digits_that_are_rounded_twice_come_back(bits: int) -> None:
    """7.038531e-26, read as a double, is exactly between two float32, and nearer to the one that is not even."""
    trace = holding(np.array([[bits]], dtype=np.uint32).view(np.float32))
    assert_same(saved.from_bytes(saved.to_json(trace), "a test"), trace)


@pytest.mark.parametrize("length", range(0, 256, 8))
def test_a_safetensors_header_may_begin_with_any_byte(length: int) -> None:
    """Its length comes first, and may look like white space or a brace."""
    trace = replace(TRACES["lookup"], text="x" * length)
    assert_same(saved.from_bytes(saved.to_safetensors(trace), "a test"), trace)


def test_minus_infinity_is_null() -> None:
    document = json.loads(saved.to_json(TRACES["causal"]))
    (first, *_), *_ = document["layers"][0]["attention"][0]["masked"]["data"]
    assert first[0] is not None
    assert first[1:] == [None] * (len(first) - 1)


def test_the_document_is_plain_json() -> None:
    text = saved.to_json(TRACES["toy"])
    assert text.endswith(b"}\n")
    document = json.loads(text)
    assert document["schema"] == "attnx.trace/1"
    assert document["text"] == "Thinking Machines think"
    weights = document["layers"][0]["attention"][0]["weights"]
    assert weights["axes"] == ["head", "query", "key"]
    assert np.sum(weights["data"], axis=-1) == pytest.approx(np.ones((2, 3)))


def test_the_words_a_trace_may_use_are_those_of_its_schema() -> None:
    schema = schema_of("trace")
    (attention,) = (part for part in schema["$defs"].values() if "pattern" in part.get("properties", ()))
    assert list(saved.PATTERNS) == attention["properties"]["pattern"]["enum"]
    assert list(saved.NOTES) == schema["$defs"]["notes"]["items"]["enum"]
    assert list(saved.PARTS) == schema["$defs"]["model"]["properties"]["embedding"]["items"]["enum"]


def test_white_space_around_a_document_is_nothing() -> None:
    assert_same(saved.from_bytes(b"\n  " + saved.to_json(TRACES["toy"]) + b"\n", "a test"), TRACES["toy"])


# What is refused.


def refused(data: bytes, *words: str) -> None:
    with pytest.raises(TraceError) as caught:
        saved.from_bytes(data, "some.json")
    assert caught.value.key == "not_a_trace"
    for word in ("some.json", *words):
        assert word in str(caught.value)


def document() -> dict[str, Any]:
    """A sound document, to be damaged."""
    made: dict[str, Any] = json.loads(saved.to_json(TRACES["two heads"]))
    return made


def attention_of(made: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = made["layers"][1]["attention"][0]
    return found


def dump(made: object) -> bytes:
    return json.dumps(made).encode()


@pytest.mark.parametrize("data", [b"", b" ", b"\n\n"])
def test_empty(data: bytes) -> None:
    refused(data, "empty")


@pytest.mark.parametrize(
    "data", [b"{", b"no", b"\xff\xfe\x00", b"PK\x03\x04", b"{" * 100, b"[" * 100_000, b'{"a": NaN}']
)
def test_not_json(data: bytes) -> None:
    refused(data, "JSON")


@pytest.mark.parametrize("made", [{}, [], 7, None, "attnx.trace/1", {"schema": None}, {"schema": ["attnx.trace/1"]}])
def test_another_document(made: object) -> None:
    refused(dump(made), "schema", "attnx.trace/1")


def test_another_schema_is_named() -> None:
    refused(dump(document() | {"schema": "attnx.trace/2"}), "attnx.trace/2", "attnx.trace/1")


@pytest.mark.parametrize("key", ["text", "notes", "model", "tokens", "layers"])
def test_a_missing_key(key: str) -> None:
    made = document()
    del made[key]
    refused(dump(made), key, "missing")


@pytest.mark.parametrize("key", ["kind", "pattern", "heads", "kv_heads", "scale"])
def test_a_missing_key_of_an_attention(key: str) -> None:
    made = document()
    del attention_of(made)[key]
    refused(dump(made), key, "missing")


@pytest.mark.parametrize("key", ["axes", "data"])
def test_a_missing_key_of_an_array(key: str) -> None:
    made = document()
    del attention_of(made)["weights"][key]
    refused(dump(made), key, "missing")


@pytest.mark.parametrize(("part", "key"), [("model", "n_heads"), ("model", "provenance"), ("tokens", "piece")])
def test_a_missing_fact(part: str, key: str) -> None:
    made = document()
    facts = made[part] if part == "model" else made[part][0]
    del facts[key]
    refused(dump(made), key)


@pytest.mark.parametrize(
    ("name", "axes"),
    [
        ("weights", ["head", "key", "query"]),
        ("weights", ["query", "key"]),
        ("scores", ["query", "key"]),
        ("q", ["query", "d_head"]),
        ("k", ["head", "key", "d_head"]),
        ("x", ["token", "d_model"]),
        ("out", []),
        ("z", "head"),
        ("z", [["head"], "query", "d_head"]),
        ("z", None),
    ],
)
def test_wrong_axes(name: str, axes: object) -> None:
    made = document()
    attention_of(made)[name]["axes"] = axes
    refused(dump(made), "fit together")


@pytest.mark.parametrize("name", ["x", "q", "k", "v", "scores", "scaled", "weights", "z", "out"])
def test_wrong_sizes(name: str) -> None:
    sound = np.array(attention_of(document())[name]["data"])
    for axis in range(sound.ndim):
        made = document()
        attention_of(made)[name]["data"] = np.delete(sound, 0, axis=axis).tolist()
        refused(dump(made), "fit together", name)


def test_an_array_of_too_few_axes() -> None:
    made = document()
    entry = attention_of(made)["weights"]
    entry["data"] = entry["data"][0]
    refused(dump(made), "axes of weights")


def test_a_token_too_many() -> None:
    made = document()
    made["tokens"].append(made["tokens"][-1] | {"index": len(made["tokens"])})
    refused(dump(made), "shape")


@pytest.mark.parametrize("kind", ["encoder", "cross"])
def test_an_attention_to_a_source_that_is_not_there(kind: str) -> None:
    made = document()
    attention_of(made)["kind"] = kind
    refused(dump(made), kind, "without a source")


@pytest.mark.parametrize("count", [2, 2**31])
def test_kv_heads_that_no_heads_can_share(count: int) -> None:
    made = json.loads(saved.to_json(TRACES["lookup"]))
    made["model"]["n_kv_heads"] = count
    refused(dump(made), str(count), "cannot be shared")


@pytest.mark.parametrize(("key", "numbers"), [("queries", [1]), ("heads", [0, 1])])
def test_a_layer_of_other_rows(key: str, numbers: list[int]) -> None:
    made = document()
    attention_of(made)[key] = numbers
    refused(dump(made), "other heads or queries", "layer 2")


def test_numbers_of_single_heads_beside_weights_of_all() -> None:
    made = json.loads(saved.to_json(TRACES["toy"]))
    (attention,) = made["layers"][0]["attention"]
    attention["weights"] = {"axes": ["query", "key"], "data": attention["weights"]["data"][0]}
    refused(dump(made), "single heads")


def test_tokens_out_of_order() -> None:
    made = document()
    made["tokens"].reverse()
    refused(dump(made), "numbered")


@pytest.mark.parametrize(
    "data",
    [
        [[[1.0, 2.0], [3.0]]],
        [[[1.0], 2.0]],
        "abc",
        "NaN",
        [[["1.0"]]],
        [[["NaN"]]],
        [[[True, 1.5]]],
        [[[1.5, True]]],
        [[[True, "x"]]],
        [[[{}]]],
        {},
        None,
        1.0,
        [],
        [[[]]],
        [[[1e39]]],
        [[[1e300]]],
    ],
)
def test_data_that_are_no_numbers(data: object) -> None:
    made = json.loads(saved.to_json(holding(np.ones((1, 1), dtype=np.float32))))
    made["layers"][0]["attention"][0]["scores"]["data"] = data
    refused(dump(made), "fit together")


def test_booleans_where_numbers_belong() -> None:
    made = document()
    entry = attention_of(made)["weights"]
    entry["data"] = np.ones(np.shape(entry["data"]), dtype=bool).tolist()
    refused(dump(made), "weights", "bool")


@pytest.mark.parametrize("name", ["x", "q", "k", "v", "weights", "z", "out"])
def test_null_where_nothing_is_infinite(name: str) -> None:
    made = document()
    row = attention_of(made)[name]["data"]
    while isinstance(row[0], list):
        row = row[0]
    row[0] = None
    refused(dump(made), name, "finite")


def test_data_that_nest_too_deeply() -> None:
    made = document()
    deep: list[Any] = []
    for _ in range(200):
        deep = [deep]
    attention_of(made)["weights"]["data"] = deep
    refused(dump(made), "fit together")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("kind", "both"),
        ("kind", "cross"),  # and there is no source
        ("similarity", "likeness"),
        ("pattern", 7),
        ("pattern", "random"),
        ("scale", "0.5"),
        ("scale", True),
        ("scale", None),
        ("soft_cap", "30"),
        ("soft_cap", 0),
        ("soft_cap", -1.0),
        ("heads", "1"),
        ("heads", ["1", "2"]),
        ("heads", [True, 2]),
        ("heads", [1, 3]),
        ("heads", [-1, 2]),
        ("heads", [0, 1]),  # head 0 is served by kv head 0
        ("heads", {"1": 1, "2": 2}),
        ("heads", [0, 1, 2]),
        ("heads", [1]),
        ("heads", [2, 1]),
        ("heads", [1, 1]),
        ("kv_heads", [0, 1]),
        ("kv_heads", [2, 1]),
        ("kv_heads", [1, 1]),
        ("kv_heads", None),
        ("weights", []),
        ("weights", 1.0),
        ("weights", None),
    ],
)
def test_an_attention_that_does_not_fit(key: str, value: object) -> None:
    made = document()
    attention_of(made)[key] = value
    refused(dump(made), "fit together")


def test_two_attentions_of_one_kind_in_a_layer() -> None:
    made = document()
    made["layers"][1]["attention"].append(attention_of(made))
    refused(dump(made), "kinds of attention in layer 2")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("n_heads", "3"),
        ("n_heads", 0),
        ("n_heads", -3),
        ("n_heads", True),
        ("n_kv_heads", 0),
        ("n_kv_heads", 2),
        ("n_kv_heads", -3),
        ("n_layers", 2),  # and there is a layer 2
        ("n_layers", None),
        ("d_model", 16),
        ("d_model", 0),
        ("d_head", 4),
        ("d_head", 5.0),
        ("name", None),
        ("family", []),
        ("provenance", "stolen"),
        ("embedding", "token"),
        ("embedding", [1]),
        ("embedding", ["soul"]),
        ("qkv_bias", "yes"),
        ("positions", "somewhere"),
        ("placeless", [9]),
        ("placeless", 0),
        ("more", 1),
    ],
)
def test_a_model_that_does_not_fit(key: str, value: object) -> None:
    made = document()
    made["model"][key] = value
    refused(dump(made), "fit together")


@pytest.mark.parametrize(
    ("key", "value"),
    [("text", 1), ("piece", None), ("id", "7"), ("start", 0.5), ("special", 1), ("index", 9), ("more", 1)],
)
def test_a_token_that_does_not_fit(key: str, value: object) -> None:
    made = document()
    made["tokens"][1][key] = value
    refused(dump(made))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("text", 7),
        ("notes", "causal_added"),
        ("notes", [1]),
        ("notes", ["unheard_of"]),
        ("notes", None),
        ("model", []),
        ("model", "toy"),
        ("tokens", {}),
        ("tokens", [[]]),
        ("tokens", ""),
        ("tokens", []),
        ("source", {"a": 1}),
        ("embedding", []),
        ("embedding", {"embedded": []}),
        ("layers", {}),
        ("layers", [None]),
        ("layers", [{"layer": 0}]),
        ("layers", [{"layer": "0", "attention": []}]),
        ("layers", [{"layer": 0, "attention": {}}]),
        ("layers", [{"layer": 0, "attention": ["self"]}]),
        ("layers", [{"layer": 0, "attention": []}] * 2),
        ("layers", [{"layer": 2, "attention": []}, {"layer": 0, "attention": []}]),
        ("layers", [{"layer": 0, "attention": [], "residual": {"axes": ["token", "d_model"], "data": [[1.0]]}}]),
    ],
)
def test_a_part_that_does_not_fit(key: str, value: object) -> None:
    refused(dump(document() | {key: value}))


def test_a_range_too_long_to_count_is_refused_at_once() -> None:
    made = document()
    made["model"]["n_layers"] = made["model"]["n_heads"] = made["model"]["n_kv_heads"] = 2**63 - 1
    made["layers"][0]["layer"] = 2**63 - 1
    refused(dump(made), "layers")


def test_values_of_another_width_than_z() -> None:
    made = document()
    entry = attention_of(made)["v"]
    entry["data"] = [[[*row, 0.0] for row in head] for head in entry["data"]]
    refused(dump(made), "z")


# Safetensors.


def rebuilt(tensors: dict[str, np.ndarray], made: dict[str, Any]) -> bytes:
    return bytes(save(tensors, metadata={"attnx.trace": json.dumps(made)}))


def stored() -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """The tensors and the document of a sound file, to be damaged."""
    scores = np.array([[1.0, -np.inf]], dtype=np.float32)
    made = json.loads(saved.to_json(holding(scores)))
    made["layers"][0]["attention"][0]["scores"] = {"axes": ["head", "query", "key"], "tensor": "s"}
    return {"s": scores[None]}, made


def test_a_file_put_together_by_hand() -> None:
    tensors, made = stored()
    assert_same(saved.from_bytes(rebuilt(tensors, made), "a test"), holding(tensors["s"][0]))


@pytest.mark.parametrize("kept", [1, 7, 8, 9, 200, -1])
def test_a_truncated_file(kept: int) -> None:
    refused(saved.to_safetensors(TRACES["toy"])[:kept])


@pytest.mark.parametrize("metadata", [None, {"format": "pt"}])
def test_a_file_attnx_did_not_save(metadata: dict[str, str] | None) -> None:
    refused(bytes(save({"q": np.ones((1, 1), np.float32)}, metadata=metadata)), "not saved by attnx")


@pytest.mark.parametrize("text", ["", "{", "[" * 5000])
def test_a_header_that_is_no_document(text: str) -> None:
    refused(bytes(save({}, metadata={"attnx.trace": text})))


@pytest.mark.parametrize("length", [2**64 - 1, 100_000_001, 50])
def test_a_length_that_lies(length: int) -> None:
    refused(struct.pack("<Q", length) + b"{}")


@pytest.mark.parametrize("name", ["t", None, ["s"], 7])
def test_a_tensor_that_is_not_there(name: object) -> None:
    tensors, made = stored()
    made["layers"][0]["attention"][0]["scores"]["tensor"] = name
    refused(rebuilt(tensors, made))


@pytest.mark.parametrize("dtype", [np.float64, np.float16, np.int32, np.uint8, np.bool_])
def test_a_tensor_of_another_dtype(dtype: type[np.generic]) -> None:
    refused(rebuilt({"s": np.ones((1, 1, 2), dtype)}, stored()[1]), "float32")


def test_a_tensor_of_a_dtype_numpy_does_not_have() -> None:
    header = {"s": {"dtype": "BF16", "shape": [1, 1, 2], "data_offsets": [0, 4]}}
    header["__metadata__"] = {"attnx.trace": json.dumps(stored()[1])}
    text = dump(header)
    refused(struct.pack("<Q", len(text)) + text + bytes(4))


def test_true_may_be_any_byte_but_zero() -> None:
    data = saved.to_safetensors(TRACES["booleans"])
    assert data.endswith(bytes([1, 0, 0, 0]))  # the mask comes last
    assert_same(saved.from_bytes(data[:-4] + bytes([2, 0, 0, 0]), "a test"), TRACES["booleans"])


@pytest.mark.parametrize("number", [np.nan, np.inf])
def test_a_tensor_with_a_number_that_is_none(number: float) -> None:
    tensors, made = stored()
    tensors["s"][0, 0, 0] = number
    refused(rebuilt(tensors, made), "scores", "finite")


# Damage of any kind.

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.integers(-2, 4)
    | st.floats(allow_nan=False)
    | st.text(max_size=5)
    | st.sampled_from(["self", "cross", "head", "query", "key", "dot", "nearness", "random"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def places(made: object, *before: int | str) -> Iterator[tuple[int | str, ...]]:
    """Where a document can be changed: every key and index of it."""
    inner = made.items() if isinstance(made, dict) else enumerate(made) if isinstance(made, list) else ()
    for key, value in inner:
        yield (*before, key)
        yield from places(value, *before, key)


SMALL = [json.loads(saved.to_json(TRACES[name])) for name in ("grouped", "booleans", "lookup", "residual", "averaged")]
PLACES = [list(places(made)) for made in SMALL]


def loads_or_refuses(data: bytes) -> None:
    """What loads can be saved and loaded again; nothing but TraceError is raised."""
    with suppress(TraceError):
        trace = saved.from_bytes(data, "damaged")
        assert_same(saved.from_bytes(saved.to_json(trace), "again"), trace)


@settings(max_examples=400, deadline=None)
@given(data=st.data(), which=st.integers(0, len(SMALL) - 1), gone=st.booleans())
def test_a_changed_document_is_refused_or_loads(data: st.DataObject, which: int, gone: bool) -> None:
    made = copy.deepcopy(SMALL[which])
    *before, last = data.draw(st.sampled_from(PLACES[which]))
    holder: Any = made
    for key in before:
        holder = holder[key]
    if gone:
        del holder[last]
    else:
        holder[last] = data.draw(json_values)
    loads_or_refuses(dump(made))


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@settings(max_examples=200, deadline=None)
@given(
    which=st.sampled_from(["grouped", "booleans", "lookup"]),
    changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=3),
    kept=st.floats(0, 1) | st.just(1.0),
)
def test_changed_bytes_are_refused_or_load(way: Way, which: str, changes: list[tuple[float, int]], kept: float) -> None:
    data = bytearray(way(TRACES[which]))
    for place, byte in changes:
        data[int(place * len(data))] = byte
    loads_or_refuses(bytes(data[: int(kept * len(data))]))


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=64))
def test_any_bytes_are_refused(data: bytes) -> None:
    refused(data)


def test_a_translator_whose_sides_have_different_heads_is_read_back() -> None:
    trace = attnx.translate("love", str(MODELS / "bart-b"))
    widths = {kind: trace.array("q", kind=kind, layer=0).shape for kind in ("encoder", "self")}
    assert widths["encoder"][::2] != widths["self"][::2]  # head and d_head
    for data in (saved.to_json(trace), saved.to_safetensors(trace)):
        again = saved.from_bytes(data, "here")
        for kind in ("encoder", "self", "cross"):
            assert np.array_equal(again.array("q", kind=kind, layer=0), trace.array("q", kind=kind, layer=0))


def test_what_writes_a_trace_does_not_load_what_reads_one() -> None:
    program = (
        "import sys, attnx; from attnx import saved; saved.to_json(attnx.explain('Love', 'toy'));"
        "print(*sorted(name for name in sys.modules if name.startswith('attnx.saved')))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == ["attnx.saved", "attnx.saved.write"]
