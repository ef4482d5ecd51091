"""attnx models"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from attnx.cli import options as o
from attnx.cli.output import console, emit, look, print_parts
from attnx.cli.words import SAY


def models(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help=SAY("help_card"), show_default=False)] = None,
    width: o.WidthOption = None,
    lang: o.LangOption = None,
    json: o.JsonOption = False,
) -> None:
    if name is not None:
        print_card(name, width, json)
        return

    from attnx.checkpoint import available, families

    facts: list[dict[str, Any]] = [
        {
            "name": one.name,
            "family": one.spec.family,
            "parameters": one.parameters,
            "n_layers": one.spec.n_layers,
            "n_heads": one.spec.n_heads,
            "d_model": one.spec.d_model,
            "provenance": one.provenance,
            "how_to_get": "" if one.installed else one.how_to_get,
        }
        for one in available()
    ]
    if json:
        import orjson

        emit(orjson.dumps(facts, option=orjson.OPT_APPEND_NEWLINE))
        return
    from attnx.views.models import ModelLine, model_table

    page = console(width)
    print_parts(page, model_table([ModelLine(**one) for one in facts], families(), look(page)))


def print_card(name: str, width: int | None, json: bool) -> None:
    """What was measured of one model's heads."""
    import attnx

    facts = attnx.load(name).facts
    if json:
        from dataclasses import asdict

        import orjson

        emit(orjson.dumps(asdict(facts), option=orjson.OPT_APPEND_NEWLINE))
        return
    from attnx.views.models import head_table

    page = console(width)
    print_parts(page, head_table(facts, look(page)))
