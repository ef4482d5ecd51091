"""Matrices laid out for many products are the same matrices."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import attnx
from attnx.model import layout
from attnx.model.finite import arrays_of
from attnx.model.layout import row_by_row
from attnx.model.weights import Linear
from tests.families.parity import MODELS


@pytest.mark.parametrize("name", ["bert-plain", "gpt2-a", "mixtral-a", "albert-a"])
def test_the_same_numbers_row_by_row(name: str) -> None:
    weights = attnx.load(MODELS / name).weights
    laid = row_by_row(weights)
    assert all(np.array_equal(a, b) for (_, a), (_, b) in zip(arrays_of(laid), arrays_of(weights), strict=True))
    assert all(matrix.flags.c_contiguous for block in laid.blocks for matrix in block.matrices())
    # Layers that share their matrices share their copies.
    assert len({id(block) for block in laid.blocks}) == len({id(block) for block in weights.blocks})


def test_what_would_be_large_or_is_widened_anyway_stays_as_it_is_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    weights = attnx.load(MODELS / "bert-plain").weights
    half = Linear(weights.blocks[0].attention.q.weight.astype(np.float16), None)
    first = replace(weights.blocks[0], attention=replace(weights.blocks[0].attention, q=half))
    laid = row_by_row(replace(weights, blocks=(first, *weights.blocks[1:])))
    assert laid.blocks[0].attention.q.weight is half.weight and laid.blocks[0].attention.k.weight.flags.c_contiguous
    monkeypatch.setattr(layout, "LARGEST", 1000)
    assert row_by_row(weights) is weights
