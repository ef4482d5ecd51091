"""How soon `attnx explore` answers a key, on `reader`: python -m tests.benchmarks.screen

Medians over several presses of what a key takes until the screen stands still, and beside it what a bare Textual
application takes in the same process. The bar is 100 ms.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from pathlib import Path
from typing import Any

from textual.app import App
from textual.pilot import Pilot

from attnx.screen.app import Explorer
from attnx.screen.reading import Asked, Models
from tests.cli.processes import SENTENCE

VIEWS = {"1": "weights", "2": "row", "3": "steps"}
KEYS = {
    "down": "another query",
    "right": "another key",
    "full_stop": "another head",
    "greater_than_sign": "another layer",
}
TIMES = 7


async def took(pilot: Pilot[Any], key: str) -> float:
    """Seconds until a key is answered."""
    begin = time.perf_counter()
    await pilot.press(key)
    return time.perf_counter() - begin


async def main() -> None:
    bare: App[Any] = App()
    async with bare.run_test() as pilot:
        yardstick = statistics.median([await took(pilot, "down") for _ in range(TIMES)])
    models = Models(None)
    app = Explorer(models, models.read(Asked(SENTENCE, "reader")), "en", Path.write_bytes, Path())
    print(f"a bare application: {yardstick * 1000:.0f} ms")
    print("| view | key | time | beside a bare application |\n|---|---|---|---|")
    async with app.run_test(size=(80, 24)) as pilot:
        for view, name in VIEWS.items():
            await pilot.press(view)
            for key, what in KEYS.items():
                found = statistics.median([await took(pilot, key) for _ in range(TIMES)])
                print(f"| {name} | {what} | {found * 1000:.0f} ms | {found / yardstick:.1f} × |")


if __name__ == "__main__":
    asyncio.run(main())
