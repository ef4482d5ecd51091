"""attnx verify FILE"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attnx.cli.desk.output import Output
from attnx.cli.desk.signature import Without
from attnx.cli.desk.source import name_of, read_bytes
from attnx.cli.words import SAY
from attnx.errors import TraceError

if TYPE_CHECKING:
    from attnx.measures.verify import Check
    from attnx.trace import Trace
    from attnx.views.look import Look
    from attnx.views.parts import Part


def verify(
    file: Annotated[str, typer.Argument(metavar="FILE", help=SAY("help_trace"), show_default=False)],
    output: Annotated[Output, Without("precision", "full", "out", "html")],
) -> None:
    from attnx import saved
    from attnx.measures.verify import verify as verify_trace

    source = name_of(file)
    trace = saved.from_bytes(read_bytes(file), source)
    checks = verify_trace(trace)
    if not checks:
        raise TraceError("nothing_to_verify", source=source)

    def view(look: Look) -> Iterable[Part]:
        from attnx.views.verdict import verdict

        return verdict(checks, look)

    output.deliver(lambda: document(trace, checks), view)
    broken = dict.fromkeys(check.step for check in checks if not check.holds)
    if broken:
        raise TraceError("does_not_hold", source=source, steps=", ".join(broken))


def document(trace: Trace, checks: Sequence[Check]) -> dict[str, Any]:
    """Every check, and whether all of them hold."""
    from attnx import document as head

    told = [asdict(check) | {"holds": check.holds} for check in checks]
    return head.document("verify") | head.of_text(trace) | {"ok": all(check.holds for check in checks), "checks": told}
