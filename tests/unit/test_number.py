"""One number opened is the number that was recorded, whatever makes it."""

from __future__ import annotations

from functools import cache
from math import exp, tanh

import numpy as np
import pytest

import attnx
from attnx.doors.weights import with_weights
from attnx.errors import UsageError
from attnx.measures.number import Number, known, number
from attnx.measures.verify.activations import ACTIVATIONS
from attnx.trace import ARRAYS, BLOCK, LAST_AXES, OF_HEAD, Trace
from tests.families.parity import MODELS


@cache
def opened(name: str) -> Trace:
    checkpoint = attnx.load(MODELS / name)
    last = [array for array in LAST_AXES if checkpoint.weights.head is not None or array not in OF_HEAD]
    layers = [checkpoint.spec.n_layers - 1]
    trace = attnx.explain("Hope: it lives.", checkpoint, layers=layers, arrays=[*ARRAYS, *BLOCK, *last])
    return with_weights(trace, checkpoint)


def worked_out(found: Number) -> float:
    """The number, as its formula says."""
    terms = dict(found.terms)
    if found.x is not None:
        assert found.products.sum() == pytest.approx(terms["Σ"], abs=1e-4)
        total = terms["Σ"] + terms.get("b", 0.0)
        return total if "cap" not in terms else terms["cap"] * tanh(total / terms["cap"])
    if found.name == "mlp_down" and found.x is None:
        numbers = [value for _, value in found.terms]
        return sum(share * made for share, made in zip(numbers[::2], numbers[1::2], strict=True))
    if found.name in ("q", "k"):
        numbers = [value for name, value in found.terms if name not in ("cos", "sin")]
        straight = numbers[1] if "norm" in found.formula else numbers[0]
        if "cos" not in terms:
            return straight
        return straight * terms["cos"] + numbers[-1] * terms["sin"] * (-1 if "−" in found.formula else 1)
    if "deviation" in terms:
        apart = terms["x"] - terms.get("mean", 0.0)
        return apart / terms["deviation"] * terms["gain"] + terms.get("shift", 0.0)
    if "Σ exp" in terms:
        return exp(terms["logit"] - terms["largest"]) / terms["Σ exp"]
    if "up" in terms:
        passed = next(value for name, value in terms.items() if "(" in name)
        entered = terms.get("gate", terms["up"])
        activation = ACTIVATIONS[found.formula.partition("(")[0]]
        assert passed == pytest.approx(float(activation(np.array([entered]))[0]))
        return passed * terms["up"] if "gate" in terms else passed
    return sum(terms.values())


@pytest.mark.parametrize("name", ["gpt2-a", "llama-a", "gemma2-a", "bert-odd", "gptj-a", "olmo2-a", "qwen3-a"])
def test_every_step_can_be_opened(name: str) -> None:
    trace = opened(name)
    steps = known(trace)
    assert ("attention_inner_norm" in steps) == (name in ("gemma2-a", "olmo2-a"))
    assert {"q", "k", "v", "z", "out", "mlp_up", "mlp_hidden", "mlp_down", "mlp_add"} <= set(steps)
    for step in steps:
        for token, index in ((0, 0), (2, 3)):
            found = number(trace, step, token, index, head=1)
            assert worked_out(found) == pytest.approx(found.value, rel=1e-4, abs=1e-5), (step, token, index)
            assert found.document()["value"] == found.value


def test_what_is_turned_is_opened_as_it_is_and_as_it_was() -> None:
    found = number(opened("llama-a"), "q", 1, 2)
    assert [name for name, _ in found.terms][-2:] == ["cos", "sin"]
    assert number(opened("llama-a"), "q_projected", 1, 2).formula == "x·W_Q"
    assert number(opened("gpt2-a"), "q", 1, 2).formula == "x·W_Q + b"


@pytest.mark.parametrize("name", ["qwen3_moe-a", "gpt_oss-a"])
def test_hidden_units_are_those_of_the_experts_that_are_asked(name: str) -> None:
    trace = opened(name)
    shares = trace.array("experts")[2]
    expert, other = int(shares.argmax()), int(shares.argmin())
    found = number(trace, "mlp", 2, 3, expert=expert)
    assert found.name == f"mlp_hidden of expert {expert}"
    down = number(trace, "down", 2, 3)
    assert worked_out(down) == pytest.approx(down.value, rel=1e-4, abs=1e-5)
    for absent in (other, None):
        with pytest.raises(UsageError, match=r"EXPERT\.UNIT: this token asks the experts"):
            number(trace, "mlp", 2, 3, expert=absent)
    units = trace.parameters[f"layers.1.mlp.expert.{expert}.W_up"].data.shape[1]
    made = [number(trace, "mlp", 2, unit, expert=expert).value for unit in range(units)]
    given = np.array(made) @ trace.parameters[f"layers.1.mlp.expert.{expert}.W_down"].data[:, 3]
    bias = trace.parameters.get(f"layers.1.mlp.expert.{expert}.b_down")
    given += 0.0 if bias is None else bias.data[3]
    assert dict(down.terms)[f"expert {expert}"] == pytest.approx(given, rel=1e-4, abs=1e-5)


def test_short_names() -> None:
    trace = opened("gpt2-a")
    short = ("mlp", "norm", "add", "up", "down")
    full = ["mlp_hidden", "mlp_norm", "mlp_add", "mlp_up", "mlp_down"]
    assert [number(trace, name, 0, 0).name for name in short] == full


def test_what_is_not_there_is_refused_with_what_is() -> None:
    with pytest.raises(UsageError, match="no step gate in gpt2-a: choose from q, k, v"):
        number(opened("gpt2-a"), "gate", 0, 0)
    for step in ("mlp_up", "q", "logits"):
        with pytest.raises(UsageError, match="no place 5000"):
            number(opened("gpt2-a"), step, 0, 5000)
