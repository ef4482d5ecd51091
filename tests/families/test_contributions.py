"""What the parts of an attention add to its output, on the tiny models of every family: they add up."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from safetensors.numpy import load_file

import attnx
from attnx.checkpoint import load, load_translator
from attnx.errors import UsageError
from attnx.measures.contributions import norms
from attnx.measures.flow import flow
from attnx.measures.logit_parts import logit_parts
from attnx.measures.rollout import rollout
from attnx.trace import Attention, Trace
from tests.families.parity import GOLDENS, MODELS
from tests.views.exhibits import layered

ULP = float(np.finfo(np.float32).eps)
PAIRS = ("bart", "marian", "mbart", "mt5", "t5")
ARRAYS = ("weights", "v_out", "head_out", "out")
NAMES = sorted(  # of text: what sees pictures is in test_vision.py and test_captions.py
    path.name
    for path in MODELS.iterdir()
    if not path.name.startswith("example") and not (path / "preprocessor_config.json").exists()
)


def read(name: str) -> tuple[Trace, dict[str, list[np.ndarray | None]]]:
    """A trace with the parts of out, and the biases of W_O by kind and layer."""
    if name.startswith(PAIRS):
        pair = load_translator(MODELS / name)
        sides = pair.weights.encoder.blocks, pair.weights.decoder.blocks
        biases = {
            "encoder": [block.attention.o.bias for block in sides[0]],
            "self": [block.attention.o.bias for block in sides[1]],
            "cross": [block.cross.o.bias if block.cross else None for block in sides[1]],
        }
        return attnx.translate("Love gives hope.", pair.encoder, arrays=ARRAYS), biases
    checkpoint = load(MODELS / name)
    biases = {"self": [block.attention.o.bias for block in checkpoint.weights.blocks]}
    return attnx.explain("Love gives hope, so we live.", checkpoint, arrays=ARRAYS), biases


@pytest.mark.parametrize("name", NAMES)
def test_the_parts_of_out_add_up(name: str) -> None:
    trace, biases = read(name)
    kinds = set()
    for layer, attention in trace.attentions():
        kinds.add(attention.kind)
        bias = biases[attention.kind][layer]
        weights, v_out, head_out, out = (attention.arrays[one].data.astype(np.float64) for one in ARRAYS)
        shift = np.zeros(out.shape[-1]) if bias is None else bias.astype(np.float64)
        rounding = 64 * ULP * (np.einsum("hqk,hkd->qd", weights, np.abs(v_out)) + np.abs(shift)).max()
        assert head_out == pytest.approx(weights @ v_out, abs=rounding)
        assert head_out.sum(axis=0) + shift == pytest.approx(out, abs=rounding)
    assert kinds == set(biases)


def test_only_some_heads_and_rows() -> None:
    whole = attnx.explain("Love gives hope.", MODELS / "llama-a", arrays=ARRAYS)
    part = attnx.explain("Love gives hope.", MODELS / "llama-a", layers=[1], heads=[1, 3], queries=[2], arrays=ARRAYS)
    one, other = (dict(trace.attentions())[1] for trace in (whole, part))
    assert same(other, "v_out", one.arrays["v_out"].data[[1, 3]])
    assert same(other, "head_out", one.arrays["head_out"].data[[1, 3]][:, [2]])


def same(attention: Attention, name: str, expected: np.ndarray) -> bool:
    return bool(np.allclose(attention.arrays[name].data, expected, atol=1e-6))


def test_they_are_kept_only_where_they_are_asked_for() -> None:
    trace = attnx.explain("Love gives hope.", MODELS / "llama-a")
    assert not {"v_out", "head_out"} & trace.layers[0].attention[0].arrays.keys()
    assert "mlp_out" not in trace.layers[0].arrays


# Against published code and definitions (tests/fixtures/make_contribution_goldens.py).


@cache
def golden() -> dict[str, np.ndarray]:
    return load_file(GOLDENS / "contributions.safetensors")


@pytest.mark.parametrize("name", ["bert-plain", "gpt2-a"])
def test_norms_rollout_and_flow_are_those_of_the_reference(name: str) -> None:
    trace = attnx.explain("Love gives hope, so we live.", MODELS / name, arrays=("weights", "v_out"))
    expected = golden()[f"{name}/norms"]
    for part in norms(trace).parts:
        assert part.amounts == pytest.approx(expected[part.layer, part.head], abs=2e-6)
    for lens in (rollout, flow):
        for part in lens(trace).parts:
            assert part.shares == pytest.approx(golden()[f"{name}/{lens.__name__}"][part.layer], abs=1e-6)


def test_rollout_and_flow_through_more_layers() -> None:
    weights = golden()["deep/weights"]
    trace = layered(weights)
    for lens in (rollout, flow):
        found = lens(trace)
        assert [part.layer for part in found.parts] == list(range(len(weights)))
        for part in found.parts:
            assert part.shares == pytest.approx(golden()[f"deep/{lens.__name__}"][part.layer], abs=1e-6)


@pytest.mark.parametrize("name", ["gpt2-a", "llama-a"])
def test_the_parts_of_a_logit_are_those_of_the_reference(name: str) -> None:
    expected = {part: golden()[f"{name}/logit.{part}"] for part in ("heads", "mlps", "embedding", "logit", "likeliest")}
    text = "Love gives hope, so we live."
    parts = logit_parts(attnx.attribute(text, MODELS / name, token=11))
    assert parts.logit == pytest.approx(expected["logit"].item(), abs=1e-5)
    assert parts.embedding == pytest.approx(expected["embedding"].item(), abs=1e-5)
    assert parts.heads == pytest.approx(expected["heads"], abs=1e-5)
    assert parts.mlps == pytest.approx(expected["mlps"], abs=1e-5)
    assert logit_parts(attnx.attribute(text, MODELS / name)).token.id == expected["likeliest"].item()


SPLIT = (
    "cohere",
    "gemma2",
    "gemma3",
    "gpt2",
    "gpt_neox",
    "gptj",
    "granite",
    "glm4",
    "mixtral",
    "llama",
    "mistral",
    "olmo2",
    "phi3",
    "qwen2",
    "qwen3",
    "smollm3",
)


@pytest.mark.parametrize(
    "name", [name for name in NAMES if name.startswith(SPLIT) and not name.endswith("bidirectional")]
)
@pytest.mark.parametrize("query", [1, -1])
def test_the_parts_of_a_logit_add_up_to_it(name: str, query: int) -> None:
    checkpoint = load(MODELS / name)
    for token in (None, 11):
        trace = attnx.attribute("Love gives hope, so we live.", checkpoint, query=query, token=token)
        parts = logit_parts(trace)
        bent = parts.soft_cap * np.tanh(parts.total / parts.soft_cap) if parts.soft_cap else parts.total
        sizes = np.abs(parts.heads).sum() + np.abs(parts.mlps).sum() + np.abs(parts.biases).sum()
        assert bent == pytest.approx(parts.logit, abs=1e-6 + 64 * ULP * (sizes + abs(parts.embedding)))
        assert parts.running[-1] + parts.constant == pytest.approx(parts.total)
        whole = attnx.explain("Love gives hope, so we live.", checkpoint, arrays=["logits"])
        assert parts.logit == pytest.approx(float(whole.array("logits")[query, parts.token.id]), abs=1e-5)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("bert-plain", "no_logits"),
        ("bert-odd", "lens_post_norm"),
        ("modernbert-a", "lens_masked_head"),
        ("roberta-a", "lens_post_norm"),
    ],
)
def test_logits_that_are_no_sum_are_refused(name: str, key: str) -> None:
    with pytest.raises(UsageError) as caught:
        attnx.attribute("Love gives hope.", MODELS / name)
    assert caught.value.key == key
