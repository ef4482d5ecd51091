"""attnx verify FILE"""

from __future__ import annotations

from typing import Annotated

import typer

from attnx.cli.desk.output import Output
from attnx.cli.desk.signature import Without
from attnx.cli.desk.source import name_of, read_bytes
from attnx.cli.words import SAY
from attnx.errors import TraceError


def verify(
    file: Annotated[str, typer.Argument(metavar="FILE", help=SAY("help_trace"), show_default=False)],
    output: Annotated[Output, Without("precision", "full", "json", "out", "html")],
) -> None:
    from attnx import saved
    from attnx.measures.verify import verify as verify_trace
    from attnx.views.verdict import verdict

    source = name_of(file)
    checks = verify_trace(saved.from_bytes(read_bytes(file), source))
    if not checks:
        raise TraceError("nothing_to_verify", source=source)
    output.show(lambda look: verdict(checks, look))
    broken = dict.fromkeys(check.step for check in checks if not check.holds)
    if broken:
        raise TraceError("does_not_hold", source=source, steps=", ".join(broken))
