"""How far attnx is from the reference implementation on the tiny models that see pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from safetensors.numpy import load_file

from attnx.checkpoint import Checkpoint, load
from attnx.checkpoint.sight import places, see, that_sees
from attnx.inputs.image import open_picture
from attnx.model.classify import label_logits
from attnx.model.patches import PatchEmbedding
from tests.families.parity import GOLDENS, MODELS, Difference, distance, side

PICTURES = GOLDENS.parent / "pictures"
NAMES = sorted(
    path.parent.name for path in MODELS.glob("*/preprocessor_config.json") if not path.parent.name.startswith("blip")
)


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


def differences(name: str) -> Iterator[Difference]:
    """Every array of the golden against what attnx computes of the same pixels."""
    golden = load_file(GOLDENS / f"{name}.safetensors")
    single, double = (computed(name, dtype) for dtype in (np.float32, np.float64))
    for key, expected in golden.items():
        dtype, _, step = key.partition("/")
        if dtype == "float32":
            assert single[step].shape == expected.shape, step
            yield Difference(step, distance(single[step], expected), distance(double[step], golden[f"float64/{step}"]))
