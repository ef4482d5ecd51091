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

from tests.environment import environment

ROOT = Path(__file__).parent.parent.parent
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
FILE = re.compile(r"`(\w+\.(?:py|json))`:\n\n```(?:python|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NUMBER = re.compile(r"[−-]?\d+(?:\.\d+)?(?:e[+-]\d+)?")
# How far two computers may be apart in float32, as a part of the number: 64 roundings of it, one upon another.
ROUNDING = 64 * 2.0**-24
RESIDUE = 1e-4  # what is below it and is written with a power of ten is what rounding left
SIZE = re.compile(r"\([\d,]+ bytes\)")
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


def write_files(page: str, folder: Path) -> None:
    """Writes the scripts and documents that a page shows below "`name.py`:", where its commands find them."""
    for name, content in FILE.findall(page):
        (folder / name).write_text(content, encoding="utf-8")


def run(command: str, folder: Path, **more: str) -> tuple[int, str]:
    """The exit status and what a reader sees of a command: stdout and stderr, in an 80-column pipe.

    `more` is said of the terminal beside that.
    """
    scripts = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment(PATH=scripts, COLUMNS="80", HOME=str(folder), **more),
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


def differ(printed: str, shown: str) -> str | None:
    """What is different beside rounding, if anything: another processor may change the last digit of a number.

    With it the size of a file that holds the number may change.
    """
    printed, shown = (SIZE.sub("(… bytes)", text) for text in (printed, shown))
    if NUMBER.sub("#", printed) != NUMBER.sub("#", shown):
        return f"the page shows\n{shown}\nand attnx prints\n{printed}"
    for found, expected in zip(NUMBER.findall(printed), NUMBER.findall(shown), strict=True):
        if not close(found, expected):
            return f"the page shows {expected} where attnx prints {found}"
    return None


def close(found: str, expected: str) -> bool:
    """Equal up to one in the last digit shown, or, where more are shown than float32 has, up to its rounding.

    Of what rounding left, as 4.85e-08, only the smallness is the same. Whole numbers are counted: they are equal.
    """
    a, b = (float(number.replace("−", "-")) for number in (found, expected))
    shown, _, power = expected.partition("e")
    if "." not in shown and not power:
        return a == b
    last = 10.0 ** (int(power or 0) - len(shown.partition(".")[2]))
    largest = max(abs(a), abs(b))
    return abs(a - b) <= max(1.01 * last, ROUNDING * largest) or (power != "" and largest < RESIDUE)


def update(page: Path) -> None:
    """Writes the real output below every command of a page."""

    def fill(block: re.Match[str]) -> str:
        lines = [f"$ {command.line}\n{run(command.line, folder)[1]}" for command in commands(block[0])]
        return f"```console\n{''.join(lines)}```"

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(page.read_text(encoding="utf-8"), folder)
        page.write_text(BLOCK.sub(fill, page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    for path in PAGES:
        update(path)
        print(path.relative_to(ROOT))
