"""Skips the tests of scans where their extra is not installed and not required."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

import pytest

NEEDED = ("pyarrow", "fsspec", "datasketches", "distributed")
MISSING = [name for name in NEEDED if find_spec(name) is None]


class Unneeded(pytest.File):
    """A file of tests that cannot be imported here."""

    def collect(self) -> list[pytest.Item]:
        pytest.skip(f"needs {', '.join(MISSING)}: pip install 'attnx[scan]'", allow_module_level=True)


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if MISSING and "scan" not in os.environ.get("ATTNX_REQUIRE", ""):
        return Unneeded.from_parent(parent, path=module_path)
    return None
