"""The trained models as a user meets them: reader by default, before and after learning, translate."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from tests.cli.processes import SENTENCE, document, printed, refused
from tests.conftest import Run


def test_english_is_read_by_reader_and_opens_on_the_pronoun(quick: Run) -> None:
    trace = document(quick("explain", SENTENCE, "--json"))
    card = json.loads((Path(__file__).parents[2] / "attnx/bundled/reader/card.json").read_text(encoding="utf-8"))
    assert trace["model"]["name"] == "reader"
    assert trace["model"]["provenance"] == "trained"
    assert trace["notes"] == ["pronoun_head"]
    layer = trace["layers"][0]
    assert {"layer": layer["layer"], "head": layer["attention"][0]["heads"][0]} == card["coreference"]
    words = [token["text"] for token in trace["tokens"]]
    row = layer["attention"][0]["weights"]["data"][0][words.index("it")]
    assert max(row) == row[words.index("Love")] >= 0.6


def test_without_a_pronoun_the_first_head_is_shown(quick: Run) -> None:
    trace = document(quick("explain", "Birds sing.", "--json"))
    assert trace["notes"] == []
    assert [trace["layers"][0]["layer"], trace["layers"][0]["attention"][0]["heads"]] == [0, [0]]


def test_what_a_head_does_is_said_from_the_card(quick: Run) -> None:
    assert "finds what a pronoun stands for: right on 0.99 of 765" in printed(
        quick("explain", SENTENCE, "--steps", "weights")
    )
    assert "finds what a pronoun stands for" not in printed(quick("explain", SENTENCE, "--layer", "0", "--head", "0"))


def test_before_and_after_learning(quick: Run) -> None:
    both = printed(quick("explain", SENTENCE, "--focus", "it", "--before-after"))
    assert "now from “Love”" in both
    before = printed(quick("explain", SENTENCE, "--focus", "it", "--untrained"))
    assert "random weights" in before
    assert "学习之前" in printed(quick("explain", SENTENCE, "--focus", "it", "--before-after", "--lang", "zh"))
    refused(quick("explain", SENTENCE, "--before-after"), 2, "--focus")
    refused(quick("explain", SENTENCE, "--focus", "it", "--before-after", "--model", "toy"), 2, "toy", "reader")


@pytest.mark.parametrize(
    ("text", "model"), [("我喜欢喝茶。", "reader-zh"), ("おはよう", "toy"), ("123", "toy"), ("Hallo Welt", "reader")]
)
def test_the_default_follows_the_text(quick: Run, text: str, model: str) -> None:
    assert document(quick("explain", text, "--json"))["model"]["name"] == model


def test_the_encoder_of_zh_en_is_called_so(quick: Run) -> None:
    told = ("explain", "我喜欢喝茶。", "--model", "zh-en")
    assert "This is the encoder, which reads" in printed(quick(*told))
    assert "负责阅读的编码器" in printed(quick(*told, "--lang", "zh"))
    assert "encoder" not in printed(quick("explain", "Birds sing."))


def test_chinese_is_answered_in_words_and_that_is_said(quick: Run) -> None:
    told = printed(quick("explain", "爱很强大，因为它给了我们活下去的希望。", "--brief", "--lang", "zh"))
    assert told.startswith("“它”主要从“爱”读取：")
    assert "词是由这个模型的一个头划分的" in told
    merged = ("explain", "爱很强大，因为它给了我们活下去的希望。", "--merge", "words", "--steps", "weights")
    assert "活下去" in printed(quick(*merged))
    assert "活下去" in printed(quick("heads", "爱很强大，因为它给了我们活下去的希望。"))


def test_the_output_has_a_bias_where_the_model_has_one(quick: Run) -> None:
    assert "z·W_O + b_O ─" in printed(quick("explain", "Birds sing.", "--steps", "out"))
    assert "z·W_O ─" in printed(quick("explain", "Birds sing.", "--steps", "out", "--model", "toy"))


def test_each_step_says_which_attention_it_belongs_to(quick: Run, tmp_path: Path) -> None:
    file = tmp_path / "t.json"
    quick("translate", "我爱你。", "--layer", "1", "--head", "2", "--out", str(file))
    page = printed(quick("show", str(file)))
    parts = re.split(r"^2 x, ", page, flags=re.MULTILINE)[1:]
    for part, kind in zip(parts, ("the encoder's self-attention", "self-attention", "cross-attention"), strict=True):
        read, _, projected = part.partition("\n3 Q, K, V ")
        assert f"· {kind}, layer 1" in read
        assert f"· {kind}, layer 1, head 2" in projected
    assert "cross-attention, layer 1, head 2" in printed(quick("show", str(file), "--focus", "1"))
    assert "cross-attention" not in printed(quick("explain", "Birds sing."))


def test_models_says_what_heads_do(quick: Run) -> None:
    listed = printed(quick("models"))
    assert "reader" in listed
    assert "zh-en" in listed
    assert "finds what a pronoun stands for" in printed(quick("models", "reader"))
    assert "nothing was measured" in printed(quick("models", "toy"))
    facts = document(quick("models", "reader", "--json"))["model"]
    assert len(facts["heads_known"]) == facts["n_layers"] * facts["n_heads"]


def test_writer_is_read_as_a_llama_whose_heads_share_keys(quick: Run) -> None:
    told = printed(quick("models", "writer"))
    for words in ("writer  trained weights", "keys and values  2, each for 4 heads", "back only", "What the heads"):
        assert words in told
    trace = document(quick("explain", "Once upon a time", "--model", "writer", "--head", "all", "--json"))
    assert (trace["model"]["name"], trace["model"]["provenance"]) == ("writer", "trained")
    [attention] = trace["layers"][0]["attention"]
    assert (attention["heads"], attention["kv_heads"]) == (list(range(8)), [0, 1])
    shown = printed(quick("explain", "Once upon a time", "--model", "writer", "--lang", "zh"))
    assert "writer  训练得到的权重" in shown
    both = printed(quick("explain", "Tom saw Tom", "--model", "writer", "--focus", "3", "--before-after"))
    assert "Before learning" in both


def test_translate_word_by_word(quick: Run) -> None:
    shown = printed(quick("translate", "我爱你。"))
    assert shown.startswith("I love you.\nzh-en · trained weights · cross-attention")
    assert "teaching model" in shown
    assert re.search(r"^1 love +· +1\.0 .*→ 爱$", shown, re.MULTILINE)  # the alignment
    assert re.search(r"^2  love +0\.\d\d  爱 1\.00 ", shown, re.MULTILINE)  # and the step
    assert "so far:" not in shown
    whole = printed(quick("translate", "我爱你。", "--full"))
    assert whole.count("so far:") == 5  # I, love, you, . and the end
    assert printed(quick("translate", "我爱你。", "--pace", "0")).count("so far:") == 5
    assert "读自" in printed(quick("translate", "我爱你。", "--lang", "zh"))


def test_a_written_word_is_asked_for_by_its_name(quick: Run, tmp_path: Path) -> None:
    told = printed(quick("translate", "我爱你。", "--focus", "love"))
    assert told.count("What “love”") == 2 and "What “you”" not in told
    figure = str(tmp_path / "love.heatmap.svg")
    assert "wrote" in quick("translate", "我爱你。", "--mark", "love,爱", "--out", figure).stderr.decode()


def test_translate_as_json_and_one_step(quick: Run, tmp_path: Path) -> None:
    trace = document(quick("translate", "我爱你。", "--json"))
    jsonschema.validate(trace, json.loads(printed(quick("schema", "trace"))))
    assert trace["output"] == "I love you."
    file = tmp_path / "t.json"
    file.write_text(json.dumps(trace), encoding="utf-8")
    assert "All" in printed(quick("verify", str(file)))
    step = printed(quick("translate", "我爱你。", "--step", "2", "--layer", "2", "--attention", "cross"))
    assert "softmax" in step
    assert "masked" not in step
    assert "masked" in printed(quick("translate", "我爱你。", "--step", "2"))


def test_what_translate_refuses(quick: Run) -> None:
    refused(quick("translate", "hello"), 1, "Chinese")
    refused(quick("translate", ""), 1, "blank")
    refused(quick("translate"), 2, "there is no text")
    refused(quick("translate", "我爱你。", "--step", "99"), 2, "99")
    refused(quick("translate", "我爱你。", "--attention", "all"), 2, "cross")
    refused(quick("translate", "我爱你。", "--model", "nosuch"), 2, "nosuch", "zh-en")
