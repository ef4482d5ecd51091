"""Every command in README and docs runs, and prints what stands below it."""

from __future__ import annotations

import os
import re
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from attnx.checkpoint.installed import HOW_TO_GET, find_minilm
from tests.docs.blocks import PAGES, commands, differ, needs, run, write_files

MISSING = [name for name in ("pyarrow", "fsspec", "datasketches") if find_spec(name) is None]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_prints_what_is_shown(page: Path, tmp_path: Path) -> None:
    skipped = set()
    text = page.read_text(encoding="utf-8")
    write_files(text, tmp_path)
    for command in commands(text):
        program = needs(command.line)
        if program and shutil.which(program) is None and program not in os.environ.get("ATTNX_REQUIRE", ""):
            skipped.add(program)
            continue
        if "minilm" in command.line and find_minilm() is None and "minilm" not in os.environ.get("ATTNX_REQUIRE", ""):
            skipped.add(f"trained weights ({HOW_TO_GET})")
            continue
        if (
            re.search(r"attnx scan|scanned", command.line)
            and MISSING
            and "scan" not in os.environ.get("ATTNX_REQUIRE", "")
        ):
            skipped.add("attnx[scan]")
            continue
        status, printed = run(command.line, tmp_path)
        assert differ(printed, command.shown) is None, command.line
        assert status == 0 or command.shown.startswith("attnx: "), command.line
    if skipped:
        pytest.skip(f"ran all but what needs {', '.join(sorted(skipped))}")


def test_the_pages_that_must_be_there() -> None:
    names = {page.name for page in PAGES}
    assert names >= {
        "README.md",
        "getting-started.md",
        "trace.md",
        "json.md",
        "hub.md",
        "architecture.md",
        "performance.md",
    }


def test_no_other_shell_block_escapes_being_run() -> None:
    for page in PAGES:
        fences = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("```")]
        kinds = set(fences[::2])
        assert kinds <= {"```console", "```bash", "```json", "```python", "```text"}, page.name
        assert "```bash" not in kinds or page.name == "README.md"  # .ci/run runs those


def test_a_page_that_lies_is_found() -> None:
    assert differ("weight 0.91\n", "weight 0.91\n") is None
    assert differ("weight 0.91\n", "weight 0.90\n") is None  # the last digit may be another processor's
    assert differ("weight 0.91\n", "weight 0.89\n") is not None
    assert differ("2 tokens\n", "3 tokens\n") is not None
    assert differ("error 3.10e-08\n", "error 4.85e-08\n") is None
    assert differ("error 3.10e-03\n", "error 4.85e-08\n") is not None
    assert differ("weight 0.91\n", "Weight 0.91\n") is not None


def test_digits_that_no_two_kernels_share_are_compared_as_numbers() -> None:
    assert differ("0.10854937\n", "0.10854941\n") is None
    assert differ("0.10854937136173248\n", "0.10854941606521606\n") is None
    assert differ("0.108549\n", "0.108552\n") is not None  # more than rounding explains
    assert differ("0.10854937\n", "0.10855037\n") is not None
    assert differ("−1234.5678\n", "−1234.5690\n") is None
    assert differ("1234567\n", "1234568\n") is not None  # what is counted is exact
    assert differ("allows 8.24e-03\n", "allows 8.25e-03\n") is None
    assert differ("allows 8.21e-03\n", "allows 8.25e-03\n") is not None
    assert differ("error 0.00e+00\n", "error 1.37e-07\n") is None  # where the worst place is depends on the kernel
    assert differ("error 1.00e+02\n", "error 1.37e-07\n") is not None
