"""attnx verify FILE"""

from __future__ import annotations

from typing import Annotated

import typer

from attnx.cli import options as o
from attnx.cli.output import console, look, print_parts
from attnx.cli.source import name_of, read_bytes
from attnx.cli.words import SAY
from attnx.errors import TraceError


def verify(
    file: Annotated[str, typer.Argument(metavar="FILE", help=SAY("help_trace"), show_default=False)],
    width: o.WidthOption = None,
    lang: o.LangOption = None,
) -> None:
    from attnx import saved
    from attnx.measures.verify import verify as verify_trace
    from attnx.views.verdict import verdict

    source = name_of(file)
    checks = verify_trace(saved.from_bytes(read_bytes(file), source))
    if not checks:
        raise TraceError("nothing_to_verify", source=source)
    page = console(width)
    how = look(page)
    print_parts(page, verdict(checks, how), how)
    broken = dict.fromkeys(check.step for check in checks if not check.holds)
    if broken:
        raise TraceError("does_not_hold", source=source, steps=", ".join(broken))
