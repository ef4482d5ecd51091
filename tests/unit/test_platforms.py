"""What only POSIX has is needed by the tests of processes, and by nothing else (docs/platforms.md)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

POSIX = {"pty", "tty", "termios", "fcntl", "resource", "pwd", "grp", "syslog", "curses", "readline"}
PROCESSES = {"tests.cli.processes", "tests.cli.server"}  # which need them
FOLDERS = ("attnx", "tests/unit", "tests/families", "tests/views")


def imported(file: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in it, but where Windows goes another way."""
    for node in everywhere(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def everywhere(node: ast.AST) -> Iterator[ast.AST]:
    """The node and all within it, but what stands in the other branch of `if sys.platform == "win32"`."""
    yield node
    elsewhere = isinstance(node, ast.If) and ast.unparse(node.test) == "sys.platform == 'win32'"
    for child in node.body if elsewhere and isinstance(node, ast.If) else ast.iter_child_nodes(node):
        yield from everywhere(child)


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_module_of_posix_is_imported(folder: str) -> None:
    files = sorted((ROOT / folder).rglob("*.py"))
    assert len(files) > 5
    assert [file for file in files if (POSIX | PROCESSES) & set(imported(file))] == []


def test_the_tests_of_processes_would_be_found() -> None:
    assert {"pty", "termios"} <= set(imported(ROOT / "tests" / "cli" / "processes.py"))
