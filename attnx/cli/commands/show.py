"""attnx show FILE"""

from __future__ import annotations

from typing import Annotated

import typer

from attnx.cli.desk.choices import HeadChoice, ViewChoice
from attnx.cli.desk.output import TraceOutput
from attnx.cli.desk.showing import Showing
from attnx.cli.desk.source import name_of, read_bytes
from attnx.cli.words import SAY


def show(
    file: Annotated[str, typer.Argument(metavar="FILE", help=SAY("help_trace"), show_default=False)],
    heads: HeadChoice,
    view: ViewChoice,
    output: TraceOutput,
) -> None:
    showing = Showing(view, output)

    from attnx import saved

    trace = saved.from_bytes(read_bytes(file), name_of(file))
    showing.show(showing.part_of(trace, heads))
