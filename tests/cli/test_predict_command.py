"""attnx predict: what comes next, a text as it grows, masks, each layer's guess; and what is refused."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from rich.cells import cell_len

import attnx
from tests.cli.processes import MODELS, document, on_terminal, printed, refused
from tests.cli.test_json_output import check
from tests.cli.test_languages import english_words
from tests.conftest import Run

GPT2, LLAMA, BERT, ROBERTA = (str(MODELS / name) for name in ("gpt2-a", "llama-a", "bert-odd", "roberta-a"))
TEXT = "Love gives hope"


def test_the_likeliest_next_tokens(run: Run) -> None:
    page = printed(run("predict", TEXT, "--model", GPT2, "--candidates", "3"))
    likeliest = attnx.predict(TEXT, GPT2, candidates=3).guesses[0].candidates
    assert page.startswith("After “hope” nothing stands out: the likeliest, “machine”, has 0.06")
    assert "What comes after “hope” (token 2)" in page
    for one in likeliest:
        assert re.search(rf"^␣{one.text.strip()} +{one.probability:.2f} ", page, re.MULTILINE)
    rest = 1 - sum(one.probability for one in likeliest)
    assert re.search(rf"^rest +{rest:.2f} ", page, re.MULTILINE)
    assert "layer 1, mean of 2 heads" in page
    assert str(likeliest[0].id) in printed(run("predict", TEXT, "--model", GPT2, "--full"))


def test_a_text_goes_on(run: Run) -> None:
    page = printed(run("predict", TEXT, "--model", LLAMA, "--generate", "4"))
    trace = attnx.predict(TEXT, LLAMA, generate=4)
    for step in trace.steps:
        so_far = (trace.text + trace.output)[: trace.tokens[step.after].end]
        taken = step.taken.text.replace(" ", "␣")
        assert f"\n{step.after + 1} {so_far}{taken}\n  ▶ {taken} " in page
    assert page.startswith(f"{TEXT}{trace.output}\n")
    assert re.search(rf"^▸ the text ─+\n{re.escape(TEXT + trace.output)}\n4 tokens were written", page, re.MULTILINE)
    assert page.count("  reads ") == 4


def test_whose_looking_is_shown(quick: Run) -> None:
    def rows(*options: str) -> list[str]:
        page = printed(quick("predict", TEXT, "--model", LLAMA, "--generate", "1", *options))
        return [line for line in page.splitlines() if line.startswith("  reads ")]

    weights = attnx.predict(TEXT, LLAMA, generate=1).array("weights", layer=0, head=3)[2]
    (row,) = rows("--layer", "0", "--head", "3")
    assert f"{weights.max():.2f}" in row
    assert [line.split()[1] for line in rows("--layer", "all")] == ["0·mean", "1·mean"]
    assert [line.split()[1] for line in rows("--head", "0,2")] == ["1·0", "1·2"]
    assert len(rows("--layer", "mean")) == 1


def test_what_is_drawn_depends_on_the_seed_alone(quick: Run) -> None:
    def page(*options: str) -> str:
        return printed(quick("predict", TEXT, "--model", LLAMA, "--generate", "6", *options))

    assert page("--temperature", "2") == page("--temperature", "2", "--seed", "0")
    assert page("--seed", "1") != page("--seed", "2")
    shown = page("--temperature", "1.5", "--top-k", "3", "--top-p", "0.9", "--seed", "5")
    assert "drawn by lot: temperature 1.5, top-k 3, top-p 0.9, seed 5" in shown
    table = printed(quick("predict", TEXT, "--model", LLAMA, "--top-k", "1"))
    assert re.search(r"drawn\n␣key .* 1\.00\n.* 0\.00\n", table)


def test_masks_are_filled(quick: Run) -> None:
    page = printed(quick("predict", "Love gives [MASK] and [MASK].", "--model", BERT))
    first, second = (guess.candidates[0].text for guess in attnx.predict("Love gives [MASK] and [MASK].", BERT).guesses)
    assert page.count("What could stand at “[MASK]”") == 2
    assert page.startswith(f"Love gives {first} and {second}.\n")
    assert "[MASK]" in printed(quick("predict", "Love gives <mask>.", "--model", ROBERTA))


def test_what_each_layer_would_have_said(quick: Run) -> None:
    page = printed(quick("predict", TEXT, "--model", LLAMA, "--lens", "logit"))
    assert re.search(
        r"^  0    .*\n  1    .*\n▶ 2    ␣key  .*\n“␣key” is the likeliest after layer 2", page, re.MULTILINE
    )
    assert "after “Love” (token 0)" in printed(
        quick("predict", TEXT, "--model", LLAMA, "--lens", "logit", "--at", "Love")
    )


@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize(
    "options",
    [
        ("--generate", "9", "--temperature", "3"),
        ("--candidates", "20", "--top-p", "0.5", "--full"),
        ("--lens", "logit"),
        ("--generate", "3", "--head", "all", "--layer", "all", "--lang", "zh"),
    ],
    ids=" ".join,
)
def test_no_line_is_wider_than_asked(quick: Run, width: int, options: tuple[str, ...]) -> None:
    text = "Love gives hope, so we live. " * 2 + "爱 \x1b[31m"
    page = printed(quick("predict", text, "--model", GPT2, "--width", str(width), *options))
    assert max(map(cell_len, page.splitlines())) <= width
    assert "\x1b" not in page


def test_the_document(quick: Run, tmp_path: Path) -> None:
    for options in (("--generate", "3"), ("--generate", "2", "--seed", "1"), ("--lens", "logit"), ()):
        done = document(quick("predict", TEXT, "--model", LLAMA, "--json", *options))
        check(done)
        assert ("steps" in done) == ("--generate" in options) != ("guesses" in done)
        assert ("sampling" in done) == ("--seed" in options)
        assert ("chance" in str(done)) == ("--seed" in options)
    assert [layer["layer"] for layer in done["layers"]] == [1]
    assert done["layers"][0]["attention"][0]["heads"] == [0, 1, 2, 3]
    for name in ("t.json", "t.safetensors", "t.txt"):
        quick("predict", TEXT, "--model", LLAMA, "--generate", "3", "--out", str(tmp_path / name))
    assert (tmp_path / "t.txt").read_text() == printed(quick("predict", TEXT, "--model", LLAMA, "--generate", "3"))
    for name in ("t.json", "t.safetensors"):
        assert "hold" in printed(quick("verify", str(tmp_path / name)))
        assert "layer 1, head 0" in printed(quick("show", str(tmp_path / name), "--steps", "weights"))


def test_it_speaks_chinese(quick: Run) -> None:
    for options in (("--generate", "2"), ("--lens", "logit"), ("--seed", "2")):
        page = printed(quick("predict", TEXT, "--model", GPT2, "--lang", "zh", *options))
        words = english_words(page) - {
            "gives",
            "hope",
            "gpt2",
            "mat",
            "machine",
            "temperature",
            "seed",
            "logit",
            "lens",
        }
        assert words <= {one.text.strip() for one in attnx.predict("Love", GPT2, candidates=90).guesses[0].candidates}


def test_on_a_terminal_and_at_a_pace() -> None:
    begun = time.monotonic()
    shown = on_terminal("predict", TEXT, "--model", GPT2, "--generate", "2", "--pace", "0.1")
    assert time.monotonic() - begun > 0.3
    assert "\x1b[" in shown and "the text" in shown


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["Love", "--model", "reader"], 2, ["reader", "no head"]),
        (["Love gives [MASK].", "--model", "writer"], 2, ["writer cannot fill [MASK]", "bert-base-uncased"]),
        (["Love gives <mask>.", "--model", "reader"], 2, ["reader cannot fill <mask>", "not kept"]),
        (["爱", "--model", "zh-en"], 2, ["zh-en", "attnx translate"]),
        (["Love", "--model", str(MODELS / "t5-a")], 2, ["attnx translate"]),
        (["Love", "--model", BERT], 1, ["no mask", "[MASK]"]),
        (["Love [MASK]", "--model", BERT, "--generate", "2"], 2, ["fills masks"]),
        (["Love", "--model", GPT2, "--generate", "0"], 2, ["--generate", "0 is not"]),
        (["Love", "--model", GPT2, "--top-p", "1.2"], 2, ["--top-p", "at most 1"]),
        (["Love", "--model", GPT2, "--temperature", "hot"], 2, ["--temperature", "hot"]),
        (["Love", "--model", GPT2, "--lens", "tuned"], 2, ["--lens", "logit"]),
        (["Love", "--model", GPT2, "--lens", "logit", "--generate", "2"], 2, ["--generate", "--lens"]),
        (["Love", "--model", GPT2, "--at", "hate"], 2, ["hate", "0 Love"]),
        (["Love", "--model", GPT2, "--layer", "9"], 2, ["layer 9"]),
        (["Love", "--model", GPT2, "--out", "x.doc"], 2, [".json"]),
        (["", "--model", GPT2], 1, ["blank"]),
        (["--model", GPT2], 2, ["no text"]),
        (["Love", "--model", "nosuch"], 2, ["nosuch"]),
        (["Love", "--modle", GPT2], 2, ["--model"]),
    ],
    ids=lambda value: " ".join(map(str, value))[-30:] if isinstance(value, list) else None,
)
def test_what_is_refused(quick: Run, arguments: list[str], code: int, words: list[str]) -> None:
    refused(quick("predict", *arguments), code, *words)


def test_help_needs_no_numbers(run: Run) -> None:
    page = printed(run("predict", "--help"))
    for option in ("--generate", "--temperature", "--top-k", "--top-p", "--seed", "--candidates", "--at", "--lens"):
        assert option in page
