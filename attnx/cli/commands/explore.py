"""attnx explore TEXT"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from attnx.cli.desk import options as o
from attnx.cli.desk.choices import ModelChoice
from attnx.cli.desk.files import put
from attnx.cli.desk.source import as_typed
from attnx.cli.words import SAY
from attnx.errors import OutputError

SENTENCE = "Love is powerful because it gives us hope to live."


def explore(
    text: Annotated[
        str | None, typer.Argument(metavar="TEXT", help=SAY("help_explore_text"), show_default=False)
    ] = None,
    *,
    model: ModelChoice,
    lang: o.LangOption = None,
) -> None:
    text = (model.example or SENTENCE) if text is None else as_typed(text, SAY("the_text"))
    check_terminal()
    try:
        from attnx.screen.app import Explorer
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != "textual":
            raise
        raise OutputError("no_textual") from error
    from attnx.screen.reading import Asked, Models

    models = Models(model.model, model.revision, model.offline)
    first = models.read(Asked(text, model.model))
    if not Explorer(models, first, SAY.language, put, Path()).run():
        raise OutputError("interrupted")


def check_terminal() -> None:
    """Raises OutputError where there is no terminal, or one on which nothing can be drawn."""
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise OutputError("no_terminal")
    if os.environ.get("TERM") in ("dumb", "unknown"):
        raise OutputError("dumb_terminal", term=os.environ["TERM"])
