"""A model directory with an encoder, a decoder and a tokenizer for each language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from attnx.checkpoint.directory import folder_of, name_of, read_config, read_tensors
from attnx.checkpoint.inside import unharmed
from attnx.checkpoint.json_object import read_json_object
from attnx.checkpoint.load import Checkpoint, exists, find_directory, refuse_revision
from attnx.checkpoint.tokenizer import read_tokenizer, read_writer
from attnx.errors import CheckpointError
from attnx.frozen import frozen
from attnx.inputs.pieces import Pieces
from attnx.model.families import PairFamily
from attnx.model.loading import load_pair
from attnx.model.spec import EncoderDecoder
from attnx.model.weights import Pair
from attnx.trace import Aligner, Model, Provenance


@frozen
class Translator:
    """An encoder-decoder that can be run, with its measured facts (`card`)."""

    name: str
    provenance: Provenance
    source: str
    spec: EncoderDecoder
    weights: Pair
    source_tokenizer: Pieces
    target_tokenizer: Pieces
    begin: int
    end: int
    aligner: Aligner | None

    @property
    def encoder(self) -> Checkpoint:
        """The encoder alone, as `explain` runs it."""
        return Checkpoint(
            self.name,
            self.provenance,
            self.source,
            self.spec.encoder,
            self.weights.encoder,
            self.source_tokenizer,
            notes=("encoder",),
        )

    @property
    def decoder(self) -> Checkpoint:
        """The decoder alone."""
        return Checkpoint(
            self.name, self.provenance, self.source, self.spec.decoder, self.weights.decoder, self.target_tokenizer
        )

    @property
    def facts(self) -> Model:
        """What a Trace says about the model: it is the decoder that writes."""
        return self.decoder.facts


def read_translator(path: Path, name: str, provenance: Provenance) -> Translator:
    """The translator in this directory, or with this file of weights.

    Raises CheckpointError where it is none, or is damaged.
    """
    folder = folder_of(path)
    family, config = read_config(folder)
    if not isinstance(family, PairFamily):
        raise CheckpointError("not_a_pair", path=path, family=config.family)
    spec = family.spec(config)
    begin, end = config.take(family.begin, int), config.take(family.end, int)
    config.finish()
    card, reads = folder / "card.json", read_tokenizer(folder)
    return Translator(
        name=name,
        provenance=provenance,
        source=str(path),
        spec=spec,
        weights=load_pair(read_tensors(path), family.encoder, family.decoder, spec, path),
        source_tokenizer=reads,
        target_tokenizer=read_writer(folder, reads),
        begin=begin,
        end=end,
        aligner=aligner_of(read_json_object(card, "bad_config")) if card.is_file() else None,
    )


def aligner_of(card: dict[str, Any]) -> Aligner | None:
    """What the card says of the aligning head, if there is one."""
    found = card.get("aligner")
    return Aligner(found["layer"], found["head"], found["ahead"]) if found else None


def load_translator(
    model: str | Path | Translator, *, revision: str | None = None, offline: bool = False
) -> Translator:
    """The translator of this name (`zh-en`), directory or id on the hub; a Translator is returned as it is.

    Raises UsageError for a name that is nothing of all this, and CheckpointError for a model that cannot be used.
    """
    if isinstance(model, Translator):
        return model
    if model == "zh-en":
        refuse_revision(model, revision)
        with unharmed("zh-en") as path:
            return read_translator(path, name="zh-en", provenance="trained")
    path = find_directory(model, ("zh-en",), revision, offline)
    return read_translator(path, name_of(path) if exists(Path(model)) else str(model), provenance="given")
