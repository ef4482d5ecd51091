"""How far a scan is, on stderr where that is a terminal: how much was read, how fast, and how long it still takes."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from attnx.cli.desk.source import CELLS
from attnx.cli.words import SAY

if TYPE_CHECKING:
    from attnx.scan.run import Progress


class Pulse:
    """A line that is written over, and taken away at the end."""

    def __init__(self) -> None:
        self.seen = sys.stderr is not None and sys.stderr.isatty()
        self.begun: float | None = None
        self.width = 0

    def __enter__(self) -> Self:
        self.begun = time.monotonic()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.width:
            print(f"\r{' ' * self.width}\r", end="", file=sys.stderr, flush=True)

    def show(self, progress: Progress) -> None:
        if not self.seen or self.begun is None:
            return
        from rich.cells import cell_len

        seconds = max(time.monotonic() - self.begun, 1e-9)
        share = min(progress.bytes / max(progress.of, 1), 1.0)
        left = seconds * (progress.of - progress.bytes) / max(progress.fresh, 1)
        full = round(CELLS * share)
        rate = SAY("scan_rate", sentences=f"{progress.sentences:,}", rate=f"{progress.sentences / seconds:,.0f}")
        bar = f"{'█' * full}{'░' * (CELLS - full)} {100 * share:3.0f} %"
        line = f"{bar} · {rate} · {SAY('scan_left', time=clock(left))}"
        padding = " " * max(self.width - cell_len(line), 0)
        self.width = cell_len(line)
        print(f"\r{line}{padding}", end="", file=sys.stderr, flush=True)


def clock(seconds: float) -> str:
    """1:02:03, or 2:03 within an hour."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
