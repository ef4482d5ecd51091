"""attnx explain --lens, in processes of its own."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from rich.cells import cell_len

from attnx.views.draw.matrices import share
from tests.cli.processes import MODELS, SENTENCE, document, printed, refused
from tests.conftest import Run

GPT = str(MODELS / "gpt2-a")
SHORT = "Love gives hope."


@pytest.mark.parametrize("lens", ["norms", "rollout", "flow"])
def test_what_is_printed_is_the_document(run: Run, lens: str) -> None:
    page = printed(run("explain", SHORT, "--model", GPT, "--lens", lens, "--precision", "4", "--width", "120"))
    found = document(run("explain", SHORT, "--model", GPT, "--lens", lens, "--json"))
    assert found["lens"] == lens
    (part,) = found["parts"]
    assert part["layer"] == (0 if lens == "norms" else 1)  # the first, or all up to the last
    assert np.sum(part["shares"], axis=-1) == pytest.approx([1.0] * 4, abs=1e-6)
    for number in np.ravel(part["shares"]).tolist():
        assert share(number, 4) in page
    assert ("lengths" in part, "head" in part) == (lens == "norms", lens == "norms")


@pytest.mark.parametrize("lens", ["norms", "rollout", "flow"])
@pytest.mark.parametrize("text", [SENTENCE, "因为你给了我希望，所以我爱你。"])
def test_one_row(run: Run, lens: str, text: str) -> None:
    word = "hope" if text == SENTENCE else "爱"
    lines = printed(run("explain", text, "--lens", lens, "--focus", word, "--width", "60")).splitlines()
    assert any(line.startswith("▸ ") and f"“{word}”" in line for line in lines)
    assert max(map(cell_len, lines)) <= 60


def test_layers_and_heads(run: Run) -> None:
    found = document(
        run("explain", SHORT, "--model", GPT, "--lens", "norms", "--layer", "1", "--head", "all", "--json")
    )
    assert [(part["layer"], part["head"]) for part in found["parts"]] == [(1, 0), (1, 1)]
    found = document(run("explain", SHORT, "--model", GPT, "--lens", "rollout", "--layer", "all", "--json"))
    assert [part["layer"] for part in found["parts"]] == [0, 1]


def test_the_lens_weights_is_the_explanation(run: Run) -> None:
    assert printed(run("explain", SHORT, "--lens", "weights")) == printed(run("explain", SHORT))


def test_a_logit_adds_up(run: Run) -> None:
    found = document(
        run("explain", SHORT, "--model", GPT, "--lens", "logit", "--token", "love", "--focus", "gives", "--json")
    )
    assert (found["query"], found["token"]["text"]) == (1, "love")
    parts = np.sum(found["heads"]) + np.sum(found["mlps"]) + np.sum(found["biases"])
    assert parts + found["embedding"] + found["constant"] == pytest.approx(found["logit"], abs=1e-5)
    page = printed(run("explain", SHORT, "--model", GPT, "--lens", "logit", "--token", "love", "--focus", "gives"))
    assert f"“love” after “gives” (token 1): {found['logit']:.2f}".replace("-", "−") in page


def test_into_a_file(run: Run, tmp_path: Path) -> None:
    for name in ("found.json", "found.txt"):
        done = run("explain", SHORT, "--model", GPT, "--lens", "logit", "--out", str(tmp_path / name))
        assert (done.returncode, done.stdout) == (0, b"")
    assert json.loads((tmp_path / "found.json").read_bytes())["lens"] == "logit"
    assert "What makes the logit" in (tmp_path / "found.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--lens", "flow", "--brief"), ("--lens flow", "no use for --brief")),
        (("--lens", "norm"), ("weights, norms, rollout, flow, logit",)),
        (("--lens", "norms", "--cell", "0,1"), ("--cell",)),
        (("--lens", "norms", "--head", "mean"), ("--head mean",)),
        (("--lens", "norms", "--layer", "mean"), ("--layer mean",)),
        (("--lens", "rollout", "--head", "0"), ("--head",)),
        (("--lens", "flow", "--steps", "weights"), ("--steps",)),
        (("--lens", "flow", "--out", "t.safetensors"), ("t.safetensors",)),
        (("--lens", "logit", "--layer", "0"), ("--layer",)),
        (("--lens", "logit", "--pair", "x"), ("--pair",)),
        (("--lens", "logit"), ("toy", "no head")),
        (("--token", "love"), ("--lens logit",)),
        (("--lens", "rollout", "--token", "love"), ("--lens logit",)),
        (("--lens", "rollout", "--layer", "7"), ("7",)),
        (("--lens", "norms", "--focus", "life"), ("life",)),
    ],
)
def test_what_cannot_be_meant(run: Run, options: tuple[str, ...], words: tuple[str, ...]) -> None:
    refused(run("explain", SHORT, "--model", "toy", *options), 2, *words)


def test_a_word_of_several_tokens(run: Run) -> None:
    line = refused(run("explain", SHORT, "--model", GPT, "--lens", "logit", "--token", "hopeing"), 2, "hopeing")
    assert "##ing" in line


def test_in_chinese(run: Run) -> None:
    page = printed(run("explain", "我爱你。", "--lens", "norms", "--lang", "zh"))
    assert "每个键给每个查询加上多少" in page
    refused(run("explain", SHORT, "--lens", "logit", "--lang", "zh"), 2, "没有给出 logits 的输出头")
