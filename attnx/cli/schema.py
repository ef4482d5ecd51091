"""attnx schema"""

from __future__ import annotations

from attnx.cli import options as o
from attnx.cli.output import emit


def schema(lang: o.LangOption = None) -> None:
    from importlib.resources import files

    emit(files("attnx").joinpath("trace.schema.json").read_bytes())
