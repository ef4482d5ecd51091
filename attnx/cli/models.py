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

    listed = [(one.facts, one.parameters, "" if one.installed else one.how_to_get) for one in available()]
    if json:
        import orjson

        from attnx.document import document, of_model

        told = [of_model(facts) | {"parameters": count, "how_to_get": command} for facts, count, command in listed]
        emit(orjson.dumps(document("models") | {"models": told}, option=orjson.OPT_APPEND_NEWLINE))
        return
    from attnx.views.models import ModelLine, model_table

    page = console(width)
    lines = [
        ModelLine(
            facts.name,
            facts.family,
            count,
            facts.n_layers,
            facts.n_heads,
            facts.d_model,
            facts.provenance,
            command,
        )
        for facts, count, command in listed
    ]
    print_parts(page, model_table(lines, families(), look(page)))


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

        from attnx.document import document, of_model

        spent = {"memory": [asdict(cost) | {"layer": cost.layer} for cost in memory]}
        found = document("model") | of_model(known.facts) | described | spent
        emit(orjson.dumps(found, option=orjson.OPT_APPEND_NEWLINE))
        return
    from attnx.views.model_page import ModelPage, model_page

    page = console(width)
    print_parts(page, model_page(ModelPage(known.facts, costs=memory, **described), look(page)))
