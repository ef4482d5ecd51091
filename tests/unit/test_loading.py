"""A model directory is read strictly: whatever is wrong with it is named, in attnx's own words."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

import attnx
from attnx.checkpoint.describe import describe
from attnx.checkpoint.tokenizer.pieces import Pieces
from attnx.errors import AttnxError, CheckpointError
from attnx.model.config import Config

MODELS = Path(__file__).parent.parent / "fixtures" / "models"
TEXT = "Love gives hope."
QUERY = "encoder.layer.1.attention.self.query.weight"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A sound model in one file, to be damaged."""
    return Path(shutil.copytree(MODELS / "bert-plain", tmp_path / "bert-plain"))


@pytest.fixture
def sharded(tmp_path: Path) -> Path:
    """A sound model in three shards, to be damaged."""
    return Path(shutil.copytree(MODELS / "bert-odd", tmp_path / "bert-odd"))


def refused(model: Path, key: str, *words: str) -> None:
    """Asserts that the model cannot be run, and that the error says these words."""
    with pytest.raises(CheckpointError) as caught:
        attnx.explain(TEXT, model=model)
    assert caught.value.key == key
    for word in words:
        assert word in str(caught.value)


def config(model: Path, *gone: str, **new: object) -> None:
    values = json.loads((model / "config.json").read_bytes())
    kept = {key: value for key, value in values.items() if key not in gone}
    (model / "config.json").write_text(json.dumps(kept | new))


def tensors(model: Path, change: Callable[[dict[str, np.ndarray]], object]) -> None:
    held = load_file(model / "model.safetensors")
    change(held)
    save_file(held, model / "model.safetensors")


def index(model: Path, **moved: object) -> None:
    """Changes the shard that the index names for some tensors, written with _ for every dot."""
    file = model / "model.safetensors.index.json"
    document = json.loads(file.read_bytes())
    for name in list(document["weight_map"]):
        if name.replace(".", "_") in moved:
            document["weight_map"][name] = moved.pop(name.replace(".", "_"))
    assert not moved
    file.write_text(json.dumps(document))


