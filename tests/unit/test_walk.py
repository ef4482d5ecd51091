"""Every array that a trace can hold: through every format and back, into a part, and named where it is not there."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import attnx
from attnx import saved
from attnx.errors import UsageError
from attnx.reduce import narrow
from attnx.trace import (
    ATTENTION_AXES,
    COMPANIONS,
    LAYER_AXES,
    TEXT_AXES,
    Array,
    Attention,
    Block,
    Layer,
    Model,
    Place,
    Token,
    Trace,
)
from attnx.views.data.npz import to_npz
from attnx.views.data.spreadsheet import to_csv

MODELS = Path(__file__).parent.parent / "fixtures" / "models"
SIZES = {
    "token": 3,
    "query": 3,
    "key": 3,
    "head": 2,
    "kv_head": 1,
    "d_model": 4,
    "d_head": 2,
    "vocabulary": 5,
    "label": 5,
    "expert": 4,
    "unit": 6,
}


def everything() -> Trace:
    """A trace that holds each array of the vocabulary, of two layers, every number another."""
    count = iter(range(1, 100_000))

    def array(axes: tuple[str, ...]) -> Array:
        shape = tuple(SIZES[axis] for axis in axes)
        return Array(axes, np.array([next(count) for _ in range(int(np.prod(shape)))], np.float32).reshape(shape))

    def held(names: dict[str, tuple[str, ...]]) -> dict[str, Array]:
        return {name: array(axes) for name, axes in names.items()}

    layers = tuple(
        Layer(
            number,
            (Attention("self", "mask", (0, 1), (0,), 2, 0.5, held(dict(ATTENTION_AXES))),),
            held(dict(LAYER_AXES)),
        )
        for number in (0, 2)
    )
    facts = Model("by hand", "none", "given", 3, 2, 1, 4, 2)
    tokens = tuple(Token(index, text, text, index, index, index + 1) for index, text in enumerate("abc"))
    block = Block("pre_norm", "rms_norm", 1e-6, d_ff=6, activation="silu", gated=True, logit_cap=30.0)
    return Trace("abc", facts, tokens, layers, arrays=held(dict(TEXT_AXES)), block=block)


def with_an_encoder() -> Trace:
    """A trace that holds all that belongs to an encoder and to its decoder as a whole."""
    trace, other = everything(), everything()
    layers = tuple(replace(layer, encoder=read.arrays) for layer, read in zip(trace.layers, other.layers, strict=True))
    return replace(trace, layers=layers, encoder=other.arrays, encoder_block=Block("plain"), source=trace.tokens)


def numbers(trace: Trace) -> dict[tuple[Place, str], list[float]]:
    return {(place, name): array.data.ravel().tolist() for place, name, array in trace.walk()}


def from_npz(data: bytes) -> dict[str, list[float]]:
    with np.load(BytesIO(data)) as file:
        return {name: file[name].ravel().tolist() for name in file.files}


def from_csv(data: bytes) -> dict[str, list[float]]:
    held: dict[str, list[float]] = {}
    for row in csv.DictReader(StringIO(data.decode("utf-8-sig"))):
        home = ".".join(filter(None, (row["layer"] and f"layer{row['layer']}", row["attention"], row["array"])))
        held.setdefault(home, []).append(float(row["value"]))
    return held


def home(place: Place, name: str) -> str:
    layer = "" if place.layer is None else f"layer{place.layer}."
    return f"{layer}{'' if place.kind is None else f'{place.kind}.'}{name}"


@pytest.mark.parametrize("write", [saved.to_json, saved.to_safetensors])
def test_every_array_comes_back_from_a_saved_trace(write: Callable[[Trace], bytes]) -> None:
    for trace in (everything(), with_an_encoder()):
        assert {name for _, name, _ in trace.walk()} == {*TEXT_AXES, *LAYER_AXES, *ATTENTION_AXES}
        read = saved.from_bytes(write(trace), "it")
        assert numbers(read) == numbers(trace)
        assert (read.block, read.encoder_block) == (trace.block, trace.encoder_block)


@pytest.mark.parametrize(("write", "read"), [(to_npz, from_npz), (to_csv, from_csv)])
def test_every_array_is_in_a_file_of_numbers(
    write: Callable[[Trace], bytes], read: Callable[[bytes], dict[str, list[float]]]
) -> None:
    for trace in (everything(), with_an_encoder()):
        written = read(write(trace))
        for (place, name), expected in numbers(trace).items():
            assert written[home(place, name)] == expected, (place, name)


def test_every_array_can_be_asked_for_by_its_name() -> None:
    trace = with_an_encoder()
    for place, name, array in trace.walk():
        assert np.shares_memory(trace.array(name, layer=place.layer, kind=place.kind), array.data), (place, name)
        assert name in repr(trace)


def test_a_part_holds_what_was_chosen_and_nothing_else() -> None:
    for _, name, _ in everything().walk():
        kept = {held for _, held, _ in narrow(everything(), arrays=[name]).walk()}
        assert name in kept or name in COMPANIONS  # which are kept beside the weights
        assert kept <= {name, *COMPANIONS}


def test_an_array_that_is_new_goes_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name in the table is all that a new array needs to be saved, checked, chosen and found."""
    for table, at in (("TEXT_AXES", "text"), ("LAYER_AXES", "layer")):
        axes = {**(TEXT_AXES if at == "text" else LAYER_AXES), "entirely_new": ("token", "d_model")}
        for module in ("attnx.saved.read", "attnx.saved.check"):
            monkeypatch.setattr(f"{module}.{table}", axes)
        new = {"entirely_new": Array(("token", "d_model"), np.ones((3, 4), np.float32))}
        trace = everything()
        if at == "text":
            trace = replace(trace, arrays={**trace.arrays, **new})
        else:
            trace = replace(
                trace, layers=tuple(replace(layer, arrays={**layer.arrays, **new}) for layer in trace.layers)
            )
        for write in (saved.to_json, saved.to_safetensors):
            assert numbers(saved.from_bytes(write(trace), "it")) == numbers(trace)
        assert trace.array("entirely_new").shape == (3, 4)
        assert any("entirely_new" in name for name in from_npz(to_npz(trace)))
        assert {name for _, name, _ in narrow(trace, arrays=["entirely_new"]).walk()} == {"entirely_new"}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"name": "wights"}, "no array wights in this trace: it holds"),
        ({"name": "weights", "layer": 9}, "no layer 9 in this trace: it holds 0, 2"),
        ({"name": "residual", "layer": 1}, "no layer 1 in this trace: it holds 0, 2"),
        ({"name": "weights", "layer": 0, "kind": "cross"}, "no kind of attention cross in this trace: it holds self"),
        ({"name": "weights", "head": 7}, "no head 7 in this trace: it holds 0, 1"),
        ({"name": "weights", "head": 0, "query": 5}, "no place 5 on the axis query: it has 0–2"),
        ({"name": "weights", "row": 1}, "no axis row in this array: it has head, query, key"),
        ({"name": "logits", "token": -9}, "no place -9 on the axis token: it has 0–2"),
    ],
)
def test_what_is_asked_for_wrongly_is_answered(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        everything().array(**asked)
    assert said in str(caught.value)


def test_show_keeps_what_belongs_to_layers_and_to_the_text() -> None:
    trace = attnx.explain("Love", MODELS / "gpt2-a", arrays=["weights", "mlp_out", "final", "logits"])
    assert {"layer0.mlp_out", "layer1.mlp_out", "final", "logits"} <= from_npz(to_npz(trace)).keys()
    assert {"layer0.mlp_out", "layer1.mlp_out", "final", "logits"} <= from_csv(to_csv(trace)).keys()
    assert {name for _, name, _ in narrow(trace, arrays=["weights"]).walk()} == {"weights"}
