"""What a model's card.json says was measured of its heads."""

from __future__ import annotations

from pathlib import Path

from attnx.checkpoint.files import read_json_object
from attnx.errors import Phrase
from attnx.frozen import frozen
from attnx.model.config import Config
from attnx.model.ranges import PART
from attnx.model.spec import Spec
from attnx.trace import HEAD_KINDS, Aligner, HeadFact


@frozen
class Card:
    """`heads` says of each head what it does; `aligner` is the one of a translator that says which words belong
    together.
    """

    heads: tuple[HeadFact, ...]
    seed: int | None  # of the weights it began with
    aligner: Aligner | None


def read_card(path: Path, spec: Spec, writer: Spec | None = None) -> Card | None:
    """The card in this directory, if there is one, of a model like this; of a pair, whose `writer` has the aligner.

    Raises CheckpointError where it is damaged, or speaks of a head that is not there.
    """
    file = path / "card.json"
    if not file.is_file():
        return None
    card = Config(read_json_object(file, "bad_config"), file, "trained")
    facts = []
    for head in card.items("heads"):
        if not isinstance(head, dict):
            raise card.wrong("heads", Phrase("object"))
        said = Config(head, file, "trained")
        if said.take("kind", str) in HEAD_KINDS:
            facts.append(fact_of(said, spec))
    return Card(
        tuple(facts),
        card.count("seed") if card.has("seed") else None,
        aligner_of(card.inner("aligner"), writer or spec) if card.has("aligner") else None,
    )


def fact_of(head: Config, spec: Spec) -> HeadFact:
    layer, number = place_of(head, spec)
    score = head.within(PART, "score", head.take("score", float))
    return HeadFact(layer, number, head.take("kind", str), score, head.maybe_size("asked"))


def aligner_of(aligner: Config, spec: Spec) -> Aligner:
    return Aligner(*place_of(aligner, spec), aligner.take("ahead", bool))


def place_of(head: Config, spec: Spec) -> tuple[int, int]:
    """The layer and the number of a head, which must be there."""
    for key, count in (("layer", spec.n_layers), ("head", spec.n_heads)):
        if head.count(key) >= count:
            raise head.wrong(key, Phrase("below", limit=count))
    return head.count("layer"), head.count("head")
