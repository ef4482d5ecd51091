"""attnx models"""

from __future__ import annotations

from typing import Any

from attnx.cli import options as o
from attnx.cli.output import console, emit, look, print_parts


def models(width: o.WidthOption = None, lang: o.LangOption = None, json: o.JsonOption = False) -> None:
    from attnx.checkpoint import available

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
    print_parts(page, model_table([ModelLine(**one) for one in facts], look(page)))
