"""attnx verify FILE"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attnx.cli import options as o
from attnx.cli.output import console, emit, look, print_parts
from attnx.cli.source import name_of, read_bytes
from attnx.cli.words import SAY
from attnx.errors import TraceError

if TYPE_CHECKING:
    from attnx.measures.verify import Check
    from attnx.trace import Trace


def verify(
    file: Annotated[str, typer.Argument(metavar="FILE", help=SAY("help_trace"), show_default=False)],
    width: o.WidthOption = None,
    lang: o.LangOption = None,
    json: o.JsonOption = False,
) -> None:
    from attnx import saved
    from attnx.measures.verify import verify as verify_trace

    source = name_of(file)
    trace = saved.from_bytes(read_bytes(file), source)
    checks = verify_trace(trace)
    if not checks:
        raise TraceError("nothing_to_verify", source=source)
    if json:
        import orjson

        emit(orjson.dumps(document(trace, checks), option=orjson.OPT_APPEND_NEWLINE))
    else:
        from attnx.views.verdict import verdict

        page = console(width)
        print_parts(page, verdict(checks, look(page)))
    broken = dict.fromkeys(check.step for check in checks if not check.holds)
    if broken:
        raise TraceError("does_not_hold", source=source, steps=", ".join(broken))


def document(trace: Trace, checks: Sequence[Check]) -> dict[str, Any]:
    """Every check, and whether all of them hold."""
    from attnx import document as head

    told = [asdict(check) | {"holds": check.holds} for check in checks]
    return head.document("verify") | head.of_text(trace) | {"ok": all(check.holds for check in checks), "checks": told}
