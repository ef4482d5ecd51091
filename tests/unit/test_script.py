"""The script of a text decides which model reads it, in Python as on the command line."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest

import attnx
from attnx.checkpoint import Checkpoint, default_model
from attnx.errors import AttnxError, InputError
from attnx.inputs.script import is_chinese


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("我喜欢喝茶。", "reader-zh"),
        ("我爱 Python", "reader-zh"),
        ("Hallo, schöne Welt", "reader"),
        ("私は日本人です", "toy"),  # Chinese characters, and kana
        ("ﾃﾞｰﾀ 漢字", "toy"),
        ("大韓民國의 봄", "toy"),
        ("Tokyo は東京", "reader"),
        ("I love 北京", "reader-zh"),  # two words, and two characters that are words
        ("We went to 北京 by train last summer.", "reader"),
        ("Любовь", "toy"),
        ("123 。", "toy"),
        ("", "toy"),
        ("\ud800", "toy"),
    ],
)
def test_the_model_that_reads_a_text(text: str, model: str) -> None:
    assert default_model(text) == model
    assert not is_chinese(text) or model == "reader-zh" or "We" in text


@pytest.mark.parametrize(
    ("text", "model"), [("我喜欢喝茶。", "reader-zh"), ("Birds sing.", "reader"), ("おはよう", "toy")]
)
def test_explain_follows_the_text(text: str, model: str) -> None:
    trace = attnx.explain(text, arrays=["weights"], layers=[0])
    assert trace.model.name == model


GERMAN = "Ich liebe dich und deine Katze."
PRONOUNS = Path(__file__).parents[1] / "fixtures" / "pronouns.tsv"
EVERYDAY = [line.partition("\t")[0] for line in PRONOUNS.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    ("text", "model", "words"),
    [
        ("我爱你", "reader", "reader reads English, and this text is not English: reader-zh reads Chinese"),
        ("我爱你", "writer", "reader-zh reads Chinese"),
        (GERMAN, "zh-en", "zh-en reads Chinese, and this text is not Chinese: reader and writer read English"),
        ("私は本が好きです", "zh-en", "this text is not Chinese: of the models that come with attnx only toy"),
        ("Привет, мир", "reader", "only toy, whose weights are random, reads it"),
        ("😀 😀", "reader", "reader knows nothing of this text, every piece of which is [UNK]: toy reads any text"),
    ],
)
def test_a_text_that_cannot_be_read_is_refused_by_every_door(text: str, model: str, words: str) -> None:
    own = attnx.load(model)
    doors = [partial(attnx.explain, text, own)]
    doors += [partial(attnx.predict, text, own), partial(attnx.attribute, text, own)] if model == "writer" else []
    doors += [partial(attnx.translate, text, own)] if model == "zh-en" else []
    for door in doors:
        with pytest.raises(InputError) as raised:
            door()
        assert words in str(raised.value)


def notes(text: str, model: str | Checkpoint | None = None) -> tuple[str, ...]:
    return tuple(note for note in attnx.explain(text, model, layers=[0], arrays=["weights"]).notes if note != "encoder")


@pytest.mark.parametrize(
    ("text", "model", "said"),
    [
        (GERMAN, "reader", ("in_pieces",)),
        (GERMAN, "writer", ("in_pieces",)),
        ("I love 北京", "reader", ("other_script", "unknown_pieces")),
        ("I love 北京", "writer", ("other_script",)),  # which has no unknown piece, for it reads bytes
        ("我爱 Python", "zh-en", ("other_script",)),
        ("She smiled 😀 and left.", "reader", ("other_script", "unknown_pieces")),
        pytest.param("It is 3 °C © → here™.", "minilm", (), marks=pytest.mark.minilm),
        ("おはよう", None, ("read_by_toy",)),
        ("😀 😀", None, ("read_by_toy",)),
        ("Birds sing.", "toy", ()),  # a choice of one's own
        ("我爱你。", "zh-en", ()),
        ("我爱你。", None, ()),
        ("我喜欢 Python。", None, ("other_script", "words_found")),
        ("The naïve café is 3 km away, isn't it?", "reader", ()),
        ("Einstein.", "reader", ()),  # one word in pieces is no language
    ],
)
def test_what_of_a_text_is_not_read_is_said(text: str, model: str | None, said: tuple[str, ...]) -> None:
    assert notes(text, model) == said


def test_nothing_is_said_of_everyday_english() -> None:
    reader = attnx.load("reader")
    assert len(EVERYDAY) > 90
    assert {notes(text, reader) for text in EVERYDAY} == {()}


@pytest.mark.parametrize("text", [5, None, b"Love", ["Love"]])
def test_what_is_no_text_is_refused_by_every_door(text: Any) -> None:
    writer, zh_en = attnx.load("writer"), attnx.load("zh-en")
    for door in (
        partial(attnx.explain, text),
        partial(attnx.explain, "Love", "reader", layers=text) if text == 5 else partial(attnx.predict, text),
        partial(attnx.predict, text, writer),
        partial(attnx.attribute, text, writer),
        partial(attnx.translate, text, zh_en),
    ):
        with pytest.raises(AttnxError, match=r"is not a text|said as a list"):
            door()
