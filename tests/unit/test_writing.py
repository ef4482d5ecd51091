"""A model writes as it was set to write, as the reference does; and a limit that is reached is said."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tokenizers import AddedToken, Tokenizer

import attnx
from attnx.checkpoint import load_translator
from attnx.errors import CheckpointError, UsageError
from attnx.model.decode import Rules, decode, everything, go_on
from attnx.model.transformer import forward
from tests.families.parity import FIXTURES, MODELS, golden
from tests.fixtures.writing import CASES

GOLDEN = json.loads((FIXTURES / "goldens" / "writing.json").read_text())
TEXT = "Love gives hope."


def folder_of(place: Path, model: str, settings: object, changed: dict[str, object]) -> Path:
    for file in MODELS.joinpath(model).iterdir():
        if file.name != "config.json":
            (place / file.name).symlink_to(file)
    config = json.loads((MODELS / model / "config.json").read_text()) | changed
    (place / "config.json").write_text(json.dumps({key: value for key, value in config.items() if value is not ...}))
    if settings is not None:
        (place / "generation_config.json").write_text(json.dumps(settings))
    return place


@pytest.mark.parametrize("name", CASES)
def test_what_is_written_is_what_the_reference_writes(name: str, tmp_path: Path) -> None:
    model, settings, changed = CASES[name]
    checkpoint, ids = attnx.load(folder_of(tmp_path, model, settings, dict(changed))), golden(model)["ids"].tolist()
    pair = checkpoint.translator
    if pair is None:
        rules = checkpoint.rules

        def take(row: np.ndarray, before: object) -> int:
            return int(rules.hold(row, before).argmax())  # type: ignore[arg-type]

        found = go_on(ids, checkpoint.weights, checkpoint.spec, rules.ends, 10, take).ids[len(ids) :]
    else:
        assert pair.begin is not None
        source = forward(np.array(ids), pair.weights.encoder, pair.spec.encoder, everything(pair.spec.encoder))
        written = decode(source, pair.weights.decoder, pair.spec.decoder, pair.begin, pair.rules, 1, 10)
        found = written.ids[1:]
    assert list(found) == GOLDEN[name]


def test_the_doors_obey_too(tmp_path: Path) -> None:
    place = folder_of(tmp_path, "llama-a", {"no_repeat_ngram_size": 1}, {})
    ids = [step.taken.id for step in attnx.predict(TEXT, place, generate=6, layers=[0]).steps]
    assert len({*ids, *[token.id for token in attnx.load(place).tokenizer(TEXT)]}) == len(ids) + len(
        attnx.load(place).tokenizer(TEXT)
    )


def test_a_translation_that_does_not_end_says_so() -> None:
    endless = attnx.translate(TEXT, MODELS / "bart-a", layers=[0])
    assert "length_reached" in endless.notes and endless.steps[-1].taken.id != 3
    assert "length_reached" not in attnx.translate("我爱你。").notes


def test_the_language_to_write(tmp_path: Path) -> None:
    place = folder_of(tmp_path, "mbart-a", None, {})
    (place / "tokenizer.json").unlink()
    tokenizer = Tokenizer.from_file(str(MODELS / "mbart-a" / "tokenizer.json"))
    named = {"fr_XX": 30, "de_DE": 31, "zho_Hans": 32, "zho_Hant": 33, "__sw__": 34}
    document = json.loads(tokenizer.to_str())
    vocabulary = {piece: number for piece, number in document["model"]["vocab"].items() if number not in named.values()}
    document["model"]["vocab"] = vocabulary | named
    other = Tokenizer.from_str(json.dumps(document))
    other.add_special_tokens([AddedToken(sign, special=True) for sign in named])
    other.save(str(place / "tokenizer.json"))
    for to, number in (("fr_XX", 30), ("fr", 30), ("zho_Hant", 33), ("__sw__", 34), ("sw", 34)):
        assert attnx.translate(TEXT, place, to=to, layers=[0]).steps[0].taken.id == number
    for to in ("zho", "es", ""):
        with pytest.raises(UsageError) as caught:
            attnx.translate(TEXT, place, to=to)
        assert caught.value.key == "no_language" and "zho_Hans" in str(caught.value)


def test_where_nobody_says_how_a_text_begins_the_encoder_opens_all_the_same(tmp_path: Path) -> None:
    place = folder_of(tmp_path, "mbart-a", None, {"decoder_start_token_id": ...})
    assert attnx.explain(TEXT, place).model.family == "mbart"
    with pytest.raises(CheckpointError, match="decoder_start_token_id"):
        load_translator(place)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("decoder_start_token_id", 90),
        ("decoder_start_token_id", -1),
        ("forced_bos_token_id", 10**9),
        ("no_repeat_ngram_size", -2),
        ("bad_words_ids", [[]]),
        ("bad_words_ids", [[3, 90]]),
        ("bad_words_ids", 7),
    ],
)
def test_a_setting_that_is_no_id_of_the_vocabulary(tmp_path: Path, key: str, value: object) -> None:
    place = folder_of(tmp_path, "mbart-a", {"decoder_start_token_id": 0, key: value}, {})
    with pytest.raises(CheckpointError, match=key) as caught:
        attnx.explain(TEXT, place)
    assert "generation_config.json" in str(caught.value)


def test_what_may_not_come() -> None:
    row = np.log(np.array([0.4, 0.3, 0.2, 0.1]))
    assert np.isneginf(Rules(frozenset(), first=2).hold(row, [0], begun=False)).tolist() == [True, True, False, True]
    assert Rules(frozenset(), first=2).hold(row, [0, 2]).tolist() == row.tolist()
    assert np.isneginf(Rules(frozenset(), no_repeat=2).hold(row, [1, 3, 2, 1])).tolist() == [False, False, False, True]
    barred = Rules(frozenset(), barred=((3,), (2, 1, 0)))
    assert np.isneginf(barred.hold(row, [2, 1])).tolist() == [True, False, False, True]
    assert np.isneginf(barred.hold(row, [1])).tolist() == [False, False, False, True]
    assert np.isneginf(Rules(frozenset(), no_repeat=1).hold(row, [1, 3])).tolist() == [False, True, False, True]
