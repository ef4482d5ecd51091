"""The script of a text decides which model reads it, in Python as on the command line."""

from __future__ import annotations

import pytest

import attnx
from attnx.checkpoint import default_model
from attnx.inputs.script import is_chinese


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("我喜欢喝茶。", "zh-en"),
        ("我爱 Python", "zh-en"),
        ("Hallo, schöne Welt", "reader"),
        ("私は日本人です", "toy"),  # Chinese characters, and kana
        ("ﾃﾞｰﾀ 漢字", "toy"),
        ("大韓民國의 봄", "toy"),
        ("Tokyo は東京", "reader"),
        ("Любовь", "toy"),
        ("123 。", "toy"),
        ("", "toy"),
        ("\ud800", "toy"),
    ],
)
def test_the_model_that_reads_a_text(text: str, model: str) -> None:
    assert default_model(text) == model
    assert is_chinese(text) == (model == "zh-en")


@pytest.mark.parametrize(("text", "model"), [("我喜欢喝茶。", "zh-en"), ("Birds sing.", "reader"), ("おはよう", "toy")])
def test_explain_follows_the_text(text: str, model: str) -> None:
    trace = attnx.explain(text, arrays=["weights"], layers=[0])
    assert trace.model.name == model
    assert ("encoder" in trace.notes) == (model == "zh-en")
