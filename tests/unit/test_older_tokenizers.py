"""Tokenizers from older files: the ids are those of the libraries that wrote them, and what is missing is named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

import attnx
from attnx.checkpoint.tokenizer import read_tokenizer
from attnx.checkpoint.tokenizer.older import KINDS
from attnx.checkpoint.tokenizer.pieces import Pieces
from attnx.checkpoint.tokenizer.sentencepiece import fields
from attnx.errors import CheckpointError

FIXTURES = Path(__file__).parent.parent / "fixtures"
FOLDERS, MODELS = FIXTURES / "tokenizers", FIXTURES / "models"
GOLDEN = json.loads((FIXTURES / "goldens" / "tokenizers.json").read_text(encoding="utf-8"))
TEXTS: list[str] = GOLDEN["texts"]
IDS: dict[str, list[list[int]]] = GOLDEN["ids"]


@cache
def tokenizer(name: str) -> Pieces:
    return read_tokenizer(FOLDERS / name)


def refused(folder: Path, key: str, *words: str) -> None:
    with pytest.raises(CheckpointError) as caught:
        read_tokenizer(folder)
    assert caught.value.key == key
    for word in words:
        assert word in str(caught.value)


@pytest.fixture
def copied(tmp_path: Path) -> Callable[[str], Path]:
    """A copy of one of the directories, to be changed."""
    return lambda name: Path(shutil.copytree(FOLDERS / name, tmp_path / name))


# The same ids as others give.


def test_every_kind_of_older_file_has_a_golden() -> None:
    for files in KINDS:
        assert any(all((FOLDERS / name / file).is_file() for file in files) for name in IDS), files
    assert len(TEXTS) >= 12


@pytest.mark.parametrize(("name", "place"), [(name, place) for name in IDS for place in range(len(TEXTS))])
def test_the_ids_are_those_of_the_reference(name: str, place: int) -> None:
    tokens = tokenizer(name)(TEXTS[place])
    assert [token.id for token in tokens] == IDS[name][place]


@pytest.mark.parametrize("name", IDS)
def test_a_token_is_the_text_where_it_stands(name: str) -> None:
    for text in TEXTS:
        for token in tokenizer(name)(text):
            assert token.text == (token.piece if token.special else text[token.start : token.end])
            assert (
                token.special or token.start == token.end or not token.text.strip() or token.text == token.text.strip()
            )


@pytest.mark.parametrize("name", [name for name in IDS if name not in ("gpt2", "roberta")])
def test_what_is_not_in_the_vocabulary_is_known_to_be_unknown(name: str) -> None:
    tokens = [token for token in tokenizer(name)("☃ 鼹") if not token.special]
    bytewise = name in ("llama", "gemma")
    assert (tokenizer(name).unknown in [token.piece for token in tokens]) is not bytewise
    assert any(token.piece == "<0xE2>" for token in tokens) is bytewise


@pytest.mark.parametrize(("name", "place"), [("t5", 0), ("llama", 1), ("gemma", 3), ("gpt2", 4), ("marian", 0)])
def test_ids_become_text_again(name: str, place: int) -> None:
    words = tokenizer(name).decode(IDS[name][place]).split()
    assert words == (TEXTS[place] if name != "marian" else "Love is powerful, because it gives us hope.").split()


# What the settings beside the files say.


@pytest.mark.parametrize(
    ("settings", "begins", "ends"),
    [
        ({}, True, False),
        ({"add_bos_token": False}, False, False),
        ({"add_eos_token": True, "tokenizer_class": "LlamaTokenizerFast"}, True, True),
    ],
)
def test_the_signs_around_a_text(
    copied: Callable[[str], Path], settings: dict[str, object], begins: bool, ends: bool
) -> None:
    folder = copied("llama")
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))
    ids = [token.id for token in read_tokenizer(folder)(TEXTS[0])]
    assert (ids[0] == 1, ids[-1] == 2) == (begins, ends)
    assert ids[begins : len(ids) - ends] == IDS["llama"][0][1:]


def test_added_pieces_are_found_in_the_text(copied: Callable[[str], Path]) -> None:
    number = tokenizer("llama").tokens("[PAD]", None)[1].id
    assert tokenizer("llama").piece(number) == "[PAD]"
    folder = copied("gpt2")
    size = len(json.loads((folder / "vocab.json").read_bytes()))
    added = {str(size): {"content": "<tool>", "special": False}, "0": {"content": "<|endoftext|>", "special": True}}
    (folder / "tokenizer_config.json").write_text(json.dumps({"added_tokens_decoder": added, "add_bos_token": True}))
    tokens = read_tokenizer(folder)("a<tool>b")
    assert [token.id for token in tokens][:3:2] == [0, size]


def test_an_added_piece_of_another_number_is_refused(copied: Callable[[str], Path]) -> None:
    folder = copied("llama")
    (folder / "added_tokens.json").write_text('{"[PAD]": 9999}')
    refused(folder, "bad_tokenizer", "tokenizer.model", "[PAD]", "9999")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("t5", "AlbertTokenizer"), ("bert", "BertJapaneseTokenizer"), ("gpt2", "Qwen2Tokenizer"), ("llama", "Unheard")],
)
def test_a_class_that_is_not_known_is_named(copied: Callable[[str], Path], name: str, kind: str) -> None:
    folder = copied(name)
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": kind}))
    refused(folder, "config_value", "tokenizer_class", kind)


# What is wrong is named.


def test_a_directory_without_a_tokenizer_is_told_what_was_looked_for(tmp_path: Path) -> None:
    refused(tmp_path, "no_tokenizer", "tokenizer.json", *(file for files in KINDS for file in files))


@pytest.mark.parametrize(
    ("there", "missing"),
    [(["vocab.json"], "merges.txt"), (["merges.txt"], "vocab.json"), (["source.spm", "target.spm"], "vocab.json")],
)
def test_half_a_tokenizer_is_told_what_is_missing(tmp_path: Path, there: list[str], missing: str) -> None:
    for file in there:
        (tmp_path / file).write_text("{}")
    refused(tmp_path, "half_tokenizer", there[0], missing)


def test_fairseq_with_signs_that_are_not_known(copied: Callable[[str], Path]) -> None:
    folder = copied("xlm-roberta")
    size = json.loads((folder / "config.json").read_bytes())["vocab_size"]
    (folder / "config.json").write_text(json.dumps({"bos_token_id": 0, "vocab_size": size + 25}))  # mBART's languages
    refused(folder, "bad_tokenizer", "sentencepiece.bpe.model", str(size), str(size + 25))
    (folder / "config.json").write_text(json.dumps({"bos_token_id": 7, "vocab_size": size}))
    refused(folder, "bad_tokenizer", "bos_token_id", "7")


def test_a_vocabulary_without_all_bytes(copied: Callable[[str], Path]) -> None:
    folder = copied("gpt2")
    vocabulary = json.loads((folder / "vocab.json").read_bytes())
    del vocabulary["Ā"]
    (folder / "vocab.json").write_text(json.dumps(vocabulary))
    refused(folder, "bad_tokenizer", "byte", "Ā")


def damaged(kind: str, sound: bytes) -> bytes:
    """A SentencePiece file that is none, or asks for what is not done here: the last of a field counts."""
    return {
        "empty": b"",
        "text": b"not a model at all",
        "cut": sound[:-3],
        "words": sound + b"\x12\x02\x18\x03",  # trainer_spec.model_type = WORD
        "suffix": sound + b"\x12\x03\xc0\x01\x01",  # trainer_spec.treat_whitespace_as_suffix
        "spaces": sound + b"\x1a\x02\x28\x00",  # normalizer_spec.escape_whitespaces = false
        "switched off": sound + b"\x0a\x05\x0a\x01x\x18\x05",  # a piece of type UNUSED
        "unknown": sound + b"\x12\x03\xc0\x02\x09",  # trainer_spec.unk_id = 9
    }[kind]


@pytest.mark.parametrize("kind", ["empty", "text", "cut", "words", "suffix", "spaces", "switched off", "unknown"])
def test_a_sentencepiece_file_that_is_not_sound(copied: Callable[[str], Path], kind: str) -> None:
    folder = copied("t5")
    file = folder / "spiece.model"
    file.write_bytes(damaged(kind, file.read_bytes()))
    refused(folder, "bad_tokenizer", "spiece.model")


def test_fields_on_the_wire() -> None:
    # The examples of https://protobuf.dev/programming-guides/encoding/, and what each kind of field looks like.
    assert list(fields(b"\x08\x96\x01")) == [(1, 150)]
    assert list(fields(b"\x12\x07testing")) == [(2, b"testing")]
    assert list(fields(b"\x08\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01")) == [(1, -2)]
    assert list(fields(b"\x1d\0\0\x80\x3f\x21" + b"\0" * 8)) == [(3, b"\0\0\x80\x3f"), (4, b"\0" * 8)]
    for wrong in (b"\x08", b"\x12\x07test", b"\x0b", b"\x08" + b"\xff" * 11):
        with pytest.raises(ValueError, match="it "):
            list(fields(wrong))


# Whole models.


def test_vocab_txt_gives_what_tokenizer_json_gives(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(MODELS / "bert-plain", tmp_path / "bert-plain"))
    vocabulary = json.loads((folder / "tokenizer.json").read_bytes())["model"]["vocab"]
    (folder / "tokenizer.json").unlink()
    (folder / "vocab.txt").write_text("\n".join(sorted(vocabulary, key=vocabulary.__getitem__)))
    text = "Love is powerful, because it gives us Hope."
    older, newer = (attnx.explain(text, model=one) for one in (folder, MODELS / "bert-plain"))
    assert older.tokens == newer.tokens
    assert np.array_equal(older.array("weights", layer=1), newer.array("weights", layer=1))


def test_a_translator_reads_and_writes_by_two_vocabularies(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(MODELS / "marian-a", tmp_path / "marian-a"))
    (folder / "tokenizer.json").unlink()
    for file in (FOLDERS / "marian").iterdir():
        shutil.copy(file, folder)
    config = json.loads((folder / "config.json").read_bytes())
    size, known = len(json.loads((folder / "vocab.json").read_bytes())), config["vocab_size"]
    tensors = load_file(folder / "model.safetensors")
    for name, tensor in tensors.items():
        if known in tensor.shape:
            axis = tensor.shape.index(known)
            tensors[name] = np.ascontiguousarray(
                np.repeat(tensor, -(-size // known), axis=axis).take(range(size), axis)
            )
    save_file(tensors, folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps(config | {"vocab_size": size, "decoder_vocab_size": size}))
    trace = attnx.translate("我爱你。", folder)
    assert [token.id for token in trace.source] == [token.id for token in tokenizer("marian")("我爱你。")]
    assert trace.source[-1].piece == "</s>"
    assert "▁" not in trace.output
