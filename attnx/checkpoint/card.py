"""What a model's card.json says was measured of its heads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from attnx.checkpoint.files import read_json_object
from attnx.errors import CheckpointError, Phrase
from attnx.frozen import frozen
from attnx.trace import HEAD_KINDS, Aligner, HeadFact


@frozen
class Card:
    """`heads` says of each head what it does; `aligner` is the one of a translator that says which words belong
    together.
    """

    heads: tuple[HeadFact, ...]
    seed: int | None  # of the weights it began with
    aligner: Aligner | None


def read_card(path: Path) -> Card | None:
    """The card in this directory, if there is one. Raises CheckpointError where it is damaged."""
    file = path / "card.json"
    if not file.is_file():
        return None
    values: dict[str, Any] = read_json_object(file, "bad_config")
    try:
        return card_of(values)
    except KeyError as error:
        raise CheckpointError("bad_card", path=file, reason=Phrase("card_lacks", name=error.args[0])) from error
    except (TypeError, ValueError) as error:
        raise CheckpointError("bad_card", path=file, reason=Phrase("card_values")) from error


def card_of(values: dict[str, Any]) -> Card:
    """What a card says, of what attnx asks it."""
    heads = tuple(
        HeadFact(head["layer"], head["head"], head["kind"], float(head["score"]), head.get("asked"))
        for head in values.get("heads", [])
        if head["kind"] in HEAD_KINDS
    )
    seed, aligner = values.get("seed"), values.get("aligner")
    return Card(
        heads,
        None if seed is None else int(seed),
        Aligner(aligner["layer"], aligner["head"], aligner["ahead"]) if aligner else None,
    )
