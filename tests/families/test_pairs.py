"""Two texts read as one: the numbers of the reference implementation, and who does not read two."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load_file

import attnx
from attnx.errors import AttnxError, UsageError

FIXTURES = Path(__file__).parent.parent / "fixtures"
MODEL, FILE = FIXTURES / "models" / "bert-plain", FIXTURES / "goldens" / "bert-pair.safetensors"
GOLDEN = load_file(FILE)
with safe_open(FILE, framework="numpy") as opened:
    BOTH = str(json.loads(opened.metadata()["golden"])["text"])
TEXT, PAIR = BOTH.split("\n")
TRACE = attnx.explain(TEXT, MODEL, pair=PAIR)


def test_the_tokens_know_their_segment() -> None:
    assert [token.id for token in TRACE.tokens] == GOLDEN["ids"].tolist()
    assert [token.segment for token in TRACE.tokens] == GOLDEN["segments"].tolist()
    assert {token.segment for token in TRACE.tokens} == {0, 1}


def test_the_trace_has_both_texts() -> None:
    assert TRACE.text == BOTH
    assert all(token.special or token.text == BOTH[token.start : token.end] != "" for token in TRACE.tokens)
    starts = [token.start for token in TRACE.tokens if not token.special]
    assert starts == sorted(starts)
    assert "".join(token.text for token in TRACE.tokens if token.segment == 1 and not token.special) == PAIR.replace(
        " ", ""
    )


def steps() -> list[str]:
    return sorted(step.removeprefix("float32/") for step in GOLDEN if step.startswith("float32/layers."))


@pytest.mark.parametrize("step", steps())
def test_every_array_is_that_of_the_reference(step: str) -> None:
    _, layer, name = step.split(".")
    assert np.abs(TRACE.array(name, layer=int(layer)) - GOLDEN[f"float32/{step}"]).max() <= 2e-5


def test_the_segment_embedding_is_that_of_the_reference() -> None:
    for ours, theirs in (("segment_embedding", "token_type_embedding"), ("embedded", "hidden.0")):
        assert np.abs(TRACE.array(ours) - GOLDEN[f"float32/{theirs}"]).max() <= 2e-5
    assert len(np.unique(TRACE.array("segment_embedding"), axis=0)) == 2


@pytest.mark.parametrize("model", ["toy", "classic", "reader", "zh-en", "gpt2-a", "roberta-a", "distilbert-a"])
def test_who_knows_no_second_text(model: str) -> None:
    with pytest.raises(UsageError) as caught:
        attnx.explain("Thinking", model if "-a" not in model else FIXTURES / "models" / model, pair="Machines")
    assert caught.value.key == "no_segments"
    assert model in str(caught.value)


def test_a_tokenizer_that_joins_no_texts(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(MODEL, tmp_path / "bert-plain"))
    document = json.loads((folder / "tokenizer.json").read_bytes())
    (folder / "tokenizer.json").write_text(json.dumps(document | {"post_processor": None}))
    with pytest.raises(UsageError) as caught:
        attnx.explain(TEXT, folder, pair=PAIR)
    assert caught.value.key == "no_pairs"
    assert "bert-plain" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "pair", "key"),
    [
        ("love", " ", "blank_text"),
        ("", "love", "blank_text"),
        ("love", "\ud800", "not_utf8"),
        ("love " * 31, "hope " * 31, "too_long"),
    ],
)
def test_both_texts_are_judged(text: str, pair: str, key: str) -> None:
    with pytest.raises(AttnxError) as caught:
        attnx.explain(text, MODEL, pair=pair)
    assert caught.value.key == key
    if key == "too_long":
        assert caught.value.facts["found"] == 65
