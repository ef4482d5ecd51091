"""Weights that are mapped from a file: their memory is given back, and the numbers come again."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import attnx
import attnx.model.pages
import attnx.model.transformer
from attnx.model.pages import UNNEEDED, give_back, mapping_of
from attnx.model.weights import Weights

MAPS = Path("/proc/self/smaps")
needs_maps = pytest.mark.skipif(not MAPS.is_file() or UNNEEDED is None, reason="reads /proc, which only Linux has")


def resident(path: Path) -> int:
    """KiB of this file that are in this process's memory."""
    entries = re.split(r"^(?=[0-9a-f]+-[0-9a-f]+ )", MAPS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    sizes = [re.search(r"^Rss: +(\d+) kB", entry, re.MULTILINE) for entry in entries if str(path) in entry]
    return sum(int(size[1]) for size in sizes if size)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "numbers"
    path.write_bytes(np.arange(2**20, dtype=np.float32).tobytes())
    return path


@needs_maps
def test_only_what_is_given_back_leaves_memory(path: Path) -> None:
    numbers = np.asarray(np.memmap(path, dtype=np.float32, mode="r")).reshape(1024, 1024)
    total = numbers.sum()
    assert resident(path) >= 4096
    give_back([numbers[:512].T])
    assert 2048 <= resident(path) <= 2048 + 64  # the pages at its ends, and what is read with them
    assert numbers.sum() == total


@needs_maps
def test_whole_pages_alone_are_given_back(path: Path) -> None:
    numbers = np.asarray(np.memmap(path, dtype=np.float32, mode="r"))
    assert numbers.sum() > 0
    give_back([numbers[10:900], numbers[:0]])
    assert resident(path) >= 4096


def test_memory_of_its_own_is_left_alone(path: Path) -> None:
    own = np.arange(2**16, dtype=np.float32)
    assert mapping_of(own) is None
    give_back([own, own[:3]])
    assert own[-1] == 2**16 - 1


def test_a_system_that_cannot_be_told_reads_on(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attnx.model.pages, "UNNEEDED", None)
    numbers = np.asarray(np.memmap(path, dtype=np.float32, mode="r"))
    give_back([numbers])
    assert numbers[-1] == 2**20 - 1


@pytest.fixture
def given_back(monkeypatch: pytest.MonkeyPatch) -> list[np.ndarray]:
    """The matrices that a forward pass gives back, in this order."""
    matrices: list[np.ndarray] = []
    monkeypatch.setattr(attnx.model.transformer, "give_back", matrices.extend)
    return matrices


def test_each_layer_is_given_back_after_it_was_read(given_back: list[np.ndarray]) -> None:
    model = attnx.load("reader")
    attnx.explain("Love is powerful.", model, layers=[1])
    weights = model.weights
    assert isinstance(weights, Weights)
    read = [block.matrices() for block in weights.blocks[:2]]  # those after the layer asked for are not read
    assert [id(matrix) for matrix in given_back] == [id(matrix) for block in read for matrix in block]
    assert len(given_back) == 2 * 6  # W_Q, W_K, W_V, W_O, up and down


def test_what_the_next_token_needs_is_kept(given_back: list[np.ndarray]) -> None:
    attnx.translate("我爱你", "zh-en")
    encoder_layers, matrices_of_each = 3, 6  # an encoder is read once, a decoder for every token it writes
    assert len(given_back) == encoder_layers * matrices_of_each
