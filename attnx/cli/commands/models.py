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
from attnx.errors import UsageError

if TYPE_CHECKING:
    from attnx.checkpoint.describe import Description
    from attnx.views.look import Look
    from attnx.views.parts import Part


def models(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME|DIR|ID", help=SAY("help_card"), show_default=False)
    ] = None,
    revision: o.RevisionOption = None,
    offline: o.OfflineOption = False,
    families: Annotated[bool, typer.Option("--families", help=SAY("help_families"))] = False,
    *,
    output: Annotated[Output, Without("precision", "full", "out", "html")],
) -> None:
    if families:
        if name is not None:
            raise UsageError("two_views", one=name, other="--families")
        list_families(output)
        return
    if name is not None:
        from attnx.checkpoint.describe import describe

        describe_model(describe(name, revision, offline), output)
        return

    from attnx.checkpoint.describe import available, opened

    listed = [(known.facts, known.parameters, "" if known.installed else known.how_to_get) for known in available()]

    def document() -> dict[str, object]:
        from attnx.document import document as headed
        from attnx.document import of_model

        told = [of_model(facts) | {"parameters": count, "how_to_get": command} for facts, count, command in listed]
        return headed("models") | {"models": told}

    def view(look: Look) -> Iterable[Part]:
        from attnx.views.models import ModelLine, model_table

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
        return model_table(lines, opened(), look)

    output.deliver(document, view)


def list_families(output: Output) -> None:
    """What can be opened, and what is special in it."""
    from attnx.checkpoint.describe import opened

    def document() -> dict[str, object]:
        from attnx.document import document as headed
        from attnx.lessons import Lesson

        say = Lesson("en")
        return headed("families") | {
            "families": [{"model_type": family, "special": say(f"special_{family}")} for family in opened()]
        }

    def view(look: Look) -> Iterable[Part]:
        from attnx.views.models import family_table

        return family_table(opened(), look)

    output.deliver(document, view)


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
        from attnx.document import document as headed
        from attnx.document import of_model

        spent = {"memory": [asdict(cost) | {"layer": cost.layer} for cost in memory]}
        return headed("model") | of_model(known.facts) | described | spent

    def view(look: Look) -> Iterable[Part]:
        from attnx.views.model_page import ModelPage, model_page

        return model_page(ModelPage(known.facts, costs=memory, **described), look)

    output.deliver(document, view)
