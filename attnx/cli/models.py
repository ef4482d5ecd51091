"""attnx models"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attnx.cli import options as o
from attnx.cli.output import console, emit, look, print_parts
from attnx.cli.words import SAY

if TYPE_CHECKING:
    from attnx.checkpoint.describe import Description

FACTS = ("name", "family", "provenance", "n_layers", "n_heads", "n_kv_heads", "d_model", "d_head")


def models(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME|DIR|ID", help=SAY("help_card"), show_default=False)
    ] = None,
    revision: o.RevisionOption = None,
    offline: o.OfflineOption = False,
    width: o.WidthOption = None,
    lang: o.LangOption = None,
    json: o.JsonOption = False,
) -> None:
    if name is not None:
        from attnx.checkpoint.describe import describe

        print_description(describe(name, revision, offline), width, json)
        return

    from attnx.checkpoint.describe import available, families

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
    how = look(page)
    print_parts(page, model_table([ModelLine(**one) for one in facts], families(), how), how)


def print_description(known: Description, width: int | None, json: bool) -> None:
    """What one model is, what it needs, and what its heads do."""
    from attnx.measures.cost import costs

    memory = costs(known.facts, known.spec.n_positions, causal=known.causal)
    described: dict[str, Any] = {
        "n_positions": known.spec.n_positions,
        "vocab_size": known.spec.vocab_size,
        "causal": known.causal,
        "decoder_layers": known.decoder_layers,
        "source": known.source,
        "weights": dict(known.weights),
        "parameters": known.parameters,
    }
    if json:
        import orjson

        facts = {name: getattr(known.facts, name) for name in FACTS}
        spent = [asdict(one) | {"layer": one.layer} for one in memory]
        document = facts | described | {"memory": spent, "heads_known": known.facts.heads_known}
        emit(orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE))
        return
    from attnx.views.model_page import ModelPage, model_page

    page = console(width)
    how = look(page)
    print_parts(page, model_page(ModelPage(known.facts, costs=memory, **described), how), how)
