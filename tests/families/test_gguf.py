"""GGUF files: the numbers are those of the reference, the ids those of the tokenizers they were made from."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import attnx
from attnx.checkpoint.describe import describe
from attnx.checkpoint.gguf.blocks import KINDS
from attnx.checkpoint.gguf.file import Gguf
from attnx.checkpoint.tokenizer import read_tokenizer
from attnx.errors import AttnxError, CheckpointError
from tests.families.parity import FIXTURES, numbers, side

FILES = FIXTURES / "gguf"
GOLDEN = json.loads((FIXTURES / "goldens" / "gguf.json").read_text())
TEXTS = json.loads((FIXTURES / "goldens" / "tokenizers.json").read_text(encoding="utf-8"))["texts"]
SMALL = FILES / "llama3.gguf"
TEXT = "Love gives hope."


@pytest.mark.parametrize("name", GOLDEN["numbers"])
def test_the_numbers_are_those_of_the_reference(name: str) -> None:
    model = attnx.load(FILES / f"{name}.gguf")
    found = numbers(side(np.array(GOLDEN["ids"]), model.weights, model.spec, "self", "hidden", np.float32, None)[0])
    for kind, expected in GOLDEN["numbers"][name].items():
        assert found[kind] == pytest.approx(expected, abs=1e-5), kind


def test_every_kind_of_number_has_a_golden() -> None:
    assert {place.kind for name in GOLDEN["numbers"] for place in Gguf(FILES / f"{name}.gguf").places.values()} == set(
        KINDS
    )


@pytest.mark.parametrize(("name", "folder"), [("llama", "llama"), ("gemma", "llama"), ("qwen3", "gpt2")])
def test_the_ids_are_those_of_the_files_before(name: str, folder: str) -> None:
    found, before = attnx.load(FILES / f"{name}.gguf").tokenizer, read_tokenizer(FIXTURES / "tokenizers" / folder)
    for text in TEXTS:
        assert [token.id for token in found(text)] == [token.id for token in before(text)]


@pytest.mark.parametrize(("name", "begin"), [("qwen2", []), ("llama3", [0])])
def test_the_ids_are_those_of_the_reference(name: str, begin: list[int]) -> None:
    tokenizer = attnx.load(FILES / f"{name}.gguf").tokenizer
    for text, ids in zip(GOLDEN["texts"], GOLDEN["tokens"][name], strict=True):
        assert [token.id for token in tokenizer(text)] == [*begin, *ids], text


def test_a_folder_with_one_file_is_that_file_and_with_several_says_so(tmp_path: Path) -> None:
    shutil.copy(SMALL, tmp_path)
    alone = attnx.explain(TEXT, tmp_path)
    assert np.array_equal(alone.array("out", layer=1), attnx.explain(TEXT, SMALL).array("out", layer=1))
    assert describe(tmp_path).spec == describe(SMALL).spec == attnx.load(SMALL).spec
    shutil.copy(SMALL, tmp_path / "other.gguf")
    with pytest.raises(CheckpointError, match=r"2 GGUF files.*llama3\.gguf"):
        attnx.explain(TEXT, tmp_path)


def test_what_it_is_is_told_without_its_weights() -> None:
    said = describe(SMALL)
    assert said.weights == {"llama3.gguf": SMALL.stat().st_size}
    assert said.parameters == sum(np.prod(place.shape) for place in Gguf(SMALL).places.values())


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"GGUF", b"GGML", "begin with GGUF"),
        (b"GGUF\x03", b"GGUF\x01", "version is 1"),
        (b"\x05\0\0\0\0\0\0\0llama", b"\x05\0\0\0\0\0\0\0mamba", "general.architecture = mamba"),
        (b"llama.block_count", b"llama.block_never", "llama.block_count"),
        (b"llama.rope.freq_base", b"llama.rope.freq_mood", "llama.rope.freq_mood"),
        (b"llama-bpe", b"llama-abc", "tokenizer.ggml.pre"),
        (b"blk.1.ffn_up.weight", b"blk.1.ffn_no.weight", "layers.1.mlp.up_proj.weight"),
        (b"blk.1.ffn_up.weight\x02\0\0\0", b"blk.1.ffn_up.weight\x63\0\0\0", "header"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: bytes, new: bytes, words: str) -> None:
    data = SMALL.read_bytes()
    assert old in data
    (tmp_path / "a.gguf").write_bytes(data.replace(old, new, 1))
    with pytest.raises(CheckpointError) as caught:
        attnx.explain(TEXT, tmp_path / "a.gguf")
    assert words in str(caught.value)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_file_is_refused_or_read(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    whole = bytearray(SMALL.read_bytes())
    file = tmp_path_factory.mktemp("gguf") / "a.gguf"
    if data.draw(st.booleans()):
        whole = whole[: data.draw(st.integers(0, len(whole) - 1))]
    else:
        whole[data.draw(st.integers(0, 17_000))] = data.draw(st.integers(0, 255))
    file.write_bytes(whole)
    try:
        attnx.explain(TEXT, file)
    except AttnxError as error:
        assert error.exit_code == 1
