"""attnx explain --block: what happens around attention."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from rich.cells import cell_len

from attnx import saved
from attnx.trace import BLOCK
from tests.cli.processes import MODELS, document, printed, refused
from tests.conftest import Run

GPT = str(MODELS / "gpt2-a")
T5 = str(MODELS / "t5-a")
TEXT = "Hope: it lives."


def test_a_layer_whole(quick: Run) -> None:
    page = printed(quick("explain", TEXT, "--model", GPT, "--block", "1"))
    steps = ("the residual stream", "norm of self-attention", "z·W_O", "add: the stream and self-attention", "MLP",
             "hidden·W_down", "logits and probabilities")  # fmt: skip
    begin = page.index("1 the residual stream")
    places = [page.index(step, begin) for step in steps]
    assert places == sorted(places)
    end = page[places[-1] :]
    assert "▸ “it”: in layer 1, most is added by its" in end
    assert "The stream enters" in end


@pytest.mark.parametrize("width", ["60", "80", "120"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_line_is_wider_than_the_page(quick: Run, width: str, language: str) -> None:
    for block in ("0", "all"):
        arguments = ("explain", TEXT, "--model", GPT, "--block", block, "--width", width, "--lang", language)
        assert max(map(cell_len, printed(quick(*arguments)).splitlines())) <= int(width)


def test_alone_it_is_the_layer_that_the_text_opens_at(quick: Run) -> None:
    page = printed(quick("explain", "Hope is here, and it lives.", "--block"))
    assert "▸ Layer 3, whole" in page  # where the head for pronouns is
    assert printed(quick("explain", "Hope is here, and it lives.", "--block", "3")) == page
    assert printed(quick("explain", "Hope is here, and it lives.", "--block", "-1")) == page


def test_the_way_says_what_the_lens_says(quick: Run) -> None:
    page = printed(quick("explain", "Once upon a time there was", "--model", "writer", "--block", "all"))
    guesses = document(quick("predict", "Once upon a time there was", "--lens", "logit", "--json"))["guesses"]
    for guess in guesses[1:]:
        best = max(guess["candidates"], key=lambda one: one["probability"])
        assert f"{best['text'].strip()} {best['probability']:.0%}" in page
    assert "the lens says" not in printed(quick("explain", TEXT, "--block", "all"))


def test_a_page_has_the_layers_that_were_asked_for(quick: Run, tmp_path: Path) -> None:
    file = tmp_path / "it.html"
    for command, block, layers in (("explain", "1", [1]), ("predict", "all", [0, 1])):
        assert quick(command, TEXT, "--model", GPT, "--block", block, "--html", str(file)).returncode == 0
        data = re.search(r'<script type="application/json" id="data">(.*?)</script>', file.read_text(encoding="utf-8"))
        assert data is not None
        assert [layer["layer"] for layer in json.loads(data[1])["around"]] == layers


def test_a_page_goes_on_for_the_word_that_it_follows(quick: Run, tmp_path: Path) -> None:
    file = tmp_path / "it.html"
    asked = ("explain", TEXT, "--model", GPT, "--layer", "0", "--focus", "it", "--html", str(file))
    assert quick(*asked).returncode == 0
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', file.read_text(encoding="utf-8"))
    assert data is not None
    (layer,) = json.loads(data[1])["around"]
    assert (layer["layer"], layer["word"]) == (0, 2)
    (guess,) = document(quick("predict", TEXT, "--model", GPT, "--at", "it", "--json"))["guesses"]
    likeliest = [one["text"].replace(" ", "␣") for one in guess["candidates"]]
    assert [one["text"] for one in layer["said"]["2"]] == likeliest[:5]


def test_numbers_go_to_files(quick: Run, tmp_path: Path) -> None:
    trace = saved.from_json(quick("explain", TEXT, "--model", GPT, "--block", "1", "--json").stdout, "it")
    assert {name for _, name, _ in trace.walk()} >= {"mlp_hidden", "attention_add", "final", "logits", "probabilities"}
    assert [layer.layer for layer in trace.layers] == [1]
    assert "hold" in printed(quick("verify", "-", "--model", GPT, stdin=saved.to_json(trace)))
    picture = tmp_path / "it.model.svg"
    assert quick("explain", TEXT, "--model", GPT, "--block", "0", "--out", str(picture)).returncode == 0
    assert "gelu_new(x·W_up)" in picture.read_text(encoding="utf-8")


def test_with_the_weights_in_the_file_everything_is_recomputed(quick: Run, tmp_path: Path) -> None:
    for name in ("it.json", "it.safetensors", "it.npz"):
        file = str(tmp_path / name)
        assert quick("explain", TEXT, "--model", GPT, "--block", "all", "--weights", "--out", file).returncode == 0
        if name != "it.npz":
            page = printed(quick("verify", file))
            assert "logits = ·W_U" in page
            assert "Taken" not in page
    with np.load(tmp_path / "it.npz") as held:
        q = held["layer0.self.x"] @ held["parameters.layers.0.self.W_Q"] + held["parameters.layers.0.self.b_Q"]
        assert np.allclose(q.reshape(len(q), 2, 8).swapaxes(0, 1), held["layer0.self.q"], atol=1e-5)


def test_weights_beside_q(quick: Run) -> None:
    trace = saved.from_json(quick("explain", TEXT, "--model", "toy", "--weights", "--json").stdout, "it")
    page = printed(quick("explain", TEXT, "--model", "toy", "--steps", "qkv", "--weights", "--width", "100"))
    for letter in "QKVO":
        assert f"W_{letter}" in page
        first = page.split(f"W_{letter}  ")[1].split("0 ·")[1].split()
        row = trace.parameters[f"layers.0.self.W_{letter}"].data[0, :4]
        assert first[:4] == [f"{number:.2f}".replace("-", "−") for number in row]
    assert "W_" not in printed(quick("explain", TEXT, "--model", "toy", "--steps", "weights"))


def test_weights_that_nobody_would_see_are_refused(quick: Run) -> None:
    for arguments in (
        [],
        ["--steps", "weights"],
        ["--cell", "0,1"],
        ["--out", "it.csv"],
        ["--merge", "words", "--json"],
    ):
        refused(quick("explain", TEXT, "--weights", *arguments), 2, "--weights", "qkv", "--json")


def test_a_model_without_a_network_has_no_such_step(quick: Run) -> None:
    page = printed(quick("explain", TEXT, "--model", "toy", "--block"))
    assert "MLP" not in page and "norm of" not in page
    assert not {name for name in BLOCK if "mlp" in name} & set(
        json.loads(quick("explain", TEXT, "--model", "toy", "--block", "--json").stdout)["layers"][0]
    )


def test_what_it_does_not_go_with_is_refused(quick: Run) -> None:
    for other in (["--steps", "q"], ["--lens", "norms"], ["--head", "1"], ["--ablate", "0.1"]):
        refused(quick("explain", TEXT, "--block", "0", *other), 2, "--block", other[0])
    refused(quick("explain", TEXT, "--block", "9", "--model", GPT), 2, "layer 9", "0, 1")
    refused(quick("explain", TEXT, "--block", "first"), 2, "first")
    refused(quick("explain", TEXT, "--block", "0", "--out", "x.heatmap.svg"), 2, "heatmap", "block")
    refused(quick("explain", TEXT, "--block", "0", "--focus", "hate"), 2, "hate")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_one_number_of_a_step(quick: Run, language: str) -> None:
    asked = ("explain", TEXT, "--model", GPT, "--layer", "1", "--cell", "mlp:it,3", "--lang", language)
    found = document(quick(*asked, "--json"))
    trace = saved.from_json(quick("explain", TEXT, "--model", GPT, "--block", "1", "--json").stdout, "it")
    assert np.float32(found["value"]) == trace.array("mlp_hidden")[2, 3]
    lines = printed(quick(*asked, "--width", "60")).splitlines()
    assert f"{found['value']:.2f}".replace("-", "−") in lines[-1]
    assert max(map(cell_len, lines)) <= 60


def test_one_logit_by_its_word(quick: Run) -> None:
    found = document(quick("explain", TEXT, "--model", GPT, "--cell", "logits:it,love", "--json"))
    assert found["called"] == "love"
    assert found["layer"] is None
    assert len(found["products"]) == found["model"]["d_model"]
    assert "▸ logits of “it”, love" in printed(quick("explain", TEXT, "--model", GPT, "--cell", "logits:it,love"))


@pytest.mark.parametrize("cell", ["weights:it,Hope", "embedded:it,3", "mlp_norm_mean:it", "scores:2,0", "masked:0,it"])
def test_numbers_of_every_kind_of_step(quick: Run, cell: str) -> None:
    asked = ("explain", TEXT, "--model", GPT, "--layer", "1", "--cell", cell)
    found = document(quick(*asked, "--json"))
    name, _, rest = cell.partition(":")
    assert (found["name"], found["index"] is None) == (name, "," not in rest)
    last = printed(quick(*asked)).splitlines()[-1]
    number = "−∞" if found["value"] is None else f"{found['value']:.2f}".replace("-", "−")
    assert last.endswith(f"is {number}.")


def test_a_saved_trace_is_opened_with_the_weights_it_holds(quick: Run, tmp_path: Path) -> None:
    bare, whole = str(tmp_path / "bare.json"), str(tmp_path / "whole.json")
    quick("explain", TEXT, "--model", GPT, "--block", "1", "--out", bare)
    quick("explain", TEXT, "--model", GPT, "--block", "1", "--weights", "--out", whole)
    asked = printed(quick("explain", TEXT, "--model", GPT, "--layer", "1", "--head", "0", "--cell", "q:it,3"))
    assert printed(quick("show", whole, "--cell", "q:it,3")) == asked
    assert "z of “it” at 1 is" in printed(quick("show", bare, "--cell", "z:it,1"))
    refused(quick("show", bare, "--cell", "q:it,3"), 2, "does not hold them", "--weights")


def test_a_number_that_is_not_there(quick: Run) -> None:
    refused(quick("explain", TEXT, "--model", "toy", "--cell", "logits:it,3"), 2, "no step logits in toy", "q, k, v")
    refused(quick("explain", TEXT, "--model", GPT, "--cell", "gate:it,3"), 2, "no step gate", "mlp_up")
    refused(quick("explain", TEXT, "--model", GPT, "--cell", "mlp:it,x"), 2, "mlp:it,17", "x")
    refused(quick("explain", TEXT, "--model", GPT, "--cell", "mlp:hate,1"), 2, "hate")
    refused(quick("explain", TEXT, "--model", GPT, "--cell", "logits:it,loveless"), 2, "loveless")


def test_a_translation_has_all_three_attentions(quick: Run) -> None:
    page = printed(quick("translate", "我爱你。", "--block", "2", "--focus", "love"))
    assert "The decoder's layer 2, whole" in page
    assert "The encoder" not in page  # which has not read that word
    steps = ("norm of self-attention", "cross-attention  z·W_O", "norm of cross-attention", "norm of MLP", "logits and")
    places = [page.index(step) for step in steps]
    assert places == sorted(places)
    assert "▸ “love”: in layer 2, most is added by its" in page
    both = printed(quick("translate", "我爱你。", "--block", "0", "--lang", "zh"))
    assert both.index("编码器完整的第 0 层") < both.index("解码器完整的第 0 层")
    alone = printed(quick("translate", "我爱你。", "--block", "all", "--attention", "encoder"))
    assert "▸ The way of “。” through 3 layers" in alone
    assert "cross" not in alone
    refused(quick("translate", "我爱你。", "--block", "0", "--step", "2"), 2, "--block", "--step")
    refused(quick("translate", "我爱你。", "--block", "0", "--focus", "hate"), 2, "hate", "love")


def test_a_layer_of_a_translation_can_be_recomputed_and_shown_again(quick: Run, tmp_path: Path) -> None:
    file, asked = str(tmp_path / "it.safetensors"), ("translate", "我爱你。", "--block", "1")
    assert quick(*asked, "--weights", "--out", file).returncode == 0
    page = printed(quick("verify", file))
    assert "cross" in page
    assert "All" in page and "hold" in page
    assert printed(quick("show", file, "--block", "--focus", "love")) == printed(quick(*asked, "--focus", "love"))
    refused(quick("show", file, "--block", "0"), 2, "layer 0", "1")
    refused(quick("show", file, "--block", "--steps", "q"), 2, "--block", "--steps")


@pytest.mark.parametrize(
    ("cell", "kind", "array"),
    [("q:love,3", "cross", "q"), ("k:爱,3", "cross", "k"), ("cross_norm:love,3", "self", "cross_norm")],
)
def test_a_number_of_a_translation(quick: Run, cell: str, kind: str, array: str) -> None:
    asked = ("translate", "我爱你。", "--layer", "1", "--head", "2", "--attention", kind, "--cell", cell, "--json")
    found = document(quick(*asked))
    trace = saved.from_json(quick("translate", "我爱你。", "--block", "1", "--json").stdout, "it")
    token = found["token"]
    at = {"head": 2, "key" if array == "k" else "query": token} if kind == "cross" else {"token": token}
    assert np.float32(found["value"]) == trace.array(array, layer=1, kind="cross" if kind == "cross" else None, **at)[3]
    assert found["value"] == pytest.approx(sum(found.get("products", [])) + found["terms"][-1]["value"], abs=1e-4) or (
        kind == "self"
    )


def test_a_step_that_one_side_does_not_have(quick: Run) -> None:
    asked = ("translate", "我爱你。", "--attention", "encoder", "--cell")
    refused(quick(*asked, "cross_norm:爱,3"), 2, "no step cross_norm", "attention_norm")
    refused(quick(*asked, "logits:爱,3"), 2, "no step logits", "mlp_add")


def test_from_the_last_layer_to_the_word(quick: Run) -> None:
    asked = ("predict", "Once upon a time", "--block")
    page = printed(quick(*asked, "--temperature", "0.7"))
    assert "softmax(logits / 0.7)" in page
    trace = saved.from_json(quick(*asked, "--temperature", "0.7", "--json").stdout, "it")
    scores = trace.array("logits")[-1].astype(np.float64)
    chances = np.exp(scores / 0.7 - (scores / 0.7).max())
    best = trace.guesses[0].candidates[0]
    assert best.chance == pytest.approx(chances[best.id] / chances.sum(), rel=1e-4)
    assert f"{best.probability:.1%}  {best.chance:.1%}" in page
    assert "drawn" not in printed(quick(*asked))
    assert "the lens says" in printed(quick("predict", "Once upon a time", "--block", "all"))
    refused(quick(*asked, "--generate", "3"), 2, "--block", "--generate")
