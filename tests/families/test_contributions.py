"""What the parts of an attention add to its output, on the tiny models of every family: they add up."""

from __future__ import annotations

import numpy as np
import pytest

import attnx
from attnx.checkpoint import load
from attnx.checkpoint.translator import load_translator
from attnx.trace import Attention, Trace
from tests.families.parity import MODELS

ULP = float(np.finfo(np.float32).eps)
PAIRS = ("bart", "marian", "mbart", "mt5", "t5")
ARRAYS = ("weights", "v_out", "head_out", "out")
NAMES = sorted(path.name for path in MODELS.iterdir() if not path.name.startswith("example"))


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
        return attnx.translate("Love gives hope.", pair, arrays=ARRAYS), biases
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
    assert trace.layers[0].mlp_out is None
