"""Where stdout has not every character, as a pipe on Windows: what it has not is shown as ?, and nothing fails."""

from __future__ import annotations

import pytest

from tests.conftest import Run

COMMANDS = [
    ("--help",),
    ("explain", "--help"),
    ("explain", "--model", "toy", "爱 is ❤️", "--steps", "weights,summary"),
    ("models",),
    ("tour", "--pace", "0"),
    ("quiz", "--model", "toy", "--seed", "7"),
    ("explain", "--nope"),
    ("explain", "--model", "toy", "爱 is ❤️", "--json"),
]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_code_page_costs_characters_and_nothing_else(run: Run, arguments: tuple[str, ...], language: str) -> None:
    whole = run(*arguments, "--lang", language, stdin=b"", PYTHONIOENCODING="utf-8")
    document = "--json" in arguments  # which is UTF-8 everywhere
    for page in ("cp1252", "gbk"):
        done = run(*arguments, "--lang", language, stdin=b"", PYTHONIOENCODING=page)
        assert done.returncode == whole.returncode
        assert done.stdout == (whole.stdout if document else whole.stdout.decode().encode(page, "replace"))
        assert done.stderr == whole.stderr.decode().encode(page, "backslashreplace")
