"""attnx attend FILE"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from attnx.cli.block import NUMBER, BlockChoice, open_number, show_recorded
from attnx.cli.desk import options as o
from attnx.cli.desk.choices import HeadChoice, ViewChoice
from attnx.cli.desk.output import TraceOutput
from attnx.cli.desk.showing import Showing
from attnx.cli.desk.signature import Without
from attnx.cli.desk.source import name_of, read_bytes
from attnx.cli.words import SAY


def readable(name: str) -> str:
    """A file's name as text, even where its bytes are not UTF-8."""
    return os.fsencode(name).decode(errors="replace")


def attend(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=SAY("help_matrices"), show_default=False)],
    heads: HeadChoice,
    view: Annotated[ViewChoice, Without("merge", "skip_first", "top_k")],
    block: Annotated[BlockChoice, Without("weights")],
    *,
    causal: o.CausalOption = False,
    output: TraceOutput,
) -> None:
    showing = Showing(replace(view, focus=None) if block.block else view, output)

    import attnx
    from attnx.inputs.matrices import matrices_of, read_matrices

    piped = str(file) == "-"
    given = matrices_of(read_bytes("-"), name_of("-")) if piped else read_matrices(file)
    given["causal"] = causal or given.get("causal", False)
    trace = attnx.attend(**given, name=name_of("-") if piped else readable(file.name))
    if block.block is not None:
        show_recorded(trace, block, view, output)
        return
    part = showing.part_of(trace, heads)
    if view.cell is not None and NUMBER.fullmatch(view.cell):
        open_number(part, view.cell, None, output)
        return
    showing.show(part)
