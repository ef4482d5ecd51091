"""A file is read as a whole only where it is one, and not larger than anything it can be."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from attnx.checkpoint import load
from attnx.errors import InputError
from attnx.inputs.whole import OF_A_TRACE, read_part, read_whole
from tests.families.parity import MODELS


def test_a_sparse_file_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "trace.json"
    file.touch()
    os.truncate(file, OF_A_TRACE + 1)
    with pytest.raises(InputError, match="more than"):
        read_whole(file)


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json"])
def test_no_file_of_a_model_is_read_without_end(tmp_path: Path, name: str) -> None:
    model = shutil.copytree(MODELS / "bert-plain", tmp_path / "model")
    os.truncate(model / name, 2**40)
    with pytest.raises(InputError, match=name):
        load(model)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="pipe"):
        read_part(tmp_path / "pipe")
