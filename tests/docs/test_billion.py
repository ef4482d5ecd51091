"""docs/billion.md is what docs/make_billion.py computes of the measured rates."""

from __future__ import annotations

import json
import runpy

from tests.docs.notebook import DOCS


def test_the_page_is_computed_from_the_rates() -> None:
    made = runpy.run_path(str(DOCS / "make_billion.py"))
    measured = json.loads((DOCS / "scan-rates.json").read_text(encoding="utf-8"))
    assert (DOCS / "billion.md").read_text(encoding="utf-8") == made["page"](measured)


def test_hours_machines_and_bytes_by_hand() -> None:
    made = runpy.run_path(str(DOCS / "make_billion.py"))
    entry = {"model": "m", "kept": "rows", "rate": 1000.0, "bytes": 50.0, "sums": False}
    # 10⁹ / 1000 s = 278 core hours; of a day of 64 cores, each as good as 0.9, a fifth; 50 bytes each are 50 GB.
    assert made["line"](entry, 1.8) == "| m | rows | 1,000 | 278 | 1 | 50 GB |"
    assert made["line"](entry | {"sums": True, "bytes": 10**6}, 1.8) == "| m | rows | 1,000 | 278 | 1 | 10 GB |"
    assert made["line"](entry | {"rate": 10.0}, 1.8) == "| m | rows | 10 | 27,778 | 21 | 50 GB |"
