"""One number opened is the number that was recorded, whatever makes it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from math import exp, inf, isfinite, sqrt, tanh

import numpy as np
import pytest

import attnx
from attnx.doors.weights import with_weights
from attnx.errors import UsageError
from attnx.measures.number import Number, known, number
from attnx.measures.verify.activations import ACTIVATIONS
from attnx.trace import ARRAYS, BLOCK, LAST_AXES, OF_HEAD, Kind, Trace
from tests.families.parity import MODELS

KINDS: tuple[Kind, ...] = ("self", "cross", "encoder")


@cache
def opened(name: str) -> Trace:
    checkpoint = attnx.load(MODELS / name)
    last = [array for array in LAST_AXES if checkpoint.weights.head is not None or array not in OF_HEAD]
    layers = [checkpoint.spec.n_layers - 1]
    trace = attnx.explain(
        "Hope: it lives.", checkpoint, layers=layers, arrays=[*ARRAYS, *BLOCK, *last, "v_out", "head_out"]
    )
    return with_weights(trace, checkpoint)


PRODUCT = re.compile(
    r"\b(?:x|W_E\[token\]|hidden|z|v|q|weights|final)·(?:W\w*|k|v)\b(?! *−)|Σ \(x − mean\)² / \d+|Σ x²? / \d+"
)
SIGNS = {"·": "*", "−": "-", "√": "sqrt", "∞": "inf"}


def worked_out(found: Number) -> float:
    """The number, as its formula says, of the products and terms that are told."""
    terms = dict(found.terms)
    if found.formula == "Σ share · expert":
        numbers = [value for _, value in found.terms]
        return sum(share * made for share, made in zip(numbers[::2], numbers[1::2], strict=True))
    if found.formula.startswith("gate·sigmoid"):
        gate, up = min(terms["gate"], 7.0), max(-7.0, min(terms["up"], 7.0))
        return gate / (1 + exp(-1.702 * gate)) * (up + 1)
    if found.x is not None:
        assert found.products.sum() == pytest.approx(terms["Σ"], abs=1e-4)
    formula = found.formula
    for name, value in found.terms:
        if "(" in name and "·" not in name:  # what passes an activation
            entered = terms.get("gate", terms.get("up", 0.0))
            assert value == pytest.approx(float(ACTIVATIONS[name.partition("(")[0]](np.array([entered]))[0]))
    if ", " in formula:  # of a head with a layer of its own
        named, _, formula = formula.partition(", ")
        terms["x"] = terms[named.removeprefix("x = ")]
    formula = PRODUCT.sub("Σ", formula)
    for name in sorted(terms, key=len, reverse=True):
        formula = re.sub(rf"(?<![\w.]){re.escape(name)}(?![\w(])", f"({terms[name]!r})", formula)
    for sign, meaning in SIGNS.items():
        formula = formula.replace(sign, meaning)
    return float(eval(formula, {"sqrt": sqrt, "exp": exp, "tanh": tanh, "inf": inf}))


def opens(trace: Trace, head: int, kind: Kind = "self") -> set[str]:
    """Opens some numbers of every step that can be; each is what its formula says."""
    steps = known(trace, kind)
    for step in steps:
        if step == "mlp_hidden" and "experts" in steps:
            continue  # a unit of an expert is opened by its number
        for token, index in ((0, 0), (1, 1), (1, 2)):
            found = number(trace, step, token, index, head, kind)
            assert worked_out(found) == pytest.approx(found.value, rel=1e-4, abs=1e-5), (step, token, index)
            assert found.document()["value"] == (found.value if isfinite(found.value) else None)
    return set(steps)


FAMILIES = ["gpt2-a", "llama-a", "gemma2-a", "bert-odd", "gptj-a", "olmo2-a", "qwen3-a", "electra-a", "bloom-a",
            "gpt_oss-a", "modernbert-a", "granite-a"]  # fmt: skip


@pytest.mark.parametrize("name", FAMILIES)
def test_any_number_of_any_array_can_be_opened(name: str) -> None:
    trace = opened(name)
    assert {array for _, array, _ in trace.walk()} - opens(trace, trace.model.n_heads - 1) <= {"mask"}


def test_those_of_a_translation_can_be_too() -> None:
    checkpoint = attnx.load(MODELS / "t5-a")
    layers = [checkpoint.spec.n_layers - 1]
    trace = attnx.translate("Hope lives.", checkpoint, layers=layers, arrays=[*ARRAYS, *BLOCK, *LAST_AXES])
    trace = with_weights(trace, checkpoint)
    steps = {kind: opens(trace, 1, kind) for kind in KINDS}
    for place, name, _ in trace.walk():
        assert name in steps[place.kind or "self"] | {"mask"}
    assert "masked" not in steps["cross"]


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
    short = ("mlp", "norm", "add", "up", "down", "mean")
    full = ["mlp_hidden", "mlp_norm", "mlp_add", "mlp_up", "mlp_down", "mlp_norm_mean"]
    assert [number(trace, name, 0, 0).name for name in short] == full


def test_what_is_not_there_is_refused_with_what_is() -> None:
    with pytest.raises(
        UsageError, match=r"no step gate in gpt2-a: choose from token_embedding, .* logits, probabilities"
    ):
        number(opened("gpt2-a"), "gate", 0, 0)
    for step in ("mlp_up", "q", "logits"):
        with pytest.raises(UsageError, match="no place 5000"):
            number(opened("gpt2-a"), step, 0, 5000)


def test_what_takes_weights_says_so_where_the_trace_has_none() -> None:
    trace = replace(opened("gpt2-a"), parameters={})
    assert number(trace, "weights", 1, 0).value == trace.array("weights", head=0)[1, 0]
    with pytest.raises(UsageError, match="the trace does not hold them"):
        number(trace, "q", 1, 0)


def test_attention_of_ones_own_is_opened_as_far_as_it_was_made() -> None:
    trace = attnx.attend([[1.0, 0.0], [0.0, 1.0]], [[1.0, 2.0], [0.0, 1.0]], [[1.0, 0.0], [0.0, 1.0]])
    assert number(trace, "q", 1, 1).formula == "q"
    assert number(trace, "scores", 1, 0).value == 2.0
