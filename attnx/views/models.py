"""The models that have a name, as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from attnx.frozen import frozen
from attnx.views.listing import listing
from attnx.views.look import DIM, TITLE, Look


@frozen
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


def model_table(models: Sequence[ModelLine], families: Sequence[str], look: Look) -> Iterator[RenderableType]:
    columns = ("model", "family", "parameters", "layers", "heads", "d_model", "provenance", "here")
    headers = [name if name == "d_model" else look.say(f"column_{name}") for name in columns]
    rows = [
        (
            Text(model.name, style=TITLE),
            Text(model.family),
            Text(f"{model.parameters:,}"),
            Text(str(model.n_layers)),
            Text(str(model.n_heads)),
            Text(str(model.d_model)),
            Text(look.say(f"short_{model.provenance}")),
            Text(look.say("not_here"), style="yellow") if model.how_to_get else Text(look.say("here")),
        )
        for model in models
    ]
    yield from listing(headers, rows, look, right=(2, 3, 4, 5))
    for model in models:
        if model.how_to_get:
            yield Text(look.say("get_model", model=model.name, command=model.how_to_get))
    yield Text(look.say("any_directory"), style=DIM)
    yield Text(look.say("families", families=", ".join(families)), style=DIM)
