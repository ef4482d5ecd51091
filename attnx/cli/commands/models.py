"""attnx models"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attnx.cli.desk import options as o
from attnx.cli.desk.output import Output
from attnx.cli.desk.signature import Without
from attnx.cli.words import SAY

if TYPE_CHECKING:
    from rich.console import RenderableType

    from attnx.checkpoint.describe import Description
    from attnx.views.look import Look

FACTS = ("name", "family", "provenance", "n_layers", "n_heads", "n_kv_heads", "d_model", "d_head")


def models(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME|DIR|ID", help=SAY("help_card"), show_default=False)
    ] = None,
    revision: o.RevisionOption = None,
    offline: o.OfflineOption = False,
    *,
    output: Annotated[Output, Without("precision", "full", "out", "html")],
) -> None:
    if name is not None:
        from attnx.checkpoint.describe import describe

        describe_model(describe(name, revision, offline), output)
        return

    from attnx.checkpoint import available, families

    facts: list[dict[str, Any]] = [
        {
            "name": model.name,
            "family": model.spec.family,
            "parameters": model.parameters,
            "n_layers": model.spec.n_layers,
            "n_heads": model.spec.n_heads,
            "d_model": model.spec.d_model,
            "provenance": model.provenance,
            "how_to_get": "" if model.installed else model.how_to_get,
        }
        for model in available()
    ]

    def view(look: Look) -> Iterable[RenderableType]:
        from attnx.views.models import ModelLine, model_table

        return model_table([ModelLine(**line) for line in facts], families(), look)

    output.deliver(lambda: facts, view)


def describe_model(known: Description, output: Output) -> None:
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

    def document() -> dict[str, object]:
        facts = {name: getattr(known.facts, name) for name in FACTS}
        spent = [asdict(cost) | {"layer": cost.layer} for cost in memory]
        return facts | described | {"memory": spent, "heads_known": known.facts.heads_known}

    def view(look: Look) -> Iterable[RenderableType]:
        from attnx.views.model_page import ModelPage, model_page

        return model_page(ModelPage(known.facts, costs=memory, **described), look)

    output.deliver(document, view)
