"""The models that have a name, as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attnx.frozen import frozen
from attnx.views.look import Look
from attnx.views.parts import Column, Listing, Note, Paragraph, Part, word

# The columns in their order, and which go first where there is no room; those that are numbers.
RANKS = {"parameters": 2, "layers": 3, "heads": 4, "d_model": 1, "family": 0, "provenance": 5, "here": 6}
NUMBERS = ("parameters", "layers", "heads", "d_model")


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
    """What each is good for, and its sizes as far as there is room."""
    columns = [Column(look.say("column_model")), Column(look.say("column_for"), folds=True)]
    for name, rank in RANKS.items():
        header = name if name == "d_model" else look.say(f"column_{name}")
        columns.append(Column(header, name in NUMBERS, rank))
    rows = [
        (
            word(model.name, "strong"),
            look.say(f"for_{model.name}"),
            f"{model.parameters:,}",
            str(model.n_layers),
            str(model.n_heads),
            str(model.d_model),
            model.family,
            look.say(f"short_{model.provenance}"),
            word(look.say("not_here"), "doubtful") if model.how_to_get else look.say("here"),
        )
        for model in models
    ]
    yield Listing(tuple(columns), rows)
    for model in models:
        if model.how_to_get:
            yield Paragraph(look.say("get_model", model=model.name, command=model.how_to_get))
    yield Note(look.say("any_directory"))
    yield Note(look.say("families", families=", ".join(families)))


def family_table(families: Sequence[str], look: Look) -> Iterator[Part]:
    """Every family that can be opened, and what is special in it."""
    rows = [(word(family, "strong"), look.say(f"special_{family}")) for family in families]
    yield Listing((Column(look.say("column_family")), Column(look.say("column_special"), folds=True)), rows)
    yield Note(look.say("families_about"))
