"""The notebooks run from top to bottom, and show what they show in the repository."""

from __future__ import annotations

import json
import os
import re
from base64 import b64decode
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.docs.blocks import differ
from tests.docs.notebook import NOTEBOOK, SCAN, Shown, cells, outputs, run

MISSING = [name for name in ("pyarrow", "fsspec", "datasketches", "polars") if find_spec(name) is None]


def text_of(found: list[dict[str, Any]]) -> str:
    """Everything but the pictures."""
    shown = [
        {**one, "data": {mime: text for mime, text in one.get("data", {}).items() if "image" not in mime}}
        for one in found
    ]
    return json.dumps(shown, ensure_ascii=False)


def pictures_of(found: list[dict[str, Any]]) -> dict[str, str]:
    return {mime: data for one in found for mime, data in one.get("data", {}).items() if "image" in mime}


def compared(path: Path) -> list[Shown]:
    """What the cells of a notebook show, which is what they show in the repository."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    found = []
    for count, (cell, shown) in enumerate(zip(cells(notebook), run(notebook), strict=True), 1):
        assert cell["execution_count"] == count
        now = outputs(shown, count)
        assert differ(text_of(now), text_of(cell["outputs"])) is None
        drawn, kept = pictures_of(now), pictures_of(cell["outputs"])
        assert len(drawn) == len(kept)
        for mime in drawn.keys() & kept.keys():  # a machine without a font for Chinese has SVG where another has PNG
            assert alike(drawn[mime], kept[mime]) if mime == "image/png" else differ(drawn[mime], kept[mime]) is None
        found.append(shown)
    return found


def alike(drawn: str, kept: str) -> bool:
    """Whether two PNGs in base64 show the same, whatever font their letters are in."""
    from PIL import Image

    with Image.open(BytesIO(b64decode(drawn))) as one, Image.open(BytesIO(b64decode(kept))) as other:
        small = [np.array(image.convert("RGB").reduce(16), np.float32) for image in (one, other)]
        return one.size == other.size and float(np.abs(small[0] - small[1]).mean()) < 2


def test_every_cell_shows_what_it_shows() -> None:
    pytest.importorskip("PIL", reason="pictures as .png need the extra png")
    pages = [shown.value._repr_html_() for shown in compared(NOTEBOOK) if hasattr(shown.value, "_repr_html_")]
    assert [page.startswith("<table>") for page in pages] == [False, False, True, False]
    # Where frames are taken away, the picture of the same stands alone.
    assert all(re.sub("<iframe.*?</iframe>", "", page).startswith("<div") for page in pages if "<iframe" in page)
    assert all("data:image/" in page for page in pages if "<iframe" in page)


@pytest.mark.skipif(
    bool(MISSING) and "scan" not in os.environ.get("ATTNX_REQUIRE", ""), reason=f"needs {', '.join(MISSING)}"
)
def test_the_recipes_for_a_scan_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(compared(SCAN)) > 5
