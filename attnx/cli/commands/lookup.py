"""attnx lookup QUERY NAME=KEY…"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from attnx.cli.desk import options as o
from attnx.cli.desk.output import Output
from attnx.cli.desk.signature import Without
from attnx.cli.desk.source import as_typed
from attnx.cli.words import SAY
from attnx.errors import UsageError


def lookup(
    query: Annotated[str, typer.Argument(metavar="QUERY", help=SAY("help_query"), show_default=False)],
    pairs: Annotated[list[str], typer.Argument(metavar="NAME=KEY…", help=SAY("help_pairs"), show_default=False)],
    *,
    temperature: Annotated[
        float, o.option("--temperature", help="temperature", metavar="T", parser=o.positive("--temperature"))
    ] = 1.0,
    output: Annotated[Output, Without("out", "html")],
) -> None:
    keys, values = read_pairs(pairs)

    import attnx

    trace = attnx.lookup(vector(query), keys, values or None, temperature=temperature)
    if output.json:
        from attnx import saved

        output.put(saved.to_json(trace))
        return
    from attnx.views.lookup import lookup_story

    output.show(lambda look: lookup_story(trace, look))


def read_pairs(pairs: Sequence[str]) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """NAME=KEY or NAME=KEY:VALUE, each. Raises UsageError where one is neither, or a name comes twice."""
    keys: dict[str, list[float]] = {}
    values: dict[str, list[float]] = {}
    for pair in pairs:
        name, equals, rest = as_typed(pair, SAY("the_text")).rpartition("=")
        if not equals or not name:
            raise UsageError("pair_form", value=pair)
        if name in keys:
            raise UsageError("pair_twice", name=name)
        key, colon, value = rest.partition(":")
        keys[name] = vector(key)
        if colon:
            values[name] = vector(value)
    if values and len(values) != len(keys):
        raise UsageError("pair_values", name=next(name for name in keys if name not in values))
    return keys, values


def vector(text: str) -> list[float]:
    """1,0,2 as numbers. Raises UsageError."""
    try:
        return [float(part.replace("−", "-")) for part in text.split(",")]  # − is how attnx itself prints a minus
    except ValueError as error:
        raise UsageError("vector_form", value=text) from error
