"""attnx compare, as a user runs it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.cli.processes import MODELS, document, printed, refused
from tests.conftest import Run

TIRED, WIDE = (f"The animal didn't cross the street because it was too {word}." for word in ("tired", "wide"))


def test_a_word_changes_what_it_stands_for(run: Run) -> None:
    page = printed(run("compare", TIRED, WIDE))
    assert re.match(r"“it” turns from “animal” \(\d\.\d\d\) to “street” \(0\.\d\d\)\n", page)
    told = " ".join(page.split())
    assert re.search(r"reader, layer 3, head 0 .*finds what a pronoun stands for", told)  # there is a pronoun
    assert re.search(r"▼ +│\nA  The animal didn't cross the street because it was", page)
    assert "tired→wide" in page
    row = printed(run("compare", TIRED, WIDE, "--focus", "it"))
    assert row.startswith("“it” turns from “animal” (")
    assert re.search(r"^2  animal +1\.00 ", row, re.MULTILINE)


@pytest.mark.parametrize("width", ["40", "60", "120"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_line_is_wider_than_asked(quick: Run, width: str, lang: str) -> None:
    page = printed(quick("compare", TIRED, WIDE, "--steps", "weights,z", "--width", width, "--lang", lang))
    assert max(map(cell_len, page.splitlines())) <= int(width)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["hope it lives", "--with-head", "1"], ["A is layer 3, head 0; B is layer 3, head 1"]),
        (["hope lives", "--layer", "0", "--with-head", "1"], ["A is layer 0, head 0; B is layer 0, head 1"]),
        (["hope lives", "--layer", "0", "--with-layer", "1"], ["A is layer 0, head 0; B is layer 1, head 0"]),
        (
            ["hope lives", "--layer", "0", "--head", "mean", "--with-layer", "1"],
            ["A is layer 0, mean of 8 heads; B is"],
        ),
        (["hope lives", "--untrained"], ["A  reader  random weights", "B  reader  trained weights"]),
        (["hope lives", "--with-model", "toy"], ["A  reader  trained weights", "B  toy  random weights"]),
        (["我喜欢喝茶。", "我喜欢喝水。"], ["reader-zh", "茶→水"]),
        (["hope it lives", "hope it lives"], ["Nothing changed: the numbers are the same."]),
        (
            ["hope it lives", "love it lives", "--steps", "z"],
            ["z of “lives” changed most: cosine", "▸ z side by side", "hope→love"],
        ),
        (["hope lives", "hope sings", "--layer", "0,1", "--head", "all"], ["layer 0, head 7", "layer 1, head 7"]),
    ],
)
def test_two_of_anything(quick: Run, arguments: list[str], words: list[str]) -> None:
    page = printed(quick("compare", *arguments))
    for word in words:
        assert word in page


def test_two_families(quick: Run) -> None:
    models = ("--model", str(MODELS / "gpt2-a"), "--with-model", str(MODELS / "llama-a"))
    page = printed(quick("compare", "hope that it lives.", *models))
    assert "A  weights from gpt2-a" in page
    assert "B  weights from llama-a" in page


def test_it_is_a_document(quick: Run, tmp_path: Path) -> None:
    found = document(quick("compare", TIRED, WIDE, "--json"))
    assert found["schema"] == "attnx.comparison/1"
    assert (found["before"]["text"], found["after"]["text"]) == (TIRED, WIDE)
    (part,) = found["parts"]
    assert part["places"] == {"before": {"layer": 3, "head": 0}, "after": {"layer": 3, "head": 0}}
    assert [part["changes"][0][name] for name in ("query", "key")] == ["it", "animal"]
    file = tmp_path / "found.json"
    done = quick("compare", TIRED, WIDE, "--out", str(file))
    assert done.returncode == 0
    assert file.read_bytes() == quick("compare", TIRED, WIDE, "--json").stdout
    quick("compare", TIRED, WIDE, "--out", str(tmp_path / "found.txt"))
    assert "turns from" in (tmp_path / "found.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["hope"], ["nothing to compare with", "--with-head"]),
        (["I see.", "You go."], ["no word in common"]),
        (["hope", "--head", "all", "--with-head", "1"], ["one side has 8 heads and the other 1"]),
        (["hope", "--with-head", "1", "--steps", "z"], ["z of two heads"]),
        (["hope", "hope is", "--steps", "tokens"], ["there is no step tokens"]),
        (["hope", "hope is", "--focus", "is"], ["is is in one of the two texts only"]),
        (["hope", "hope is", "--focus", "hpoe"], ["hpoe is not one of the words here"]),
        (["hope", "hope is", "--out", "x.safetensors"], ["x.safetensors"]),
        (["hope", "--untrained", "--with-model", "toy"], ["--untrained and --with-model"]),
        (["hope", "--untrained", "--model", "toy"], ["toy has no recipe"]),
        (["hope", "--with-head", "9"], ["no head 9 in reader"]),
    ],
)
def test_what_cannot_be_meant_is_refused(quick: Run, arguments: list[str], words: list[str]) -> None:
    refused(quick("compare", *arguments), 2, *words)


def test_errors_speak_chinese(quick: Run) -> None:
    refused(quick("compare", "I see.", "You go.", "--lang", "zh"), 2, "没有共同的词")
