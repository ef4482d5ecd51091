"""The way of a token through the layers, by hand and against the trace."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import attnx
from attnx.errors import UsageError
from attnx.measures.side import side_of
from attnx.measures.way import cosine, way
from attnx.trace import Block
from tests.views.exhibits import whole


def test_lengths_and_angles_are_those_of_the_vectors() -> None:
    trace = whole("gpt2-a", 0, 1)
    first, second = way(side_of(trace), 2).stops
    streams = [trace.array("residual", layer=layer)[2] for layer in (0, 1)] + [trace.array("mlp_add", layer=1)[2]]
    assert [first.entered, second.entered, second.left] == pytest.approx([np.linalg.norm(x) for x in streams])
    assert second.added["mlp"] == pytest.approx(np.linalg.norm(trace.array("mlp_out", layer=1)[2]))
    assert first.start == pytest.approx(first.turned)
    assert (first.left, second.end) == pytest.approx((second.entered, 1.0))
    assert second.start == pytest.approx(cosine(streams[2].astype(float), streams[0].astype(float)))
    assert max(second.added, key=lambda part: second.added[part]) == second.most


def test_cosines() -> None:
    assert cosine(np.array([3.0, 4.0]), np.array([-4.0, 3.0])) == 0.0
    assert cosine(np.array([3.0, 4.0]), np.array([-6.0, -8.0])) == pytest.approx(-1.0)
    assert cosine(np.zeros(2), np.array([1.0, 2.0])) == 0.0


def test_what_was_not_recorded_has_no_way() -> None:
    trace = attnx.explain("Love", "toy")
    with pytest.raises(UsageError, match="attention_add"):
        way(side_of(trace), 0)
    with pytest.raises(UsageError, match="block"):
        side_of(replace(trace, block=None))


ORDERS = {
    "plain": "run add run add",
    "post_norm": "run add norm run add norm",
    "pre_norm": "norm run add norm run add",
    "sandwich": "norm run inner_norm add norm run inner_norm add",
    "inner_norm": "run inner_norm add run inner_norm add",
    "parallel": "norm run norm run add",
}


@pytest.mark.parametrize("arrangement", ORDERS)
def test_the_order_of_a_layer(arrangement: str) -> None:
    block = Block(arrangement, "rms_norm", d_ff=8)  # type: ignore[arg-type]
    assert " ".join(step for step, _ in block.order(0)) == ORDERS[arrangement]
    assert block.left == ("mlp_norm" if arrangement == "post_norm" else "mlp_add")
    assert len(block.order(0, cross=True)) > len(block.order(0))


def test_what_an_order_leaves_out() -> None:
    assert Block("parallel", "layer_norm", one_norm=True, d_ff=8).order(0)[1:3] == (
        ("run", "attention"),
        ("run", "mlp"),
    )
    bare = Block("pre_norm", "layer_norm", first_bare=True, d_ff=8)
    assert (bare.order(0)[0], bare.order(1)[0]) == (("run", "attention"), ("norm", "attention"))
    assert Block("plain").order(0) == (("run", "attention"), ("add", "attention"))
    assert Block("post_norm", "layer_norm").left == "attention_norm"
