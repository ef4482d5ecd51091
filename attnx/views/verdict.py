"""Whether a trace holds, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from attnx.measures.verify import Check
from attnx.views.look import DIM, Look


def verdict(checks: Sequence[Check], look: Look) -> Iterator[RenderableType]:
    """A row for each step: the worst of all layers, the largest difference, and what rounding allows."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=DIM)
    for header in ("column_step", "column_error", "column_allowed", "column_holds"):
        table.add_column(look.say(header), justify="left" if header in ("column_step", "column_holds") else "right")
    for step in dict.fromkeys(check.step for check in checks):
        found = [check for check in checks if check.step == step]
        broken = [check for check in found if not check.holds]
        worst = max(broken or found, key=lambda check: check.error)
        answer = look.say("yes") if not broken else look.say("no", layer=worst.layer)
        table.add_row(
            Text(look.say(f"check_{step}")),
            Text(f"{worst.error:.2e}"),
            Text(f"{worst.allowed:.2e}", style=DIM),
            Text(answer, style="green" if not broken else "bold red"),
        )
    yield table
    if all(check.holds for check in checks):
        largest = max(check.error for check in checks)
        yield Text(look.say("all_hold", count=len(checks), largest=f"{largest:.2e}"))
