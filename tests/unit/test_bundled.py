"""The bundled models: what `writer` is, and of one that is damaged what is said, and how to mend it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

import attnx
from attnx.checkpoint.bundled import BUNDLED
from attnx.checkpoint.describe import available
from attnx.checkpoint.safetensors import map_tensors
from attnx.errors import AttnxError
from attnx.lessons import Lesson

PAPER = np.full((64, 64, 3), 255, dtype=np.uint8)
USES: dict[str, Callable[[], object]] = {
    "reader": lambda: attnx.explain("Birds sing."),
    "zh-en": lambda: attnx.translate("我爱你。"),
    "encoder": lambda: attnx.explain("我爱你。"),
    "sketch": lambda: attnx.caption(PAPER),
    "writer": lambda: attnx.explain("Once upon a time", "writer"),
}
MODELS = {"encoder": "reader-zh"}  # where a use is not called by the name of its model


@pytest.fixture
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the bundled models that may be harmed."""
    folder = tmp_path / "bundled"
    shutil.copytree(BUNDLED, folder)
    monkeypatch.setattr("attnx.checkpoint.bundled.BUNDLED", folder)
    return folder


def mended(use: Callable[[], object], model: str) -> str:
    """What is said of a damaged model in English, where it says how to mend it; in Chinese it does too."""
    with pytest.raises(AttnxError) as caught:
        use()
    assert (caught.value.key, caught.value.facts["name"], caught.value.exit_code) == ("bundle_damaged", model, 1)
    sentence = str(caught.value)
    assert sentence.startswith(f"the bundled model {model} is damaged (")
    assert sentence.endswith("): reinstall attnx")
    assert "请重新安装 attnx" in Lesson("zh").of(caught.value)
    return sentence


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("file", ["model.safetensors", "config.json", "tokenizer.json"])
def test_a_truncated_file(bundled: Path, use: str, file: str) -> None:
    model = MODELS.get(use, use)
    path = bundled / model / file
    if not path.exists():
        path = path.with_name("source_tokenizer.json")
    USES[use]()
    os.truncate(path, path.stat().st_size // 2)
    assert path.name in mended(USES[use], model)


@pytest.mark.parametrize("use", USES)
def test_a_file_that_is_gone(bundled: Path, use: str) -> None:
    model = MODELS.get(use, use)
    (bundled / model / "model.safetensors").unlink()
    assert "model.safetensors" in mended(USES[use], model)


def test_the_list_of_models_says_it_too(bundled: Path) -> None:
    os.truncate(bundled / "zh-en" / "config.json", 10)
    mended(available, "zh-en")


WORD = {"layer": 0, "head": 0, "kind": "word", "score": 1.0}


@pytest.mark.parametrize(
    "said",
    [
        {"aligner": {"layer": 2}},
        {"aligner": 5},
        {"aligner": {"layer": 99, "head": 0, "ahead": True}},
        {"seed": -1},
        {"heads": 5},
        {"heads": [5]},
        {"heads": [WORD | {"layer": []}]},
        {"heads": [WORD | {"head": 99}]},
        {"heads": [WORD | {"score": 2}]},
        {"heads": [WORD | {"asked": "many"}]},
    ],
)
def test_a_card_that_is_not_sound(bundled: Path, said: dict[str, object]) -> None:
    card = bundled / "zh-en" / "card.json"
    card.write_text(json.dumps(json.loads(card.read_text(encoding="utf-8")) | said))
    assert "card" in mended(USES["zh-en"], "zh-en")


def test_in_chinese_the_reason_is_chinese(bundled: Path) -> None:
    (bundled / "zh-en" / "model.safetensors").unlink()
    with pytest.raises(AttnxError) as caught:
        attnx.translate("我爱你。")
    assert "请用 safetensors 格式保存模型" in Lesson("zh").of(caught.value)


WRITER = BUNDLED / "writer"


def likeliest(text: str) -> str:
    """The piece that `writer` would put after a text."""
    trace = attnx.explain(text, "writer", arrays=["logits"])
    tokenizer = Tokenizer.from_file(str(WRITER / "tokenizer.json"))
    return tokenizer.decode([int(trace.array("logits")[-1].argmax())], skip_special_tokens=False)


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("Once upon a", " time"),
        ("Once upon a time, there was a little girl named", " Lily"),
        ('The dog was hungry. "I want to eat," said the', " dog"),
        ('Lily said, "Thank', " you"),
        ("One day, Lily and her mom went to the", " park"),
    ],
)
def test_writer_knows_how_stories_go_on(text: str, piece: str) -> None:
    assert likeliest(text) == piece


def test_writer_is_small_and_an_ordinary_llama() -> None:
    files = {file.name: file.stat().st_size for file in WRITER.iterdir()}
    assert sum(files.values()) <= 3_300_000
    assert set(files) == {"NOTICE", "card.json", "config.json", "model.safetensors", "tokenizer.json"}
    facts = attnx.load("writer").facts
    assert (facts.family, facts.provenance, facts.positions) == ("llama", "trained", "rotary")
    assert facts.n_heads == 4 * facts.n_kv_heads
    again = attnx.load(WRITER)
    assert (again.spec, again.provenance) == (attnx.load("writer").spec, "given")
    assert "CDLA-Sharing" in (WRITER / "NOTICE").read_text(encoding="utf-8")


def test_the_card_of_writer_names_only_what_is_clear() -> None:
    card = json.loads((WRITER / "card.json").read_text(encoding="utf-8"))
    facts = attnx.load("writer").facts
    assert len(card["heads"]) == facts.n_layers * facts.n_heads == len(facts.heads_known)
    for head in card["heads"]:
        assert head["kind"] == "broad" or head["score"] == head["measured"][head["kind"]] >= 0.4
    assert card["evaluation"]["perplexity per token"] < card["evaluation"]["perplexity per word"]
    assert card["parameters"] == sum(one.size for one in map_tensors(WRITER / "model.safetensors").values())


def test_writer_before_and_after_learning() -> None:
    model = attnx.load("writer")
    untrained = model.untrained()
    assert (untrained.provenance, untrained.spec) == ("random", model.spec)
    weights = untrained.weights.blocks[0].attention.k.weight
    assert weights.shape == (model.spec.d_model, model.spec.n_kv_heads * model.spec.d_head)
    assert float(weights.std()) == pytest.approx(0.05, rel=0.05)