def raw(header: object, data: bytes = b"", length: int | None = None) -> bytes:
    """The bytes of a safetensors file, whether it is sound or not."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return (len(text) if length is None else length).to_bytes(8, "little") + text + data


def entry(dtype: str, shape: list[int], begin: int, end: int) -> dict[str, object]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


def test_the_sound_models_run(model: Path, sharded: Path) -> None:
    for one in (model, sharded):
        assert attnx.explain(TEXT, model=one).array("weights", layer=0, head=0).sum(axis=1) == pytest.approx(1)


# The directory and its config.


def test_without_config(model: Path) -> None:
    (model / "config.json").unlink()
    refused(model, "no_config", str(model), "config.json")


def test_a_file_is_not_a_directory(model: Path) -> None:
    refused(model / "config.json", "not_weights", "directory")


@pytest.mark.parametrize("name", ["no-such-model", "x" * 300, "a\0b"])
def test_a_name_that_is_nothing(name: str) -> None:
    with pytest.raises(AttnxError) as caught:
        attnx.explain(TEXT, model=name)
    assert caught.value.key == "unknown_model"
    assert "minilm" in str(caught.value)


@pytest.mark.parametrize(
    "text", [b"", b"{", b"[]", b"7", b"null", b'"bert"', b"\xff\xfe", b"[" * 5000, b'{"model_type": NaN}']
)
def test_config_is_not_an_object(model: Path, text: bytes) -> None:
    (model / "config.json").write_bytes(text)
    refused(model, "bad_config", "config.json", "JSON object")


@pytest.mark.parametrize("found", ["gpt9", "", None, 7, ["bert"], {}])
def test_another_model_type(model: Path, found: object) -> None:
    config(model, model_type=found)
    refused(model, "unsupported", str(found), "bert")


def test_without_model_type(model: Path) -> None:
    config(model, "model_type")
    refused(model, "unsupported", "bert")


def test_an_unknown_key_is_named(model: Path) -> None:
    config(model, rope_theta=10000.0)
    refused(model, "config_unknown", "rope_theta")
    config(model, strange=1, other="x", temperature=0.7, do_sample=False, use_bfloat16=False)
    refused(model, "config_unknown", "rope_theta, strange, other")


SIZES = ("hidden_size", "num_hidden_layers", "max_position_embeddings", "intermediate_size", "vocab_size")


@pytest.mark.parametrize("key", SIZES)
def test_a_size_that_is_left_out_is_the_usual_one_and_the_tensors_do_not_fit(model: Path, key: str) -> None:
    config(model, key)
    refused(model, "tensor_missing" if key == "num_hidden_layers" else "tensor_shape")


@pytest.mark.parametrize("key", [*SIZES, "num_attention_heads"])
def test_a_size_is_not_null(model: Path, key: str) -> None:
    config(model, **{key: None})
    refused(model, "config_value", key, "null")


def test_a_key_of_our_own_model_has_no_usual_value(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError) as caught:
        Config({}, tmp_path, "vaswani").size("d_model")
    assert caught.value.key == "config_missing"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("hidden_size", "16"),
        ("hidden_size", 16.0),
        ("hidden_size", 0),
        ("hidden_size", -16),
        ("num_attention_heads", True),
        ("num_attention_heads", 0),
        ("num_attention_heads", 3),
        ("num_attention_heads", 32),
        ("num_hidden_layers", 0),
        ("num_hidden_layers", [2]),
        ("max_position_embeddings", 0),
        ("intermediate_size", -1),
        ("vocab_size", 0),
        ("type_vocab_size", -2),
        ("type_vocab_size", "2"),
        ("layer_norm_eps", "1e-12"),
        ("layer_norm_eps", 0),
        ("layer_norm_eps", -1e-12),
        ("hidden_act", "xielu"),
        ("num_hidden_layers", 10**9),
        ("max_position_embeddings", 2**60),
        ("hidden_act", ["gelu"]),
        ("hidden_act", None),
        ("position_embedding_type", "relative_key"),
        ("position_embedding_type", "relative_key_query"),
        ("is_decoder", True),
        ("add_cross_attention", True),
        ("pruned_heads", {"0": [1]}),
        ("embedding_size", 8),
    ],
)
def test_a_value_attnx_does_not_support(model: Path, key: str, value: object) -> None:
    config(model, **{key: value})
    refused(model, "config_value", key, "null" if value is None else str(value))


def test_what_a_config_may_leave_out(model: Path) -> None:
    """BertConfig's own defaults, which happen to be those of this model."""
    before = attnx.explain(TEXT, model=model).array("out", layer=1)
    config(model, "hidden_act", "layer_norm_eps", "type_vocab_size")
    assert np.array_equal(attnx.explain(TEXT, model=model).array("out", layer=1), before)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)
KEYS = tuple(json.loads((MODELS / "bert-plain" / "config.json").read_bytes()))


@settings(max_examples=150, deadline=None)
@given(key=st.sampled_from(KEYS), value=json_values)
def test_no_value_of_a_config_is_a_surprise(tmp_path_factory: pytest.TempPathFactory, key: str, value: object) -> None:
    model = tmp_path_factory.mktemp("config") / "model"
    shutil.copytree(MODELS / "bert-plain", model)
    config(model, **{key: value})
    runs_or_refuses(model)


def runs_or_refuses(model: Path) -> None:
    with suppress(AttnxError):
        attnx.explain(TEXT, model=model)


# The weights.


def test_without_weights(model: Path) -> None:
    (model / "model.safetensors").unlink()
    refused(model, "no_weights", "model.safetensors")


@pytest.mark.parametrize("name", ["pytorch_model.bin", "pytorch_model-00001-of-00002.bin", "model.pt", "model.ckpt"])
def test_a_pickle_is_refused_by_name(model: Path, name: str) -> None:
    (model / "model.safetensors").rename(model / name)
    refused(model, "pickle", name, "safetensors")


@pytest.mark.parametrize(
    ("name", "key", "words"),
    [
        ("pytorch_model.bin.index.json", "pickle_index", ("lists parts", "safetensors")),
        ("model.onnx", "onnx", ("exported from",)),
        ("onnx/model_quantized.onnx", "onnx", ("exported from",)),
        ("tf_model.h5", "other_library", ("another library",)),
        ("flax_model.msgpack", "other_library", ("another library",)),
    ],
)
def test_what_stands_instead_of_weights_is_named(model: Path, name: str, key: str, words: tuple[str, ...]) -> None:
    (model / "onnx").mkdir()
    (model / "model.safetensors").rename(model / name)
    refused(model, key, name, *words)


