"""In process: `pytest tests/benchmarks/bench_attention.py`; compare its rows with one another, not between machines."""

from __future__ import annotations

import os

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from attnx.arithmetic import softmax
from attnx.model.attention import attention
from tests.benchmarks.kernels import introduce

pytestmark = pytest.mark.usefixtures("own_kernel_ran")
SHAPES = [(12, 16, 64), (12, 256, 64)]


@pytest.fixture(scope="module")
def own_kernel_ran() -> None:
    """Prints the kernel (`pytest -s`), and ends the run where another than the machine's own is forced."""
    introduce(os.environ)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_products_alone(benchmark: BenchmarkFixture, shape: tuple[int, int, int]) -> None:
    q = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    k = q.copy()
    benchmark(lambda: (q @ k.mT) @ k)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_attention(benchmark: BenchmarkFixture, shape: tuple[int, int, int]) -> None:
    q = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    k = q.copy()
    benchmark(lambda: attention(q, k, k, scale=0.125))


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_softmax(benchmark: BenchmarkFixture, shape: tuple[int, int, int]) -> None:
    scores = np.random.default_rng(0).normal(size=(shape[0], shape[1], shape[1])).astype(np.float32)
    benchmark(lambda: softmax(scores.copy()))
