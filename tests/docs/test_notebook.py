"""The notebook runs from top to bottom, and shows what it shows in the repository."""

from __future__ import annotations

import json

from tests.docs.blocks import differ
from tests.docs.notebook import NOTEBOOK, cells, outputs, run


def text_of(found: list[dict[str, object]]) -> str:
    return json.dumps(found, ensure_ascii=False)


def test_every_cell_shows_what_it_shows() -> None:
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    drawn = 0
    for count, (cell, shown) in enumerate(zip(cells(notebook), run(notebook), strict=True), 1):
        assert cell["execution_count"] == count
        assert differ(text_of(outputs(shown, count)), text_of(cell["outputs"])) is None
        if hasattr(shown.value, "_repr_html_"):
            assert shown.value._repr_html_().startswith(("<iframe srcdoc=", "<table>"))
            drawn += 1
    assert drawn == 4
