"""How far attnx is from the reference implementation, array by array, on the tiny models of every family."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file

from attnx.checkpoint import load
from attnx.model.record import Recorder
from attnx.model.spec import Spec
from attnx.model.transformer import Reading, forward, logits
from attnx.model.weights import Weights
from attnx.trace import ARRAYS, Attention
from tests.fixtures.family_recipes import RECIPES
from tests.fixtures.variants import fingerprint

FIXTURES = Path(__file__).parent.parent / "fixtures"
GOLDENS, MODELS = FIXTURES / "goldens", FIXTURES / "models"
# What the tiny models of a family are called, where that is not its model_type.
STEMS = {
    "gemma3_text": "gemma3",
    "gemma3": "gemma3_vision",
    "clip_text_model": "clip",
    "deberta-v2": "deberta_v2",
    "openai-gpt": "openai_gpt",
}


def stem(model_type: str) -> str:
    """What the tiny models of a family are called, without their -a and -b."""
    return STEMS.get(model_type, model_type)


@dataclass(frozen=True)
class Difference:
    """One array: the largest differences in float32 and in float64."""

    step: str
    single: float
    double: float


@cache
def golden(name: str) -> dict[str, np.ndarray]:
    return load_file(GOLDENS / f"{name}.safetensors")


def text_of(name: str) -> str:
    with safe_open(GOLDENS / f"{name}.safetensors", framework="numpy") as file:
        return str(json.loads(file.metadata()["golden"])["text"])


def names() -> list[str]:
    """The tiny models that have a golden of this kind."""
    return sorted(recipe.name for recipe in RECIPES if not recipe.name.startswith("example"))


def differences(name: str) -> Iterator[Difference]:
    """Every array of the golden against what attnx computes."""
    single, double = (computed(name, dtype) for dtype in (np.float32, np.float64))
    for key, expected in golden(name).items():
        dtype, _, step = key.partition("/")
        if dtype == "float32":
            exact = golden(name)[f"float64/{step}"]
            assert single[step].shape == expected.shape, step
            yield Difference(step, distance(single[step], expected), distance(double[step], exact))


def distance(found: np.ndarray, expected: np.ndarray) -> float:
    return float(np.abs(found - expected).max())


def computed(
    name: str, dtype: type[np.floating], folder: Path | None = None, text: np.ndarray | None = None
) -> dict[str, np.ndarray]:
    """Every array by the golden's name of it; `folder` may have the model otherwise, and `text` be another."""
    held, place = golden(name), folder or MODELS / name
    ids = held["ids"] if text is None else text
    checkpoint = load(place)
    pair = checkpoint.translator
    if pair is None:
        return side(ids, checkpoint.weights, checkpoint.spec, "self", "hidden", dtype, None)[0]
    arrays, x = side(ids, pair.weights.encoder, pair.spec.encoder, "encoder", "encoder_hidden", dtype, None)
    reading = Reading.begin(x, pair.spec.decoder.n_layers)
    decoder = pair.weights.decoder
    return arrays | side(held["target"], decoder, pair.spec.decoder, "self", "decoder_hidden", dtype, reading)[0]


def side(
    ids: np.ndarray,
    weights: Weights,
    spec: Spec,
    kind: str,
    stream: str,
    dtype: type[np.floating],
    reading: Reading | None,
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """The arrays of one stack, and its last residual stream."""
    layers, heads = tuple(range(spec.n_layers)), tuple(range(spec.n_heads))
    record = Recorder(
        ARRAYS, layers, heads, spec.n_heads, spec.n_kv_heads, kind="encoder" if kind == "encoder" else "self"
    )
    x = forward(ids, weights, spec, record, dtype, reading)
    arrays = {f"{stream}.{layer}": record.of_layers[layer]["residual"].data for layer in layers} | {
        f"{stream}.{spec.n_layers}": x
    }
    for layer in layers:
        for attention in record.recorded[layer]:
            arrays |= {f"{attention.kind}.{layer}.{part}": data for part, data in parts(attention)}
    if weights.head is not None:
        arrays["logits"] = logits(x, weights, spec)
    return arrays, x


def numbers(arrays: dict[str, np.ndarray]) -> dict[str, float]:
    """Each kind of array as one number, as the goldens of small changes have it."""
    weights = {step.replace("self", "decoder"): array for step, array in arrays.items() if step.endswith(".weights")}
    last: dict[str, np.ndarray] = {}
    for step, array in arrays.items():
        if "hidden." in step:
            last[step.partition(".")[0]] = array  # the layers come in their order
    found = {"weights": fingerprint(weights), "hidden": fingerprint(last)}
    return found | ({"logits": fingerprint({"": arrays["logits"]})} if "logits" in arrays else {})


def parts(attention: Attention) -> Iterator[tuple[str, np.ndarray]]:
    for name in ("q", "k", "v", "scores", "weights"):
        yield name, attention.arrays[name].data
