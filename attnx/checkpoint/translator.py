"""A model directory with an encoder, a decoder and a tokenizer for each language."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from attnx.checkpoint.directory import read_tensors
from attnx.checkpoint.inside import unharmed
from attnx.checkpoint.json_object import read_json_object
from attnx.checkpoint.load import Checkpoint
from attnx.errors import CheckpointError, UsageError
from attnx.inputs.text import Pieces
from attnx.model.config import Config
from attnx.model.families import vaswani
from attnx.model.loading import load_pair
from attnx.model.spec import EncoderDecoder
from attnx.model.weights import Pair
from attnx.trace import Aligner, Model, Provenance


@dataclass(frozen=True)
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
    """The translator in this directory. Raises CheckpointError where it is not one, or is damaged."""
    if not (path / "config.json").is_file():
        raise CheckpointError("no_config", path=path)
    spec, begin, end = read_pair_spec(path, read_json_object(path / "config.json", "bad_config"))
    card = path / "card.json"
    return Translator(
        name=name,
        provenance=provenance,
        source=str(path),
        spec=spec,
        weights=load_pair(read_tensors(path), vaswani.ENCODER, vaswani.DECODER, spec, path),
        source_tokenizer=Pieces.read(path / "source_tokenizer.json"),
        target_tokenizer=Pieces.read(path / "target_tokenizer.json"),
        begin=begin,
        end=end,
        aligner=aligner_of(read_json_object(card, "bad_config")) if card.is_file() else None,
    )


def read_pair_spec(path: Path, values: dict[str, Any]) -> tuple[EncoderDecoder, int, int]:
    """What the config says: the spec, and the ids that writing begins and ends with."""
    file = path / "config.json"
    if values.get("model_type") != vaswani.MODEL_TYPE:
        raise CheckpointError("unsupported", path=file, found=values.get("model_type"), choices=vaswani.MODEL_TYPE)
    config = Config(values, file, vaswani.MODEL_TYPE)
    spec = vaswani.spec(config)
    begin, end = config.take("begin_token_id", int), config.take("end_token_id", int)
    config.finish()
    return spec, begin, end


def aligner_of(card: dict[str, Any]) -> Aligner | None:
    """What the card says of the aligning head, if there is one."""
    found = card.get("aligner")
    return Aligner(found["layer"], found["head"], found["ahead"]) if found else None


def load_translator(model: str | Path | Translator) -> Translator:
    """The translator of this name (`zh-en`) or directory; a Translator is returned as it is.

    Raises UsageError for a name that is neither, and CheckpointError for a model that cannot be used.
    """
    if isinstance(model, Translator):
        return model
    if model == "zh-en":
        with unharmed("zh-en") as path:
            return read_translator(path, name="zh-en", provenance="trained")
    if not Path(model).exists():
        raise UsageError("unknown_model", name=model, choices="zh-en")
    return read_translator(Path(model), name=Path(model).resolve().name, provenance="given")
