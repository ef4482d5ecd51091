"""attnx show FILE"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from attnx.cli.block import NUMBER, BlockChoice, open_number, show_recorded
from attnx.cli.desk.choices import HeadChoice, ViewChoice
from attnx.cli.desk.output import TraceOutput
from attnx.cli.desk.showing import Showing
from attnx.cli.desk.signature import Without
from attnx.cli.desk.source import name_of, read_bytes
from attnx.cli.words import SAY


def show(
    file: Annotated[str, typer.Argument(metavar="FILE", help=SAY("help_trace"), show_default=False)],
    heads: HeadChoice,
    view: ViewChoice,
    block: Annotated[BlockChoice, Without("weights")],
    output: TraceOutput,
) -> None:
    showing = Showing(replace(view, focus=None) if block.block else view, output)

    from attnx import saved

    trace = saved.from_bytes(read_bytes(file), name_of(file))
    if block.block is not None:
        show_recorded(trace, block, view, output)
        return
    part = showing.part_of(trace, heads)
    if view.cell is not None and NUMBER.fullmatch(view.cell):
        open_number(part, view.cell, None, output)
        return
    showing.show(part)
