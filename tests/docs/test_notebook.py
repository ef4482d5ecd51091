"""The notebooks run from top to bottom, and show what they show in the repository."""

from __future__ import annotations

import json
import os
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.docs.blocks import differ
from tests.docs.notebook import NOTEBOOK, SCAN, Shown, cells, outputs, run

MISSING = [name for name in ("pyarrow", "fsspec", "datasketches", "polars") if find_spec(name) is None]


def text_of(found: list[dict[str, object]]) -> str:
    return json.dumps(found, ensure_ascii=False)


def compared(path: Path) -> list[Shown]:
    """What the cells of a notebook show, which is what they show in the repository."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    found = []
    for count, (cell, shown) in enumerate(zip(cells(notebook), run(notebook), strict=True), 1):
        assert cell["execution_count"] == count
        assert differ(text_of(outputs(shown, count)), text_of(cell["outputs"])) is None
        found.append(shown)
    return found


def test_every_cell_shows_what_it_shows() -> None:
    pages = [shown.value._repr_html_() for shown in compared(NOTEBOOK) if hasattr(shown.value, "_repr_html_")]
    assert len(pages) == 4
    assert all(page.startswith(("<iframe srcdoc=", "<table>")) for page in pages)


@pytest.mark.skipif(
    bool(MISSING) and "scan" not in os.environ.get("ATTNX_REQUIRE", ""), reason=f"needs {', '.join(MISSING)}"
)
def test_the_recipes_for_a_scan_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(compared(SCAN)) > 5
