"""What is said of each family's steps is true: the traces hold, and the formulas name what the model does."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest

import attnx
from attnx import saved
from attnx.measures.verify import verify
from attnx.reduce.first import skip_first
from attnx.reduce.mean import mean_of_layers
from attnx.reduce.narrow import narrow
from attnx.reduce.words import merge_words
from attnx.trace import Trace
from attnx.views.cell import cell_story
from tests.families.parity import MODELS
from tests.views.exhibits import look, paint, plain

TEXT = "Love gives hope, it is love gives hope it is love."
NAMES = (
    "mixtral-a",
    "electra-a",
    "deberta_v2-a",
    "bloom-a",
    "llama-a",
    "gemma2-a",
    "t5-a",
    "modernbert-a",
    "mistral-a",
)
CHANGES = {"as it is": lambda t: t, "words": merge_words, "layers": mean_of_layers, "first": skip_first}


@cache
def explained(name: str) -> Trace:
    return attnx.explain(TEXT, MODELS / name)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", NAMES)
def test_traces_hold_and_come_back(name: str, change: str) -> None:
    trace = CHANGES[change](explained(name))
    checks = verify(trace)
    assert checks and [check for check in checks if not check.holds] == []
    assert saved.to_json(saved.from_bytes(saved.to_json(trace), name)) == saved.to_json(trace)
    assert [one for one in verify(saved.from_bytes(saved.to_safetensors(trace), name)) if not one.holds] == []


@pytest.mark.parametrize(
    ("name", "layer", "said"),
    [
        ("llama-a", 0, ["x = norm(token)", "Q = rotate(x·W_Q)", "V = x·W_V", "÷ √4", "layer 0, head 3, kv head 1"]),
        ("gemma2-a", 0, ["Q = rotate(x·W_Q)", "× 0.333333  2·tanh(·/2)", "at 8 keys at most", "kv heads 2"]),
        ("gemma2-a", 1, ["−∞ where a query (row) may not look"]),
        ("qwen2-a", 0, ["Q = rotate(x·W_Q + b_Q)", "V = x·W_V + b_V", "·W_O → "]),
        ("qwen3-a", 0, ["K = rotate(norm(x·W_K))", "before it is normalised and its place turns it"]),
        ("olmo2-a", 0, ["x = token ─", "Q = rotate(norm(x·W_Q))"]),
        ("smollm3-a", 0, ["Q = rotate(x·W_Q)", "before its place turns it"]),
        ("smollm3-a", 1, ["Q = x·W_Q ", "K = x·W_K "]),
        ("t5-a", 0, ["x = norm(token)", "Q = x·W_Q ", "K = x·W_K ", "× 1  + bias", "bias  what the distance"]),
        ("gpt2-a", 0, ["x = norm(token + position)", "Q = x·W_Q + b_Q", "·W_O + b_O → "]),
        ("modernbert-a", 0, ["x = norm(token) ─", "Q = rotate(x·W_Q)"]),
        ("modernbert-a", 1, ["as far as 3 to each side"]),
        ("mistral-a", 0, ["at 8 keys at most"]),
        ("bart-a", 0, ["x = norm(token + position) ─", "Q = x·W_Q + b_Q"]),
        ("mbart-a", 0, ["x = norm(norm(token + position))"]),
        ("deberta_v2-a", 0, ["x = norm(token) ─", "× 0.204124  + bias", "bias  what the distance"]),
        ("bloom-b", 0, ["x = norm(norm(token)) ─", "÷ √4  + bias"]),
        ("mixtral-a", 0, ["sends each token to 2 of 4 networks"]),
        ("qwen3_moe-b", 1, ["sends each token to 3 of 5 networks"]),
        ("electra-a", 0, ["x = norm(token + position + segment)·W_E ─"]),
        ("opt-b", 0, ["x = token·W_E + position ─"]),
        ("mpnet-a", 0, ["x = norm(token + position) ─", "+ bias", "bias  what the distance"]),
    ],
)
def test_what_a_step_says_is_what_the_model_does(name: str, layer: int, said: list[str]) -> None:
    whole = explained(name)
    part = narrow(whole, layers=[layer], heads=[whole.model.n_heads - 1])
    page = "".join((plain(part, width=80), *(plain(part, step, width=200) for step in ("q", "masked"))))
    for words in said:
        assert words in page, words
    assert ("q_projected" in page) == ("rotate" in page or "norm(x·W" in page)


@pytest.mark.parametrize("name", NAMES)
def test_the_arithmetic_of_a_cell_can_be_done_again(name: str) -> None:
    trace = narrow(explained(name), layers=[1], heads=[1])
    (_, attention), *_ = trace.attentions()
    row, key = 9, 7
    page = paint(lambda how: cell_story(trace, row, key, how), look(400, precision=9)).replace("−", "-")
    lines = dict(re.findall(r"^(score|scaled|masked|weight)  (.*)$", page, re.MULTILINE))
    made, _, result = lines["scaled"].rpartition(" = ")
    made = re.sub(r"([\d.]+)·tanh\(\((.*)\) / ([\d.]+)\)", r"\1 * np.tanh((\2) / \3)", made)
    made = re.sub(r"÷ √(\d+)", r"/ np.sqrt(\1)", made)
    found = eval(made.replace("×", "*").replace("0.333333", "(1 / 3)"), {"np": np})  # a line of our own arithmetic
    assert found == pytest.approx(float(result), abs=1e-6)  # a few bits of float32
    assert float(result) == pytest.approx(float(attention.of_head("scaled", 1).data[row, key]), abs=1e-8)
    divided, _, weight = lines["weight"].rpartition(" = ")
    exp, total = map(float, divided.split(" ÷ "))
    assert exp / total == pytest.approx(float(weight), abs=1e-7)
    assert float(weight) == pytest.approx(float(attention.of_head("weights", 1).data[row, key]), abs=1e-8)


def test_each_token_goes_to_as_many_experts_as_the_model_asks() -> None:
    trace = explained("mixtral-a")
    for layer in trace.layers:
        shares = layer.arrays["experts"].data
        assert shares.shape == (len(trace.tokens), 4)
        assert ((shares > 0).sum(axis=1) == 2).all()
        assert shares.sum(axis=1) == pytest.approx(1.0, abs=1e-6)
    dense = [layer.layer for layer in explained("qwen3_moe-b").layers if "experts" not in layer.arrays]
    assert dense == [0, 2]
    assert "experts" not in plain(narrow(explained("qwen3_moe-b"), layers=[0]), width=200)
    assert "experts" not in plain(explained("llama-a"), width=200)


def test_a_window_counts_what_may_be_seen() -> None:
    trace = narrow(explained("mistral-a"), layers=[0], heads=[0])
    page = plain(trace, "summary", width=200, full=True)
    most = [float(number) for number in re.findall(r"of (\d\.\d\d) bits$", page, re.MULTILINE)]
    seen = [min(place + 1, 8) for place in range(len(trace.tokens))]
    assert most == [round(float(np.log2(count)), 2) for count in seen]
    assert plain(narrow(trace, arrays=["weights"]), "summary", width=200, full=True) == page  # the weights say as much
