"""attnx draw TEXT --out FILE"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from attnx.cli.desk import options as o
from attnx.cli.desk.files import ending_of, write_file
from attnx.cli.words import SAY
from attnx.errors import OutputError, UsageError


def draw(
    text: Annotated[str, typer.Argument(metavar="TEXT", help=SAY("help_draw_text"), show_default=False)],
    out: Annotated[Path | None, o.option("--out", help="draw_out", metavar="FILE")] = None,
    seed: Annotated[int, o.option("--seed", help="draw_seed", metavar="N", parser=o.whole("--seed", 0, 2**32 - 1))] = 0,
    lang: o.LangOption = None,
) -> None:
    if out is None:
        raise UsageError("draw_where")
    if ending_of(out) != ".png":
        raise UsageError("unknown_extension", path=out, choices=".png")
    if find_spec("PIL") is None:
        raise OutputError("no_pillow_to_draw")

    import numpy as np

    from attnx.scenes.paint import png
    from attnx.scenes.place import place
    from attnx.scenes.read import read

    write_file(out, png(place(read(text), np.random.default_rng(seed))))
