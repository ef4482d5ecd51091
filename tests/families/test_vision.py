"""Models that see pictures, against the reference implementation: what they are given, and what they make of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from attnx.checkpoint import Checkpoint, load
from attnx.checkpoint.sight import places, see, that_sees
from attnx.inputs.preprocess import prepare
from attnx.model.classify import label_logits
from attnx.model.patches import PatchEmbedding
from tests.families.parity import GOLDENS, MODELS, distance, side

pytest.importorskip("PIL", reason="pictures as input need the extra vision")
from attnx.inputs.image import open_picture

PICTURES = GOLDENS.parent / "pictures"
NAMES = sorted(
    path.parent.name for path in MODELS.glob("*/preprocessor_config.json") if not path.parent.name.startswith("blip")
)
CLOSE = 2e-5


def sighted(name: str, picture: str = "scene.png") -> Checkpoint:
    return see(load(MODELS / name), open_picture(PICTURES / picture))


def computed(name: str, dtype: type[np.floating]) -> dict[str, np.ndarray]:
    """Every array by the golden's name of it."""
    seeing = sighted(name)
    weights, spec = seeing.weights, seeing.spec
    assert isinstance(weights.token_embedding, PatchEmbedding) and weights.token_embedding.pixels is not None
    embedding = weights.token_embedding.of(
        load_file(GOLDENS / f"{name}.safetensors")["pixel_values/scene.png"].astype(dtype)
    )
    table = that_sees(load(MODELS / name)).weights.position_embedding
    assert spec.patches is not None and table is not None
    ids = np.arange(spec.n_positions)
    weights = replace(
        weights,
        token_embedding=embedding,
        position_embedding=places(table.astype(dtype), spec.patches, *embedding.grid),
    )
    arrays, x = side(ids, weights, spec, "self", "hidden", dtype, None)
    arrays["patches"] = embedding[ids[len(spec.patches.first) :]]
    if weights.classifier:
        arrays["logits"] = label_logits(x, weights.classifier, spec.patches)
    return arrays


@pytest.mark.parametrize("name", NAMES)
def test_every_array_is_that_of_the_reference(name: str) -> None:
    golden = load_file(GOLDENS / f"{name}.safetensors")
    single, double = (computed(name, dtype) for dtype in (np.float32, np.float64))
    for key, expected in golden.items():
        dtype, _, step = key.partition("/")
        if dtype == "float32":
            assert single[step].shape == expected.shape, step
            assert distance(single[step], expected) <= CLOSE, step
            assert distance(double[step], golden[f"float64/{step}"]) <= 1e-10, step


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_prepared_as_the_reference_prepares_it(name: str) -> None:
    how = that_sees(load(MODELS / name)).preprocessing
    assert how is not None and how.deviation is not None
    deviation = np.array(how.deviation)[:, None, None]
    for key, expected in load_file(GOLDENS / f"{name}.safetensors").items():
        if key.startswith("pixel_values/"):
            found = prepare(open_picture(PICTURES / Path(key).name), how).values
            assert np.abs((found - expected) * deviation).max() <= 1 / 255, key
