"""Whether a trace holds, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attnx.measures.verify import Check
from attnx.views.look import Look
from attnx.views.parts import Paragraph, Part, listing, word
from attnx.views.place import of_kind


def verdict(checks: Sequence[Check], look: Look) -> Iterator[Part]:
    """A row for each step: the worst of all layers, the largest difference, and what rounding allows."""
    several = len({check.kind for check in checks}) > 1
    rows = []
    for step in dict.fromkeys(check.step for check in checks):
        of_step = [check for check in checks if check.step == step]
        broken = [check for check in of_step if not check.holds]
        worst = max(broken or of_step, key=lambda check: check.error)
        where = look.say("place_layer", layer=worst.layer)
        where = of_kind(worst.kind, where, look.say) if several else where
        answer = look.say("yes") if not broken else look.say("no", where=where)
        rows.append(
            (
                look.say(f"check_{step}"),
                f"{worst.error:.2e}",
                word(f"{worst.allowed:.2e}", "quiet"),
                word(answer, "right" if not broken else "wrong"),
            )
        )
    headers = [look.say(f"column_{name}") for name in ("step", "error", "allowed", "holds")]
    yield listing(headers, rows, numbers=(1, 2))
    if all(check.holds for check in checks):
        largest = max(check.error for check in checks)
        key = "all_hold" if len(checks) > 1 else "one_holds"
        yield Paragraph(look.say(key, count=len(checks), largest=f"{largest:.2e}"))
