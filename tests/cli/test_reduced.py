"""--merge words, --layer mean, --skip-first and --top-k, as they are typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from attnx.lessons import words
from attnx.model.families import FAMILIES
from tests.cli.processes import MODELS, document, printed, refused
from tests.conftest import Run

TEXT = "Unbelievable hopefulness."
LLAMA = ("--model", str(MODELS / "llama-a"))


def test_words_are_merged_in_every_view(quick: Run, tmp_path: Path) -> None:
    made = document(quick("explain", TEXT, "--merge", "words", "--json"))
    assert [token["text"] for token in made["tokens"][1:-1]] == ["Unbelievable", "hopefulness", "."]
    assert "words_merged" in made["notes"]
    assert list(made["layers"][0]["attention"][0])[-1] == "weights"
    story = printed(quick("explain", TEXT, "--merge", "words", "--focus", "hopefulness"))
    assert "Pieces are merged into words" in story
    file = tmp_path / "t.json"
    assert quick("explain", TEXT, "--out", str(file)).returncode == 0
    shown = printed(quick("show", str(file), "--merge", "words", "--steps", "weights"))
    assert shown == printed(quick("explain", TEXT, "--merge", "words", "--steps", "weights"))
    translated = printed(quick("translate", "我爱你。", "--step", "2", "--merge", "words", "--steps", "tokens"))
    assert "Pieces are merged into words" in translated


def test_the_mean_of_layers_takes_all_of_them(quick: Run) -> None:
    page = printed(quick("explain", TEXT, "--layer", "mean", "--steps", "weights"))
    assert "mean of 4 layers, each the mean of 8" in page
    one = printed(quick("explain", TEXT, "--layer", "mean", "--head", "2", "--steps", "weights", "--lang", "zh"))
    assert "4 层第 2 头的平均" in one
    made = document(quick("explain", TEXT, "--layer", "mean", "--json"))
    assert [(one["layer"], one["attention"][0]["layers"]) for one in made["layers"]] == [(0, [0, 1, 2, 3])]
    both = printed(quick("translate", "我爱你。", "--layer", "mean", "--steps", "weights"))
    assert both.count("mean of 3 layers") == 2  # of itself and of the source


def test_the_first_key_is_skipped_and_the_largest_shown(quick: Run) -> None:
    shown = ("--layer", "0", "--head", "0", "--skip-first", "--top-k", "1", "--steps", "weights")
    page = printed(quick("explain", "Love gives hope.", *LLAMA, *shown))
    assert "On the first key, “Love”" in page
    assert "Shown: of each row the 1 largest of 3 keys" in page
    assert "kv head 0" in page
    compared = printed(quick("explain", TEXT, "--focus", "2", "--before-after", "--top-k", "2"))
    assert "Shown: the 2 largest of " in compared


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--merge", "pieces"), "--merge takes words, and pieces is not that"),
        (("--merge", "words", "--cell", "0,1"), "leave out --merge"),
        (("--layer", "mean", "--cell", "0,1"), "--cell shows one head of one layer"),
        (("--top-k", "0"), "--top-k takes a whole number from 1"),
    ],
)
def test_what_contradicts_itself_is_refused(quick: Run, options: tuple[str, ...], words: str) -> None:
    refused(quick("explain", "Hope is here.", "--model", "toy", *options), 2, words)


def test_the_models_end_with_the_families(quick: Run) -> None:
    page = " ".join(printed(quick("models")).split())
    assert page.endswith("t5, mt5, vaswani; `attnx models --families` says what is special in each.")
    assert "--model opens these families: bert, distilbert," in page
    assert "--model 能打开这些家族：bert" in printed(quick("models", "--lang", "zh"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_family_is_told_with_what_is_special_in_it(quick: Run, language: str) -> None:
    lines = printed(quick("models", "--families", "--lang", language)).splitlines()
    told = {line.split()[0] for line in lines if line and not line.startswith(" ")}
    assert set(FAMILIES) <= told
    special = [words(language)[f"special_{family}"] for family in FAMILIES]
    assert len(set(special)) == len(special)


def test_families_are_of_no_model(quick: Run) -> None:
    refused(quick("models", "toy", "--families"), 2, "--families")
