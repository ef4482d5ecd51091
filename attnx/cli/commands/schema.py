"""attnx schema [NAME]"""

from __future__ import annotations

from typing import Annotated

import typer

from attnx.cli.desk import options as o
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
        width = max(map(len, NAMES))
        emit("".join(f"{known:{width}}  {SAY(f'schema_{known}')}\n" for known in NAMES).encode())
        return
    if name not in NAMES:
        raise UsageError("no_such_schema", name=name, choices=", ".join(NAMES))

    import orjson

    emit(orjson.dumps(schema(name), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
