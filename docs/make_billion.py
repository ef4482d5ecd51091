"""Writes docs/billion.md: what a billion sentences would need, computed from the rates in docs/scan-rates.json.

    python docs/make_billion.py

The rates are measured by `python -m tests.benchmarks.scan --rates docs/scan-rates.json`. Nothing is measured here.
"""

from __future__ import annotations

import json
from math import ceil
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parent
SENTENCES, PART = 10**9, 100_000
CORES, DAY = 64, 24.0  # of a machine, and the hours in which all is to be done


def page(measured: dict[str, Any]) -> str:
    """The page, of what was measured."""
    alike = measured["workers"]
    rows = [line(entry, alike) for entry in measured["scans"]]
    header = "| model | what is kept | sentences a second, one core | core hours | machines for a day | bytes |"
    table = "\n".join([header, "|---|---|---|---|---|---|", *rows])
    few = ", ".join(dict.fromkeys(f"{entry['sentences']} for {entry['model']}" for entry in measured["scans"]))
    count, planned = f"{SENTENCES:,}", measured["planning"]
    return f"""# A billion sentences

What `attnx scan` would need for {count} sentences, computed by `docs/make_billion.py` from rates measured on few
({few}), {measured["words"]} words each in the mean, on {measured["machine"]}. Nothing of this was run: it is what the
rates come to, if they hold.

{table}

- Core hours are {count} / sentences a second / 3,600. The rates are of processor time, the start of a process left out,
  on a machine that did other things too.
- A machine has {CORES} cores, and a day {DAY:.0f} hours. {shared(alike)}
- Bytes are those of the Parquet files per sentence, times the sentences. Sums are a file for each part, merged at the
  end: with `--part {PART}` there are {SENTENCES // PART:,} of them, of the size that was measured.
- Memory does not grow with the corpus ([performance](performance.md)): a process holds one part.
- To find where parts begin, the corpus is read once, {planned:,.0f} lines a second on one core:
  {SENTENCES / planned / 60:,.0f} minutes, while the first parts are done.

A sentence takes in proportion to its tokens; with `--layer` only the layers up to the last one named are run.
"""


def shared(alike: float | None) -> str:
    """What each of many cores is taken to do."""
    if alike is None:
        return "Each core is taken to do as much as one alone, which was not measured: expect less."
    return f"Two workers did {alike:.2f} × the work of one, and half of it is what each of many is taken to do."


def line(entry: dict[str, Any], alike: float | None) -> str:
    """One way to scan."""
    hours = SENTENCES / entry["rate"] / 3600
    machines = ceil(hours / (CORES * DAY * (alike or 2.0) / 2))
    whole = entry["bytes"] * (SENTENCES // PART if entry["sums"] else SENTENCES)
    return (
        f"| {entry['model']} | {entry['kept']} | {entry['rate']:,.0f} | {hours:,.0f} | {machines:,} | {size(whole)} |"
    )


def size(count: float) -> str:
    """1.2 TB, as disks are sold."""
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if count < 1000 or unit == "TB":
            return f"{count:,.0f} {unit}" if count >= 10 else f"{count:.1f} {unit}"
        count /= 1000
    raise AssertionError


if __name__ == "__main__":
    measured = json.loads((DOCS / "scan-rates.json").read_text(encoding="utf-8"))
    (DOCS / "billion.md").write_text(page(measured), encoding="utf-8")
