"""Captioners against the reference implementation: each array on the way, what is written, and where it looked."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

import attnx
from attnx.checkpoint import load
from attnx.checkpoint.load import load_captioner
from attnx.checkpoint.sight import see
from attnx.errors import AttnxError, CheckpointError
from attnx.inputs.image import picture_of
from attnx.inputs.preprocess import prepare
from attnx.model.decode import decode
from attnx.model.patches import PatchEmbedding
from attnx.model.transformer import Reading
from tests.families.parity import GOLDENS, MODELS, distance, side

NAMES = ("blip-a", "blip-b")
LIMIT, ROUNDING = 2e-5, 1e-11  # in float32 and in float64
PICTURE = np.random.default_rng(3).integers(0, 256, (40, 50, 3), dtype=np.uint8)


@cache
def golden(name: str) -> dict[str, np.ndarray]:
    return load_file(GOLDENS / f"{name}.safetensors")


@cache
def computed(name: str, dtype: Any) -> dict[str, np.ndarray]:
    """Every array of the golden's picture and of the tokens read beside it."""
    pair = load_captioner(MODELS / name)
    embedding = pair.weights.encoder.token_embedding
    assert isinstance(embedding, PatchEmbedding)
    seen = embedding.of(golden(name)["pixels"].astype(dtype))
    encoder = replace(pair.weights.encoder, token_embedding=seen)
    rows, columns = seen.grid
    count = np.arange(rows * columns + 1)
    arrays, x = side(count, encoder, pair.spec.encoder, "encoder", "encoder_hidden", dtype, None)
    arrays["patch_embedding"] = seen[count[1:]]
    reading = Reading.begin(x, pair.spec.decoder.n_layers)
    decoder = pair.weights.decoder
    return arrays | side(golden(name)["read"], decoder, pair.spec.decoder, "self", "decoder_hidden", dtype, reading)[0]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("dtype", "limit"), [(np.float32, LIMIT), (np.float64, ROUNDING)])
def test_every_array_is_that_of_the_reference(name: str, dtype: Any, limit: float) -> None:
    arrays, prefix = computed(name, dtype), f"{dtype.__name__}/"
    steps = {step.removeprefix(prefix): held for step, held in golden(name).items() if step.startswith(prefix)}
    assert {step.split(".")[0] for step in steps} == {
        *("patch_embedding", "encoder_hidden", "decoder_hidden", "encoder", "self", "cross", "logits")
    }
    assert {
        step: distance(arrays[step], held) for step, held in steps.items() if distance(arrays[step], held) > limit
    } == {}


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_is_what_the_reference_writes(name: str) -> None:
    pair, expected = load_captioner(MODELS / name), golden(name)["written"].tolist()
    seen = computed(name, np.float32)[f"encoder_hidden.{pair.spec.encoder.n_layers}"]
    assert pair.begin is not None
    found = decode(seen, pair.weights.decoder, pair.spec.decoder, pair.begin, pair.rules, beam=1, longest=12)
    assert list(found.ids) == expected


def test_texts_that_are_kept_in_mind_are_no_longer_than_one() -> None:
    """Also where the best of them ended early."""
    picture = np.random.default_rng(7).integers(0, 256, (40, 50, 3), dtype=np.uint8)
    longest = load_captioner(MODELS / "blip-a").spec.decoder.n_positions
    assert len(attnx.caption(picture, MODELS / "blip-a", beam=3).tokens) <= longest


