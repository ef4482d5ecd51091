"""attnx schema [NAME]"""

from __future__ import annotations

from typing import Annotated

import typer

from attnx.cli.desk import options as o
from attnx.cli.desk.page import Page
from attnx.cli.desk.streams import emit
from attnx.cli.words import SAY
from attnx.errors import UsageError


def schema(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help=SAY("help_schema_name"), show_default=False)
    ] = None,
    lang: o.LangOption = None,
) -> None:
    from attnx.schemas import NAMES, schema

    if name is None:
        page = Page()
        page.write_dl([(known, SAY(f"schema_{known}")) for known in NAMES])
        emit(page.getvalue().encode())
        return
    if name not in NAMES:
        raise UsageError("no_such_schema", name=name, choices=", ".join(NAMES))

    import orjson

    emit(orjson.dumps(schema(name), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
