"""What happens around attention, in every family, against hooks of the reference implementation."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest
from safetensors.numpy import load_file

from attnx.checkpoint import load, load_translator
from attnx.model.describe import block_of
from attnx.model.record import Recorder
from attnx.model.spec import Spec
from attnx.model.transformer import Reading, forward
from attnx.model.weights import Weights
from attnx.trace import BLOCK, Block
from tests.families.parity import GOLDENS, MODELS, golden, names

LIMIT, EXACT, ROUNDING = 2e-5, 1e-6, 1e-6
Arrays = dict[str, np.ndarray]


@cache
def reference() -> Arrays:
    """By the name of the model, the side and the order in which it is made, the last tokens' numbers in float64."""
    return load_file(GOLDENS / "block.safetensors")


def norms(block: Block, layer: int, cross: bool) -> Iterator[tuple[str, str]]:
    """Of every norm of a layer, in order, the names of what enters and what leaves it."""
    stream = "residual"
    for part in ("attention", "cross", "mlp") if cross else ("attention", "mlp"):
        bare = block.first_bare and layer == 0 and part == "attention"
        if block.norm_first and not bare and not (part == "mlp" and block.one_norm):
            yield "residual" if block.arrangement == "parallel" else stream, f"{part}_norm"
        if block.norm_inside:
            yield "out" if part == "attention" else f"{part}_down", f"{part}_inner_norm"
        if block.arrangement == "post_norm":
            yield f"{part}_add", f"{part}_norm"
        stream = f"{part}_add"


def side(
    ids: np.ndarray, weights: Weights, spec: Spec, kind: str, dtype: type[np.floating], reading: Reading | None
) -> tuple[Arrays, np.ndarray]:
    """What attnx computes, by the names of the reference, and the last residual stream."""
    layers, heads = tuple(range(spec.n_layers)), tuple(range(spec.n_heads))
    record = Recorder(("residual", "out", *BLOCK), layers, heads, spec.n_heads, spec.n_kv_heads, run=spec.n_layers)
    x = forward(ids, weights, spec, record, dtype, reading)
    found: Arrays = {}
    place = networks = 0
    for layer in record.finish()[1]:
        held = {name: array.data for name, array in layer.arrays.items()} | {
            "out": layer.attention[0].arrays["out"].data
        }
        for before, after in norms(block_of(spec), layer.layer, reading is not None):
            found |= {f"{kind}.norm.{place}.in": held[before], f"{kind}.norm.{place}.out": held[after]}
            place += 1
        if "mlp_hidden" in held:
            found[f"{kind}.hidden.{networks}"] = held["mlp_hidden"]
            networks += 1
    return found, x


def relu2(name: str) -> bool:
    """Whether the hidden units of a model are squares."""
    return "target" not in golden(name) and block_of(load(MODELS / name).spec).activation == "relu2"


def computed(name: str, dtype: type[np.floating]) -> Arrays:
    ids = golden(name)["ids"]
    if "target" not in golden(name):
        checkpoint = load(MODELS / name)
        return side(ids, checkpoint.weights, checkpoint.spec, "self", dtype, None)[0]
    pair = load_translator(MODELS / name)
    read, x = side(ids, pair.weights.encoder, pair.spec.encoder, "encoder", dtype, None)
    reading = Reading.begin(x, pair.spec.decoder.n_layers)
    return read | side(golden(name)["target"], pair.weights.decoder, pair.spec.decoder, "self", dtype, reading)[0]


@pytest.mark.parametrize("name", names())
def test_norms_sums_and_hidden_units_are_those_of_the_reference(name: str) -> None:
    expected = {step.partition("/")[2]: numbers for step, numbers in reference().items() if step.startswith(f"{name}/")}
    single, double = computed(name, np.float32), computed(name, np.float64)
    assert single.keys() == expected.keys()
    for step, numbers in expected.items():
        rows = slice(-len(numbers), None)
        off, exactly_off = (np.abs(found[step][rows] - numbers).max() for found in (single, double))
        size = max(1.0, float(np.abs(numbers).max()))  # the reference is kept in float32
        squared = "hidden" in step and relu2(name)  # a square is as far off as its root, times twice the root
        assert off <= LIMIT * (max(1.0, 2.0 * float(np.sqrt(np.abs(numbers).max()))) if squared else 1.0), step
        assert exactly_off <= max(ROUNDING * off, EXACT / 10 * size), step
