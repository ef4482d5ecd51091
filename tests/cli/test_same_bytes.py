"""The same command gives the same bytes, run after run (docs/platforms.md says where rounding forbids it)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.processes import SENTENCE
from tests.conftest import Run

COMMANDS = (
    ("explain", SENTENCE, "--layer", "all", "--head", "all", "--json"),
    ("explain", SENTENCE, "--brief"),
    ("heads", SENTENCE, "--json"),
    ("predict", "Once upon a time", "--generate", "5", "--temperature", "1", "--seed", "3", "--json"),
    ("translate", "我爱你。", "--json"),
    ("quiz", "--seed", "1", "--json"),
)


@pytest.mark.parametrize("command", COMMANDS)
def test_run_after_run(quick: Run, command: tuple[str, ...]) -> None:
    first, second = (quick(*command, stdin=b"1\n2\n") for _ in range(2))
    assert first.stdout
    assert (first.stdout, first.stderr, first.returncode) == (second.stdout, second.stderr, second.returncode)


@pytest.mark.parametrize("ending", [".safetensors", ".npz", ".svg", ".html"])
def test_file_after_file(quick: Run, tmp_path: Path, ending: str) -> None:
    files = [tmp_path / f"{name}{ending}" for name in "ab"]
    for file in files:
        assert quick("explain", SENTENCE, "--html" if ending == ".html" else "--out", str(file)).returncode == 0
    assert files[0].read_bytes() == files[1].read_bytes()


def test_with_one_thread_and_with_two(run: Run, tmp_path: Path) -> None:
    """Of a text that is shared among processors by its rows, too."""
    long = " ".join([SENTENCE] * 30).encode()
    words = ("explain", "-", "--model", "toy", "--layer", "0", "--head", "0", "--steps", "weights,z,out", "--json")
    one, two = (run(*words, stdin=long, OPENBLAS_NUM_THREADS=threads, OMP_NUM_THREADS=threads) for threads in "12")
    assert len(one.stdout) > 300**2
    assert one.stdout == two.stdout
