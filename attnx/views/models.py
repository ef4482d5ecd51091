"""The models that have a name, as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from attnx.views.look import DIM, TITLE, Look


@dataclass(frozen=True)
class ModelLine:
    """One model as it is listed; `how_to_get` is empty where it is here."""

    name: str
    family: str
    parameters: int
    n_layers: int
    n_heads: int
    d_model: int
    provenance: str
    how_to_get: str


def model_table(models: Sequence[ModelLine], look: Look) -> Iterator[RenderableType]:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=DIM)
    table.add_column(look.say("column_model"), no_wrap=True)
    table.add_column(look.say("column_family"))
    for header in ("column_parameters", "column_layers", "column_heads", "d_model"):
        table.add_column(look.say(header) if header.startswith("column") else header, justify="right")
    table.add_column(look.say("column_provenance"))
    table.add_column(look.say("column_here"))
    for model in models:
        table.add_row(
            Text(model.name, style=TITLE),
            model.family,
            f"{model.parameters:,}",
            str(model.n_layers),
            str(model.n_heads),
            str(model.d_model),
            look.say(f"short_{model.provenance}"),
            Text(
                look.say("here") if not model.how_to_get else look.say("not_here"),
                style="" if not model.how_to_get else "yellow",
            ),
        )
    yield table
    for model in models:
        if model.how_to_get:
            yield Text(look.say("get_model", model=model.name, command=model.how_to_get))
    yield Text(look.say("any_directory"), style=DIM)
