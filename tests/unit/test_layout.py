"""Matrices laid out for many products are the same matrices."""

from __future__ import annotations

import numpy as np
import pytest

import attnx
from attnx.model import layout
from attnx.model.finite import arrays_of
from attnx.model.layout import row_by_row
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
    half = attnx.load(MODELS / "llama-bfloat16").weights
    for block, stored in zip(row_by_row(half).blocks, half.blocks, strict=True):
        assert all(a is b for a, b in zip(block.matrices(), stored.matrices(), strict=True))
    monkeypatch.setattr(layout, "LARGEST", 1000)
    weights = attnx.load(MODELS / "bert-plain").weights
    assert row_by_row(weights) is weights
