"""Whether a trace holds, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from attnx.measures.verify import Check
from attnx.views.listing import listing
from attnx.views.look import DIM, Look
from attnx.views.place import of_kind


def verdict(checks: Sequence[Check], look: Look) -> Iterator[RenderableType]:
    """A row for each step: the worst of all layers, the largest difference, and what rounding allows."""
    several = len({check.kind for check in checks}) > 1
    rows = []
    for step in dict.fromkeys(check.step for check in checks):
        found = [check for check in checks if check.step == step]
        broken = [check for check in found if not check.holds]
        worst = max(broken or found, key=lambda check: check.error)
        where = look.say("place_layer", layer=worst.layer)
        where = of_kind(worst.kind, where, look.say) if several else where
        answer = look.say("yes") if not broken else look.say("no", where=where)
        rows.append(
            (
                Text(look.say(f"check_{step}")),
                Text(f"{worst.error:.2e}"),
                Text(f"{worst.allowed:.2e}", style=DIM),
                Text(answer, style="green" if not broken else "bold red"),
            )
        )
    headers = [look.say(f"column_{name}") for name in ("step", "error", "allowed", "holds")]
    yield from listing(headers, rows, look, right=(1, 2))
    if all(check.holds for check in checks):
        largest = max(check.error for check in checks)
        key = "all_hold" if len(checks) > 1 else "one_holds"
        yield Text(look.say(key, count=len(checks), largest=f"{largest:.2e}"))
