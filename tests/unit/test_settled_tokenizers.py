"""Settings beside a tokenizer.json: the ids are those of the reference, or the setting is refused by name."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from attnx.checkpoint.tokenizer import read_tokenizer
from attnx.errors import CheckpointError
from tests.fixtures.settled import MODEL_TYPES, REFUSED, TEXTS, TOKENIZERS, settings

FIXTURES = Path(__file__).parent.parent / "fixtures"
GOLDEN = json.loads((FIXTURES / "goldens" / "settled.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", TOKENIZERS)
def test_the_ids_are_those_of_the_reference(name: str, tmp_path: Path) -> None:
    shutil.copy(FIXTURES / "tokenizers" / name / "tokenizer.json", tmp_path)
    (tmp_path / "config.json").write_text(json.dumps({"model_type": MODEL_TYPES[name]}))
    wrong, refused = {}, []
    for case, said in settings(TOKENIZERS[name], GOLDEN[name]["size"]):
        (tmp_path / "tokenizer_config.json").write_text(json.dumps(said))
        try:
            tokenizer = read_tokenizer(tmp_path)
        except CheckpointError as error:
            assert error.key in ("config_value", "bad_tokenizer"), error
            refused.append(case)
            continue
        found = [[token.id for token in tokenizer(text)] for text in TEXTS]
        if found != GOLDEN[name]["ids"][case]:
            wrong[case] = found, GOLDEN[name]["ids"][case]
    assert list(wrong) == []
    assert {case.partition(": ")[2] or case for case in refused} == {*REFUSED.get(name, ()), "BertJapaneseTokenizer"}


def test_the_class_may_stand_in_the_config_of_the_model(tmp_path: Path) -> None:
    shutil.copy(FIXTURES / "tokenizers" / "words" / "tokenizer.json", tmp_path)
    (tmp_path / "config.json").write_text(json.dumps({"tokenizer_class": "BertJapaneseTokenizer"}))
    with pytest.raises(CheckpointError, match="BertJapaneseTokenizer") as caught:
        read_tokenizer(tmp_path)
    assert "/config.json" in str(caught.value)
    (tmp_path / "tokenizer.json").unlink()
    shutil.copy(FIXTURES / "tokenizers" / "bert" / "vocab.txt", tmp_path)
    with pytest.raises(CheckpointError, match="BertJapaneseTokenizer"):
        read_tokenizer(tmp_path)


def test_a_name_keeps_its_marks(tmp_path: Path) -> None:
    """BERT strips accents: a mark that stands for itself is still part of the word as it was written."""
    shutil.copy(FIXTURES / "tokenizers" / "words" / "tokenizer.json", tmp_path)
    text = "Jose\u0301 gives"
    assert "".join(token.text for token in read_tokenizer(tmp_path)(text) if not token.special) == text.replace(" ", "")


def test_a_piece_past_the_vocabulary_stays_in_the_text() -> None:
    tokenizer = read_tokenizer(FIXTURES / "tokenizers" / "bytes")
    ids = [token.id for token in tokenizer("Love")]
    assert tokenizer.decode([*ids, 9999, *ids]) == "Love⟨9999⟩Love"