@pytest.mark.parametrize("name", NAMES)
def test_a_caption_is_a_trace_with_a_picture(name: str) -> None:
    trace = attnx.caption(PICTURE, MODELS / name)
    pair = load_captioner(MODELS / name)
    assert trace.picture is not None
    assert (trace.picture.width, trace.picture.height) == (50, 40)
    assert len(trace.source) == 1 + trace.picture.rows * trace.picture.columns
    assert trace.source[0].special
    assert trace.source[-1].piece == f"{trace.picture.rows - 1},{trace.picture.columns - 1}"
    assert all(token.box is not None for token in trace.source[1:])
    assert {attention.kind for _, attention in trace.attentions()} == {"encoder", "self", "cross"}
    weights = trace.array("weights", kind="cross", layer=1, head=0)
    assert weights.shape == (len(trace.tokens), len(trace.source))
    assert np.allclose(weights.sum(-1), 1, atol=1e-6)
    assert [step.taken.id for step in trace.steps][: len(trace.tokens) - 1] == [token.id for token in trace.tokens[1:]]
    assert trace.tokens[0].id == pair.begin
    assert pair.preprocessing is not None
    prepared = prepare(picture_of(PICTURE), pair.preprocessing)
    assert trace.picture.pixels is not None
    assert np.array_equal(trace.picture.pixels, prepared.pixels)


def test_the_encoder_alone_is_explained() -> None:
    trace = attnx.explain("picture", see(load(MODELS / "blip-a"), picture_of(PICTURE)))
    captioned = attnx.caption(PICTURE, MODELS / "blip-a")
    assert np.array_equal(trace.array("weights", layer=1), captioned.array("weights", layer=1, kind="encoder"))


def test_texts_and_pictures_are_not_mixed_up() -> None:
    acts: dict[str, list[Callable[[], object]]] = {
        "not_a_captioner": [
            lambda: attnx.caption(PICTURE, MODELS / "marian-a"),
            lambda: attnx.caption(PICTURE, "writer"),
        ],
        "captions": [lambda: attnx.translate("爱", MODELS / "blip-a")],
        "sees_pictures": [lambda: attnx.explain("Love.", MODELS / "blip-a")],
    }
    for key, act in [(key, act) for key, several in acts.items() for act in several]:
        with pytest.raises(AttnxError) as caught:
            act()
        assert caught.value.key == key


def changed(folder: Path, part: str, key: str, value: object) -> Path:
    """blip-a with one key of its config otherwise."""
    shutil.copytree(MODELS / "blip-a", folder)
    config = json.loads((folder / "config.json").read_text())
    (config[part] if part else config)[key] = value
    (folder / "config.json").write_text(json.dumps(config))
    return folder


@pytest.mark.parametrize(
    ("part", "key", "value"),
    [
        ("text_config", "is_decoder", False),
        ("text_config", "bos_token_id", 500),
        ("vision_config", "patch_size", 0),
        ("vision_config", "num_channels", 4),
        ("vision_config", "new_key", 1),
        ("", "tie_word_embeddings", False),
    ],
)
def test_a_config_that_says_otherwise_is_refused_by_its_key(tmp_path: Path, part: str, key: str, value: object) -> None:
    with pytest.raises(CheckpointError) as caught:
        load(changed(tmp_path / "blip", part, key, value))
    assert key in str(caught.value)


def test_generation_settings_are_not_asked(tmp_path: Path) -> None:
    """The reference's captioner writes by its text_config alone."""
    folder = Path(shutil.copytree(MODELS / "blip-a", tmp_path / "blip"))
    (folder / "generation_config.json").write_text('{"eos_token_id": 116, "decoder_start_token_id": 5}')
    pair = load_captioner(folder)
    assert (pair.begin, pair.rules.ends) == (2, frozenset({3}))


@pytest.mark.parametrize(
    ("tensor", "says"),
    [
        ("text_encoder.embeddings.word_embeddings.weight", "answers questions"),
        ("text_model.embeddings.word_embeddings.weight", "finds the picture"),
        ("text_projection.weight", "text_projection"),
    ],
)
def test_a_model_for_something_else_is_refused_by_what_it_does(tmp_path: Path, tensor: str, says: str) -> None:
    folder = Path(shutil.copytree(MODELS / "blip-a", tmp_path / "blip"))
    extra = {tensor: np.zeros((128, 16), dtype=np.float32)}
    save_file(load_file(folder / "model.safetensors") | extra, folder / "model.safetensors")
    with pytest.raises(CheckpointError, match=says):
        load(folder)
