"""The models that have a name, as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attnx.frozen import frozen
from attnx.views.look import Look
from attnx.views.parts import Note, Paragraph, Part, listing, word


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


def model_table(models: Sequence[ModelLine], families: Sequence[str], look: Look) -> Iterator[Part]:
    columns = ("model", "family", "parameters", "layers", "heads", "d_model", "provenance", "here")
    headers = [name if name == "d_model" else look.say(f"column_{name}") for name in columns]
    rows = [
        (
            word(model.name, "strong"),
            model.family,
            f"{model.parameters:,}",
            str(model.n_layers),
            str(model.n_heads),
            str(model.d_model),
            look.say(f"short_{model.provenance}"),
            word(look.say("not_here"), "doubtful") if model.how_to_get else look.say("here"),
        )
        for model in models
    ]
    yield listing(headers, rows, numbers=(2, 3, 4, 5))
    for model in models:
        if model.how_to_get:
            yield Paragraph(look.say("get_model", model=model.name, command=model.how_to_get))
    yield Note(look.say("any_directory"))
    yield Note(look.say("families", families=", ".join(families)))
