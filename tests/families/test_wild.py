"""Files that people have: the numbers are those of the reference, or the file is refused by name."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

import attnx
from attnx.model import rows
from attnx.model.decode import go_on, read_on
from attnx.model.spec import Causal, SlidingWindow
from attnx.model.transformer import Reading
from tests.families.parity import FIXTURES, MODELS, computed, golden, numbers
from tests.fixtures.wild import CASES

GOLDEN = json.loads((FIXTURES / "goldens" / "wild.json").read_text())
NEAR = 1e-5
BEYOND = ("phi3-b", "llama-dynamic")  # whose places turn otherwise beyond 16 tokens
TEXT = "Love gives hope, so we live."


@pytest.mark.parametrize("name", CASES)
def test_the_numbers_are_those_of_the_reference(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    tensors: dict[str, np.ndarray] = {}
    for file in MODELS.joinpath(case.model).iterdir():
        if file.suffix == ".safetensors":
            tensors |= load_file(file)
        elif file.name == "config.json":
            config = json.loads(file.read_text()) | dict(case.settings)
            (tmp_path / file.name).write_text(json.dumps(config))
        elif not file.name.startswith("model"):
            (tmp_path / file.name).symlink_to(file)
    save_file(case.change(tensors), tmp_path / "model.safetensors")
    text = np.array(case.text(golden(case.model)["ids"].tolist()))
    found = numbers(computed(case.model, np.float32, tmp_path, text))
    assert found.keys() == GOLDEN[name].keys()
    assert all(abs(number - GOLDEN[name][kind]) < NEAR for kind, number in found.items()), (found, GOLDEN[name])


@pytest.mark.parametrize("name", BEYOND)
def test_the_places_follow_from_the_whole_text_and_not_from_the_rows_at_hand(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = computed(name, np.float32)
    monkeypatch.setattr(rows, "ROWS", 4)
    parts = computed(name, np.float32)
    assert len(golden(name)["ids"]) > 16
    for step, expected in whole.items():
        np.testing.assert_allclose(parts[step], expected, rtol=1e-5, atol=2e-5, err_msg=step)


@pytest.mark.parametrize("name", BEYOND)
def test_writing_on_past_that_length_reads_everything_again(name: str) -> None:
    model = attnx.load(MODELS / name)
    ids = [token.id for token in model.tokenizer(TEXT)]
    written = go_on(ids, model.weights, model.spec, (), 14, lambda row, _: int(row.argmax()))
    assert len(ids) < 16 < len(written.ids) - 1
    for place, row in enumerate(written.log_probabilities, len(ids)):
        whole = read_on(written.ids[:place], model.weights, model.spec, Reading.begin(None, model.spec.n_layers))
        np.testing.assert_allclose(row, whole, atol=1e-4)


@pytest.mark.parametrize("name", ["modernbert-a", "modernbert-b", "t5-a", "bert-odd", "mistral-a", "gemma3-a"])
def test_with_a_causal_mask_no_row_depends_on_what_comes_after(name: str) -> None:
    text = "Love gives hope, so we live. The cat sat."
    model = attnx.load(MODELS / name)
    whole = attnx.explain(text, model, causal=True)
    other = attnx.explain(text.replace("cat", "hope"), model, causal=True)
    same = next(i for i, (one, two) in enumerate(zip(whole.tokens, other.tokens, strict=False)) if one.id != two.id)
    assert same > 8
    for layer in range(model.spec.n_layers):
        one, two = (trace.array("out", layer=layer)[:same] for trace in (whole, other))
        np.testing.assert_allclose(one, two, atol=1e-5)


def test_a_causal_mask_keeps_a_window_and_a_bias_of_two_sides() -> None:
    windowed = attnx.load(MODELS / "mistral-a")
    assert attnx.explain(TEXT, windowed, causal=True).notes == attnx.explain(TEXT, windowed).notes
    assert isinstance(windowed.spec.pattern, SlidingWindow)
    local = attnx.explain(TEXT, MODELS / "modernbert-a", causal=True)
    assert {one.pattern for _, one in local.attentions()} == {Causal.name, SlidingWindow.name}
    plain, masked = (attnx.explain(TEXT, MODELS / "t5-a", causal=causal) for causal in (False, True))
    assert np.array_equal(plain.array("bias", layer=0), masked.array("bias", layer=0))


def test_the_text_of_a_whole_clip_is_that_of_its_tower(tmp_path: Path) -> None:
    """The two towers in one file, the config of each inside the whole."""
    tower = json.loads((MODELS / "clip-a" / "config.json").read_text())
    whole = {
        "architectures": ["CLIPModel"],
        "model_type": "clip",
        "projection_dim": 8,
        "logit_scale_init_value": 2.6592,
        "text_config": tower,
        "vision_config": {"hidden_size": 8, "model_type": "clip_vision_model"},
    }
    (tmp_path / "config.json").write_text(json.dumps(whole))
    (tmp_path / "tokenizer.json").symlink_to(MODELS / "clip-a" / "tokenizer.json")
    own = load_file(MODELS / "clip-a" / "model.safetensors")
    tensors = {f"text_model.{name.removeprefix('text_model.')}": tensor for name, tensor in own.items()}
    images = {name: np.zeros((8, 8), np.float32) for name in ("visual_projection.weight", "vision_model.embeddings.a")}
    beside = {"text_projection.weight": np.zeros((8, 16), np.float32), "logit_scale": np.zeros((), np.float32)}
    save_file({**tensors, **images, **beside}, tmp_path / "model.safetensors")
    alone, inside = (computed("clip-a", np.float32, place) for place in (MODELS / "clip-a", tmp_path))
    assert alone.keys() == inside.keys()
    assert all(np.array_equal(alone[step], inside[step]) for step in alone)
