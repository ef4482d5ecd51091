"""attnx attend FILE"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from attnx.cli import options as o
from attnx.cli.present import Wish, present
from attnx.cli.show import part_of
from attnx.cli.words import SAY


def readable(name: str) -> str:
    """A file's name as text, even where its bytes are not UTF-8."""
    return os.fsencode(name).decode(errors="replace")


def attend(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=SAY("help_matrices"), show_default=False)],
    layer: o.LayerOption = None,
    head: o.HeadOption = None,
    focus: o.FocusOption = None,
    cell: o.CellOption = None,
    steps: o.StepsOption = None,
    causal: o.CausalOption = False,
    precision: o.PrecisionOption = 2,
    full: o.FullOption = False,
    width: o.WidthOption = None,
    lang: o.LangOption = None,
    json: o.JsonOption = False,
    out: o.OutOption = None,
) -> None:
    wish = Wish(focus, cell, steps, precision, full, width, json, out)

    import attnx
    from attnx.inputs.matrices import read_matrices

    trace = attnx.attend(**read_matrices(file), causal=causal, name=readable(file.name))
    present(part_of(trace, layer, head, wish), wish)
