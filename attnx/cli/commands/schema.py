"""attnx schema"""

from __future__ import annotations

from attnx.cli.desk import options as o
from attnx.cli.desk.streams import emit


def schema(lang: o.LangOption = None) -> None:
    from importlib.resources import files

    emit(files("attnx").joinpath("trace.schema.json").read_bytes())
