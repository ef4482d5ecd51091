"""What tests share: the trained weights where they are installed, and real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.environment import environment

# As the command has it, with whose numbers those of a test are compared to the bit; OpenBLAS reads it as it is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # tests begun in the background: their processes would inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).parent.parent
Run = Callable[..., "subprocess.CompletedProcess[bytes]"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-goldens", action="store_true", default=False, help="write the golden files anew")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skips what needs trained weights where they are not installed; .ci/run installs them and sets ATTNX_REQUIRE."""
    from attnx.checkpoint.installed import HOW_TO_GET, find_minilm

    if find_minilm() is None and "minilm" not in os.environ.get("ATTNX_REQUIRE", ""):
        for item in items:
            if item.get_closest_marker("minilm"):
                item.add_marker(pytest.mark.skip(reason=f"needs trained weights: {HOW_TO_GET}"))


@pytest.fixture
def run() -> Run:
    """Runs `attnx` as a user would, in a process of its own: run("explain", "a text", LANG="zh_CN.UTF-8")."""

    def attnx(*arguments: str, stdin: bytes | None = None, **more: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "attnx", *arguments],
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            env=environment(**more),
            timeout=60,
            check=False,
        )

    return attnx
