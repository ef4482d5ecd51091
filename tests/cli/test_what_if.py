"""What if, as a user asks it of attnx explain."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from rich.cells import cell_len

from attnx.schemas import schema as schema_of
from tests.cli.processes import MODELS, SENTENCE, document, printed, refused
from tests.conftest import Run

GPT2, LLAMA = (("--model", str(MODELS / name)) for name in ("gpt2-a", "llama-a"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            [SENTENCE, "--ablate", "3.0"],
            ["What if head 0 of layer 3 said nothing", "All of these vectors are zero in B"],
        ),
        (
            [SENTENCE, "--scale-head", "3.0=2", "--scale-head", "1.1=0"],
            ["What if head 0 of layer 3 spoke 2 times as loud", "head 1 of layer 1 spoke 0 times", "layer 3, head 0"],
        ),
        (["我喜欢喝茶。", "--scale-head", "0.0=-.5", "--lang", "zh"], ["第 0 层第 0 头的声音是原来的 -0.5 倍"]),
        (
            [SENTENCE, "--mask", "it,Love", "--focus", "it"],
            ["What if “it” could not look at “Love”", "turns from “Love”"],
        ),
        (
            ["hope lives", "--without-scale"],
            ["What if scores were not scaled", "As they were, in layer 0, head 0: scores."],
        ),
        ([SENTENCE, "--no-position", "--steps", "weights"], ["not told the order", "▸ weights side by side"]),
        ([SENTENCE, "--swap", "hope=bread", "--steps", "z"], ["“bread” stood in the place of “hope”", "hope→bre"]),
        (["我喜欢喝茶。", "--mask", "喝,茶"], ["could not look at “茶”"]),
        (["我喜欢喝茶。", "--swap", "茶=水", "--lang", "zh"], ["如果“茶”换成“水”", "最后一层之后的残差"]),
        (["hope it lives", "--temperature", "2", *GPT2], ["a temperature of 2", "What comes next", "KL divergence"]),
        (["hope it lives", "--mask", "live,it", "--ablate", "0.1", *LLAMA], ["could not look at", "kv head", "KL"]),
        (["hope", "--model", "toy", "--causal", "--temperature", "3"], ["Nothing changed"]),
    ],
)
def test_a_change_and_what_came_of_it(quick: Run, arguments: list[str], words: list[str]) -> None:
    page = printed(quick("explain", *arguments))
    for word in words:
        assert word in page
    assert "as it is" in page or "原来" in page


def test_in_a_process_of_its_own(run: Run) -> None:
    assert "What came of it: the residual stream" in printed(
        run("explain", SENTENCE, "--ablate", "0.0", "--ablate", "1.1")
    )


@pytest.mark.minilm
def test_minilm(quick: Run) -> None:
    place = ("--layer", "0", "--head", "0")
    page = printed(quick("explain", "hope gives love", "--model", "minilm", "--mask", "love,hope", *place))
    assert "“love” reads more from “[CLS]”" in page


@pytest.mark.parametrize("width", ["40", "60", "120"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_line_is_wider_than_asked(quick: Run, width: str, lang: str) -> None:
    page = printed(quick("explain", SENTENCE, "--no-position", *GPT2, "--width", width, "--lang", lang))
    assert max(map(cell_len, page.splitlines())) <= int(width)


def test_it_is_a_document_of_two_traces(quick: Run, tmp_path: Path) -> None:
    asked = (
        "hope it lives",
        "--mask",
        "live,it",
        "--ablate",
        "0.1",
        "--scale-head",
        "0.0=2",
        "--temperature",
        "2",
        *GPT2,
    )
    found = document(quick("explain", *asked, "--json"))
    assert found["schema"] == "attnx.what_if/1"
    schema = schema_of("trace")
    for side in ("before", "after"):
        jsonschema.validate(found[side], schema)
    assert "changes" not in found["before"]
    assert [change["change"] for change in found["after"]["changes"]] == ["temperature", "hide", "ablate", "scale_head"]
    assert [part["array"] for part in found["parts"]] == ["scores", "scaled", "masked", "weights", "z", "out"]
    assert set(found["outcome"]) == {"stream", "next"}
    assert found["outcome"]["next"]["likeliest"][0].keys() == {"text", "id", "before", "after"}
    shown = printed(quick("show", "-", stdin=json.dumps(found["after"]).encode()))
    assert "a temperature of 2" in shown
    assert "could not look at" in shown
    assert "÷ 2" in shown
    assert "checks hold" in printed(quick("verify", "-", stdin=json.dumps(found["after"]).encode()))
    file = tmp_path / "found.txt"
    quick("explain", *asked, "--out", str(file))
    assert "What comes next" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--ablate", "4.0"], ["no head 4.0 in reader", "4 layers and 8 heads"]),
        (["--ablate", "it"], ["--ablate takes LAYER.HEAD"]),
        (["--scale-head", "4.0=2"], ["no head 4.0 in reader"]),
        (["--scale-head", "0.0"], ["--scale-head takes LAYER.HEAD=FACTOR"]),
        (["--scale-head", "0=2"], ["--scale-head takes LAYER.HEAD=FACTOR"]),
        (["--scale-head", "0.0=loud"], ["--scale-head takes LAYER.HEAD=FACTOR"]),
        (["--scale-head", "0.0=nan"], ["a finite number"]),
        (["--scale-head", "0.0=2", "--cell", "0,0"], ["--cell and --scale-head"]),
        (["--mask", "it,cat"], ["cat is not one of the words"]),
        (["--mask", "it"], ["--mask takes QUERY,KEY"]),
        (["--mask", "Love,it", "--causal"], ["Love cannot look at it in reader as it is", "nothing would change"]),
        (["--swap", "it"], ["--swap takes WORD=OTHER"]),
        (["--swap", "op=x"], ["op is not a word of the text"]),
        (["--temperature", "0"], ["--temperature takes a number above 0"]),
        (["--temperature", "-1"], ["--temperature takes a number above 0"]),
        (["--ablate", "0.0", "--cell", "0,0"], ["--cell and --ablate"]),
        (["--ablate", "0.0", "--focus", "it", "--before-after"], ["--before-after and --ablate"]),
        (["--ablate", "0.0", "--out", "x.safetensors"], ["x.safetensors"]),
    ],
)
def test_what_cannot_be_meant_is_refused(quick: Run, arguments: list[str], words: list[str]) -> None:
    refused(quick("explain", SENTENCE, *arguments), 2, *words)


def test_errors_speak_chinese(quick: Run) -> None:
    refused(quick("explain", "Thinking Machines", "--model", "classic", "--no-position", "--lang", "zh"), 2, "没有位置")
    refused(quick("explain", SENTENCE, "--ablate", "9.9", "--lang", "zh"), 2, "没有头 9.9")
