"""What reaches a process under test: everything but what the matter of a test depends on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.cli.processes import under_shell
from tests.conftest import Run
from tests.docs import blocks
from tests.environment import environment

MACHINE = {
    "OPENBLAS_CORETYPE": "Prescott",
    "OPENBLAS_NUM_THREADS": "1",
    "OPENBLAS_L2_SIZE": "512",
    "OMP_NUM_THREADS": "1",
    "SSL_CERT_FILE": "/nowhere",
}
MATTER = {
    "LC_ALL": "zh_CN.UTF-8",
    "LANGUAGE": "zh",
    "TERM": "dumb",
    "COLORTERM": "truecolor",
    "COLUMNS": "40",
    "NO_COLOR": "1",
    "FORCE_COLOR": "1",
    "PYTHONIOENCODING": "ascii",
    "HF_HOME": "/nowhere",
    "https_proxy": "nowhere",
}


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (MACHINE | MATTER).items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("said")
def test_what_is_not_the_matter_is_inherited_and_the_rest_is_plain() -> None:
    made = environment(HF_HOME="/elsewhere", TERM="xterm")
    assert MACHINE.items() <= made.items()
    assert made["LANG"] == "en_US.UTF-8"
    assert MATTER.keys() & made.keys() == {"HF_HOME", "TERM"}
    assert (made["HF_HOME"], made["TERM"]) == ("/elsewhere", "xterm")


@pytest.mark.usefixtures("said")
def test_every_door_to_a_process_hands_it_on(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\nenv\n", encoding="utf-8")
    program.chmod(0o755)
    seen = [under_shell("env").stdout.decode(), blocks.run("env", tmp_path)[1]]
    monkeypatch.setattr(sys, "executable", str(program))
    seen.append(run("explain", "Love").stdout.decode())
    for text in seen:
        names = dict(line.partition("=")[::2] for line in text.splitlines())
        assert MACHINE.items() <= names.items()
        assert (MATTER.keys() - {"COLUMNS"}) & names.keys() == set()