# A folder of sentence-transformers.


def modules(path: Path, *said: object) -> Path:
    (path / "modules.json").write_text(json.dumps(said))
    return path


def test_the_transformer_among_modules_is_opened(tmp_path: Path) -> None:
    inside = shutil.copytree(MODELS / "bert-plain", tmp_path / "0_Transformer")
    pooling = {"idx": 1, "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}
    kind = "sentence_transformers.models.Transformer"
    whole = modules(tmp_path, {"idx": 0, "path": "0_Transformer", "type": kind}, pooling)
    for one in (whole, inside):
        modules(inside, {"idx": 0, "path": "", "type": kind})
        trace = attnx.explain(TEXT, model=one)
        assert trace.model.name == one.name
        assert np.array_equal(trace.array("out", layer=1), attnx.explain(TEXT, model=inside).array("out", layer=1))
    assert describe(whole).parameters == describe(inside).parameters


@pytest.mark.parametrize(
    "said",
    [(), (7,), ({"path": "1_Pooling", "type": "models.Pooling"},), ({"path": "../bert", "type": "a.Transformer"},)],
)
def test_modules_without_a_transformer(tmp_path: Path, said: tuple[object, ...]) -> None:
    refused(modules(tmp_path, *said), "bad_modules", "modules.json")


def test_a_pickle_beside_safetensors_is_left_alone(model: Path) -> None:
    (model / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    assert attnx.explain(TEXT, model=model).layers


def test_an_index_of_pickles(sharded: Path) -> None:
    index(sharded, bert_embeddings_LayerNorm_bias="pytorch_model-00001-of-00002.bin")
    refused(sharded, "pickle", "pytorch_model-00001-of-00002.bin")


@pytest.mark.parametrize("kept", [0, 7, 8, 100, 4000, -1])
def test_a_truncated_file(model: Path, kept: int) -> None:
    file = model / "model.safetensors"
    file.write_bytes(file.read_bytes()[:kept])
    refused(model, "damaged", "model.safetensors")


@pytest.mark.parametrize(
    "data",
    [
        raw({"a": entry("F32", [4], 0, 16)}, bytes(12)),  # past the end of the file
        raw({"a": entry("F32", [4], 0, 16)}, bytes(20)),  # bytes that belong to nothing
        raw({"a": entry("F32", [2], 0, 8), "b": entry("F32", [2], 4, 12)}, bytes(12)),  # overlapping
        raw({"a": entry("F32", [2], 4, 12)}, bytes(12)),  # a hole before it
        raw({"a": entry("F32", [4], 0, 8)}, bytes(8)),  # four numbers of four bytes in eight bytes
        raw({"a": entry("F64", [2], 0, 8)}, bytes(8)),
        raw({"a": entry("F32", [2], 8, 0)}, bytes(8)),  # ends before it begins
        raw({"a": entry("F32", [2**32, 2**32], 0, 8)}, bytes(8)),  # a size past 64 bits
        raw({"a": entry("F32", [-2], 0, 8)}, bytes(8)),
        raw({"a": entry("F33", [2], 0, 8)}, bytes(8)),
        raw({"a": {"dtype": "F32", "shape": [2]}}, bytes(8)),
        raw({"a": None}),
        raw([]),
        raw(b"{"),
        raw(b"[" * 5000),
        raw(b"\xff\xfe{}"),
        raw({}, length=2**63),
        raw({}, length=2**64 - 1),
        raw({}, length=100_000_001),
        raw({}, length=500),
        b"\x80\x04\x95pickle",
    ],
)
def test_a_header_that_lies(model: Path, data: bytes) -> None:
    (model / "model.safetensors").write_bytes(data)
    refused(model, "damaged", "model.safetensors")


def test_a_missing_tensor(model: Path) -> None:
    tensors(model, lambda held: held.pop(QUERY))
    refused(model, "tensor_missing", QUERY)


def test_a_missing_bias_is_not_taken_for_zeros(model: Path) -> None:
    tensors(model, lambda held: held.pop(QUERY.replace("weight", "bias")))
    refused(model, "tensor_missing", QUERY.replace("weight", "bias"))


@pytest.mark.parametrize("name", ["encoder.layer.2.output.dense.bias", "encoder.layer.0.adapter.weight", "extra"])
def test_an_extra_tensor(model: Path, name: str) -> None:
    tensors(model, lambda held: held.update({name: np.zeros(16, np.float32)}))
    refused(model, "tensor_extra", name)


def test_a_tensor_under_two_spellings(model: Path) -> None:
    tensors(model, lambda held: held.update({f"bert.{QUERY}": held[QUERY]}))
    refused(model, "tensor_twice", QUERY)


def test_fewer_layers_than_the_file_has(model: Path) -> None:
    config(model, num_hidden_layers=1)
    refused(model, "tensor_extra", "encoder.layer.1.")


def test_more_layers_than_the_file_has(model: Path) -> None:
    config(model, num_hidden_layers=10**6)
    refused(model, "tensor_missing", "encoder.layer.2.")


def test_a_wrong_shape(model: Path) -> None:
    tensors(model, lambda held: held.update({QUERY: np.zeros((16, 15), np.float32)}))
    refused(model, "tensor_shape", QUERY, "(16, 15)", "(16, 16)")


def test_a_matrix_that_lies_on_its_side(model: Path) -> None:
    name = "encoder.layer.0.intermediate.dense.weight"
    tensors(model, lambda held: held.update({name: np.ascontiguousarray(held[name].T)}))
    refused(model, "tensor_shape", name, "(16, 32)", "(32, 16)")


@pytest.mark.parametrize("dtype", [np.int64, np.int32, np.uint8, np.bool_])
def test_numbers_that_are_not_weights(model: Path, dtype: type[np.generic]) -> None:
    tensors(model, lambda held: held.update({QUERY: np.zeros((16, 16), dtype)}))
    refused(model, "tensor_dtype", QUERY, np.dtype(dtype).name)


@pytest.mark.parametrize(("dtype", "size"), [("I16", 2), ("F8_E4M3", 1), ("U64", 8), ("C64", 8)])
def test_a_dtype_numpy_cannot_map(model: Path, dtype: str, size: int) -> None:
    data = raw({"embeddings.LayerNorm.weight": entry(dtype, [16], 0, 16 * size)}, bytes(16 * size))
    (model / "model.safetensors").write_bytes(data)
    refused(model, "tensor_dtype", "embeddings.LayerNorm.weight", dtype, "F32")


@pytest.mark.parametrize("dtype", [np.float16, np.float64])
def test_other_floats_are_run_as_float32(model: Path, dtype: type[np.floating]) -> None:
    tensors(model, lambda held: held.update({name: tensor.astype(dtype) for name, tensor in held.items()}))
    found = attnx.explain(TEXT, model=model)
    tensors(model, lambda held: held.update({name: tensor.astype(np.float32) for name, tensor in held.items()}))
    expected = attnx.explain(TEXT, model=model)
    for name in ("q", "weights", "out"):
        assert found.array(name, layer=1).dtype == np.float32
        assert np.array_equal(found.array(name, layer=1), expected.array(name, layer=1))


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize(
    ("name", "part"),
    [
        (QUERY, "blocks.1.attention.q.weight"),
        ("embeddings.LayerNorm.bias", "embedding_norm.bias"),
        ("embeddings.position_embeddings.weight", "position_embedding"),
        ("encoder.layer.0.output.dense.weight", "blocks.0.mlp.down.weight"),
    ],
)
def test_a_number_that_is_none(model: Path, number: float, name: str, part: str) -> None:
    tensors(model, lambda held: held[name].__setitem__((0,) * held[name].ndim, number))
    refused(model, "not_finite", part, "damaged")


@pytest.mark.parametrize("name", ["query.bias", "key.bias"])
def test_scores_of_nothing_but_minus_infinity_are_not_a_mask(model: Path, name: str) -> None:
    """q·k is −∞ for every key: the weights would be zeros, as if the query might look nowhere."""

    def damage(held: dict[str, np.ndarray]) -> None:
        for one in ("query", "key"):
            held[f"encoder.layer.0.attention.self.{one}.weight"][:] = 0
            held[f"encoder.layer.0.attention.self.{one}.bias"][:] = 1
        held[f"encoder.layer.0.attention.self.{name}"][:] = -np.inf

    tensors(model, damage)
    refused(model, "not_finite", f"blocks.0.attention.{name[0]}.bias")


def test_a_double_past_float32(model: Path) -> None:
    tensors(model, lambda held: held.update({QUERY: np.full((16, 16), 1e300)}))
    refused(model, "not_finite", "blocks.1.attention.q.weight")


def test_sound_weights_that_are_too_large(model: Path) -> None:
    tensors(model, lambda held: held.update({QUERY: np.full((16, 16), 3e38, np.float32)}))
    with pytest.raises(AttnxError) as caught:
        attnx.explain(TEXT, model=model)
    assert caught.value.key == "overflow"


# The shards.


@pytest.mark.parametrize(
    "shard",
    [
        "../x.safetensors",
        "/etc/x.safetensors",
        "sub/../../x.safetensors",
        "sub/x.safetensors",
        "./../x.safetensors",
        "..\\x.safetensors",
        "sub\\x.safetensors",
        "\\x.safetensors",
        "C:\\x.safetensors",
        "C:x.safetensors",
        "\\\\host\\share\\x.safetensors",
        "..",
        ".",
        "",
    ],
)
def test_a_shard_outside_the_directory(sharded: Path, shard: str) -> None:
    save_file({"a": np.zeros(1, np.float32)}, sharded.parent / "x.safetensors")
    index(sharded, bert_embeddings_LayerNorm_bias=shard)
    refused(sharded, "shard_outside", "outside its directory")


@pytest.mark.parametrize("shard", ["gone.safetensors", "x" * 300 + ".safetensors", "a\0b.safetensors"])
def test_a_shard_that_is_missing(sharded: Path, shard: str) -> None:
    index(sharded, bert_embeddings_LayerNorm_bias=shard)
    refused(sharded, "bad_index", "missing", shard)


def test_a_shard_that_is_a_directory(sharded: Path) -> None:
    (sharded / "sub.safetensors").mkdir()
    index(sharded, bert_embeddings_LayerNorm_bias="sub.safetensors")
    refused(sharded, "damaged", "sub.safetensors")


def test_a_shard_that_is_truncated(sharded: Path) -> None:
    file = sharded / "model-00002-of-00003.safetensors"
    file.write_bytes(file.read_bytes()[:-4])
    refused(sharded, "damaged", file.name)


def test_a_tensor_no_shard_holds(sharded: Path) -> None:
    file = sharded / "model.safetensors.index.json"
    document = json.loads(file.read_bytes())
    document["weight_map"]["bert.extra"] = "model-00001-of-00003.safetensors"
    file.write_text(json.dumps(document))
    refused(sharded, "bad_index", "bert.extra")


def test_a_tensor_in_two_shards(sharded: Path) -> None:
    first, second = (sharded / f"model-0000{number}-of-00003.safetensors" for number in (1, 2))
    name = next(iter(load_file(first)))
    save_file(load_file(second) | {name: load_file(first)[name] + 1}, second)
    refused(sharded, "tensor_twice", name)


@pytest.mark.parametrize(
    "text",
    [b"", b"[]", b"{}", b'{"weight_map": []}', b'{"weight_map": {"a": 1}}', b'{"weight_map": {"a": null}}', b"\xff"],
)
def test_an_index_that_is_none(sharded: Path, text: bytes) -> None:
    (sharded / "model.safetensors.index.json").write_bytes(text)
    refused(sharded, "bad_index", "model.safetensors.index.json")


def test_an_index_of_nothing(sharded: Path) -> None:
    (sharded / "model.safetensors.index.json").write_text('{"weight_map": {}}')
    refused(sharded, "tensor_missing", "embeddings.")


# A single file of weights.


def test_a_file_of_weights_has_the_rest_beside_it(model: Path, sharded: Path) -> None:
    whole = attnx.explain(TEXT, model=model)
    (model / "model.safetensors").rename(model / "step-100.safetensors")
    alone = attnx.explain(TEXT, model=model / "step-100.safetensors")
    assert alone.model.name == "bert-plain/step-100.safetensors"
    assert np.array_equal(alone.array("out", layer=1), whole.array("out", layer=1))
    refused(model, "no_weights", "model.safetensors")
    refused(sharded / "model-00001-of-00003.safetensors", "tensor_missing")


@pytest.mark.parametrize("name", ["pytorch_model.bin", "weights.PT", "model.pth", "last.ckpt", "model.pkl"])
def test_a_pickle_is_a_pickle_wherever_it_is(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\x80\x04.")
    refused(tmp_path / name, "pickle", name, "can run code")


def test_another_file_holds_no_weights(model: Path) -> None:
    refused(model / "tokenizer.json", "not_weights", "tokenizer.json", "directory")
    (model / "config.json").unlink()
    refused(model / "model.safetensors", "no_config", str(model))


# The tokenizer.


def test_without_tokenizer(model: Path) -> None:
    (model / "tokenizer.json").unlink()
    refused(model, "no_tokenizer", "tokenizer.json", "vocab.txt", "vocab.json + merges.txt", "spiece.model")


@pytest.mark.parametrize(
    "text", [b"", b"{}", b"[]", b"null", b"\xff", b'{"model": {"type": "Telepathy"}}', b"[" * 5000]
)
def test_a_tokenizer_that_is_none(model: Path, text: bytes) -> None:
    (model / "tokenizer.json").write_bytes(text)
    refused(model, "bad_tokenizer", "tokenizer.json")


def test_a_pattern_that_explodes_is_given_up(model: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = model / "tokenizer.json"
    explosive = {"type": "Split", "pattern": {"Regex": "(a+)+$"}, "behavior": "Isolated", "invert": False}
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | {"pre_tokenizer": explosive}))
    with pytest.raises(CheckpointError, match="retry-limit"):
        Pieces.read(file)("a" * 10_000 + "!")
    assert capfd.readouterr().err == ""  # of the library's own words


def test_a_truncated_tokenizer(model: Path) -> None:
    file = model / "tokenizer.json"
    file.write_bytes(file.read_bytes()[:2000])
    refused(model, "bad_tokenizer", "tokenizer.json")


def test_an_id_past_the_vocabulary(model: Path) -> None:
    file = model / "tokenizer.json"
    document = json.loads(file.read_bytes())
    document["model"]["vocab"]["zigzag"] = 86  # the model has vectors for 0 to 85
    file.write_text(json.dumps(document))
    assert attnx.explain(TEXT, model=model).layers
    with pytest.raises(CheckpointError) as caught:
        attnx.explain("Love zigzag.", model=model)
    assert caught.value.key == "id_beyond"
    for word in ("bert-plain", "zigzag", "86"):
        assert word in str(caught.value)


# Damage of any kind.

SOUND = (MODELS / "bert-plain" / "model.safetensors").read_bytes()
HEADER = 8 + int.from_bytes(SOUND[:8], "little")


@settings(max_examples=300, deadline=None)
@given(
    changes=st.lists(st.tuples(st.integers(0, HEADER - 1), st.integers(0, 255)), max_size=4),
    inserted=st.tuples(st.integers(0, HEADER), st.binary(max_size=3)),
    kept=st.none() | st.integers(0, len(SOUND)),
)
def test_a_damaged_file_is_refused_or_read(
    tmp_path_factory: pytest.TempPathFactory,
    changes: list[tuple[int, int]],
    inserted: tuple[int, bytes],
    kept: int | None,
) -> None:
    model = tmp_path_factory.mktemp("damaged") / "model"
    shutil.copytree(MODELS / "bert-plain", model)
    data = bytearray(SOUND)
    for place, byte in changes:
        data[place] = byte
    data[inserted[0] : inserted[0]] = inserted[1]
    (model / "model.safetensors").write_bytes(bytes(data[:kept]))
    runs_or_refuses(model)


@settings(max_examples=50, deadline=None)
@given(kept=st.integers(0, len(SOUND) - 1))
def test_every_truncated_file_is_refused(tmp_path_factory: pytest.TempPathFactory, kept: int) -> None:
    model = tmp_path_factory.mktemp("truncated") / "model"
    shutil.copytree(MODELS / "bert-plain", model)
    (model / "model.safetensors").write_bytes(SOUND[:kept])
    refused(model, "damaged", "model.safetensors")
