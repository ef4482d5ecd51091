"""The shell blocks of README and docs: found, run, and (with `python tests/docs/blocks.py`) filled with real output.

A ```console block holds `$ command` lines, each followed by what it prints; a ```bash block holds the
set-up commands, which .ci/run runs. Blocks of one page run one after another in one folder.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Command:
    """One command of a page and the output that stands below it."""

    line: str
    shown: str


def commands(page: str) -> list[Command]:
    """Every command of a page, in order."""
    found = []
    for block in BLOCK.finditer(page):
        for part in re.split(r"^\$ ", block[1], flags=re.MULTILINE)[1:]:
            line, _, shown = part.partition("\n")
            found.append(Command(line, shown))
    return found


def run(command: str, folder: Path) -> tuple[int, str]:
    """The exit status and what a reader sees of a command: stdout and stderr, in an 80-column pipe."""
    scripts = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {"PATH": scripts, "LANG": "en_US.UTF-8", "COLUMNS": "80", "HOME": str(folder)}
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout.decode()


def needs(command: str) -> str | None:
    """The program a command needs beside attnx and Python, if any."""
    return next((name for name in ("jq",) if re.search(rf"\b{name}\b", command)), None)


def update(page: Path) -> None:
    """Writes the real output below every command of a page."""

    def fill(block: re.Match[str]) -> str:
        lines = [f"$ {command.line}\n{run(command.line, folder)[1]}" for command in commands(block[0])]
        return f"```console\n{''.join(lines)}```"

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        page.write_text(BLOCK.sub(fill, page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    for path in PAGES:
        update(path)
        print(path.relative_to(ROOT))
