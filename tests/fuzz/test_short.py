"""A few inputs of every subject; `python -m tests.fuzz` asks many (docs/testing.md)."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.inside import Ask, Outcome, ask_inside, fault
from tests.fuzz.options import commands
from tests.fuzz.outside import STATES, wrong_outside
from tests.fuzz.readers import READERS, wrong_with
from tests.fuzz.subjects import SUBJECTS, emptied
from tests.fuzz.written import WHOLE, wrong_in

CHANCES = st.randoms(use_true_random=False)
SOME = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
FEW = settings(SOME, max_examples=4)


@contextlib.contextmanager
def elsewhere() -> Iterator[Path]:
    """A folder to be in, which is also the home."""
    with tempfile.TemporaryDirectory() as place, contextlib.chdir(place), pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", place)
        patch.setenv("HF_HUB_OFFLINE", "1")
        yield Path(place)


@pytest.mark.parametrize("name", READERS)
@SOME
@given(chance=CHANCES)
def test_a_reader_reads_or_refuses(name: str, chance: Random) -> None:
    with elsewhere() as folder:
        assert not wrong_with(READERS[name], chance, folder)


NEEDED = {"corpus": "pyarrow"}  # by subjects, and no part of what the tests are installed with


def installed(name: str) -> bool:
    return name not in NEEDED or find_spec(NEEDED[name]) is not None or "scan" in os.environ.get("ATTNX_REQUIRE", "")


@pytest.mark.parametrize("name", [*filter(installed, SUBJECTS)])
@FEW
@given(chance=CHANCES)
def test_a_command_ends_as_it_should(name: str, chance: Random) -> None:
    with elsewhere() as folder:
        ask = SUBJECTS[name](chance, emptied(folder))
        assert not fault(ask_inside(ask)), ask


@pytest.mark.parametrize("name", ["head", "full disk", "interrupted while it writes", "two at once"])
def test_a_process_ends_as_it_should(name: str) -> None:
    with elsewhere() as folder:
        assert not wrong_outside(STATES[name], Random(0), folder)


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome(0, b"", b"", "Traceback"),
        Outcome(70, b"", b"attnx: x\n"),
        Outcome(1, b"", b"Traceback\n"),
        Outcome(1, b"half", b"attnx: x\n"),
        Outcome(1, b"", b"attnx: x\nattnx: y\n"),
        Outcome(1, b"", b"attnx: " + b"x" * 9_999 + b"\n"),
        Outcome(0, "a\u202eb".encode(), b""),
    ],
)
def test_what_is_wrong_is_found(outcome: Outcome) -> None:
    assert fault(outcome)


HOSTILE = r"=1+1 <script>x</script> \input{y} $z$ & % # ~ | `c` [l](u) <!-- ]]> </svg> +1 @A -1 {"


def test_a_file_that_is_written_is_sound() -> None:
    with elsewhere() as folder:
        for ending in WHOLE:
            asked = ("--html",) if ending == ".html" else ("--steps", "weights", "--out")
            words = ("explain", "--model", "toy", *asked, f"made{ending}")
            assert not fault(ask_inside(Ask((*words, "-"), HOSTILE.encode())))
        assert {file.suffix for file in folder.iterdir()} == set(WHOLE)
        assert not wrong_in(folder)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("made.csv", b"a,b\n1,=1+1\n"),
        ("made.csv", b"a,b\n1\n"),
        ("made.svg", b"<svg><script/></svg>"),
        ("made.svg", b"<svg><a href='x'/></svg>"),
        ("made.svg", b"<svg>"),
        ("made.html", b"<html><img src=x onerror=y></html>"),
        ("made.html", b"<html></html>"),
        ("made.tex", b"% needs\n\\input{x}"),
        ("made.tex", b"% needs\n{"),
        ("made.md", b"[l](u)"),
        ("made.md", b"a <b>"),
        ("made.json", b"[NaN]"),
        ("made.txt", b"\x1b[31m"),
        ("made.npz", b"PK"),
    ],
)
def test_a_file_that_is_not_sound_is_found(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    assert wrong_in(tmp_path)


def test_commands_are_those_of_the_program() -> None:
    assert {"explain", "show", "verify", "attend"} <= set(commands())
    assert ask_inside(Ask(("--version",))).code == 0
