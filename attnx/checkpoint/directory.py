"""A model directory in the Hugging Face layout: config.json, tokenizer.json, model.safetensors or its shards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from attnx.checkpoint.card import read_card
from attnx.checkpoint.files import CONFIG, INDEX, WEIGHTS, read_json_object, shard_of_each
from attnx.checkpoint.instead import PICKLE_ENDINGS, without_weights
from attnx.checkpoint.resolve import name_of
from attnx.checkpoint.settings import framed, read_rules
from attnx.checkpoint.tokenizer import read_tokenizer, read_writer
from attnx.checkpoint.values import Checkpoint, Translator, WordHead
from attnx.errors import CheckpointError, Phrase
from attnx.model.config import Config
from attnx.model.families import FAMILIES, Family, PairFamily, defaults_of, family_of, tower_of
from attnx.model.loading import load_alone, load_pair, load_weights, stands_in
from attnx.model.spec import EncoderDecoder, Spec
from attnx.trace import Provenance

if TYPE_CHECKING:
    from attnx.inputs.patches import PatchTokenizer
    from attnx.inputs.preprocess import Preprocessing

Stored = Mapping[str, np.ndarray]


def read_directory(
    path: Path, name: str | None = None, provenance: Provenance = "given", *, sees: bool = False
) -> Checkpoint:
    """The model in this directory, its weights memory-mapped; of an encoder and a decoder, the encoder.

    Where `path` is a file of weights, its directory has the rest. With `sees` it is the tower for pictures, where the
    model has one beside that for texts. Raises CheckpointError where this is not a model attnx opens, or is damaged.
    """
    folder = folder_of(path)
    family, config = read_config(folder)
    name = name or name_of(path)
    if isinstance(family, PairFamily):
        tensors = read_tensors(path)
        refuse_others(tensors, family, path)
        if stands_in(tensors, family.encoder) != stands_in(tensors, family.decoder):
            return read_side(path, name, provenance, family, config, tensors)
        return read_translator(path, name, provenance, family, config, tensors).encoder
    if family.sees is not None and (sees or not stands_in(read_tensors(path), family.table)):
        family = tower_of(family.sees)
    spec = family.spec(config)
    _, rules = read_rules(folder, config, spec.vocab_size or 0)
    config.finish()
    weights, card = load_weights(read_tensors(path), family.table, spec, path), read_card(folder, spec)
    word = next((fact for fact in card.heads if fact.kind == "word"), None) if card else None
    if spec.patches is not None:
        tokens, how = given_pictures(folder, name)
        return Checkpoint(name, provenance, str(path), spec, weights, tokens, card, preprocessing=how)
    return Checkpoint(
        name=name,
        provenance=provenance,
        source=str(path),
        spec=spec,
        weights=weights,
        tokenizer=read_tokenizer(folder),
        card=card,
        rules=rules,
        words=WordHead(spec, weights, word.layer, word.head) if word else None,
    )


def refuse_others(tensors: Stored, family: PairFamily, path: Path) -> None:
    """Raises CheckpointError where the tensors are those of a model for something else."""
    for begin, task in family.others:
        if any(name.startswith(begin) for name in tensors):
            raise CheckpointError("other_task", path=path, task=task)


def read_side(
    path: Path, name: str, provenance: Provenance, family: PairFamily, config: Config, tensors: Stored
) -> Checkpoint:
    """An encoder whose decoder is not in the file, or a decoder that was made to read no other text."""
    folder, writes = folder_of(path), stands_in(tensors, family.decoder)
    both = family.spec(config)
    _, rules = read_rules(folder, config, both.decoder.vocab_size or 0, family.begin, family.end)
    config.only("is_decoder", writes, False)
    config.finish()
    table, side = (family.decoder, both.decoder) if writes else (family.encoder, both.encoder)
    spec, weights = load_alone(tensors, table, side, path)
    reads = read_tokenizer(folder)
    tokenizer = read_writer(folder, reads) if writes else reads
    return Checkpoint(name, provenance, str(path), spec, weights, tokenizer, rules=rules)


def read_translator(
    path: Path, name: str, provenance: Provenance, family: PairFamily, config: Config, tensors: Stored
) -> Translator:
    """The encoder and the decoder in this directory, or with this file of weights."""
    folder = folder_of(path)
    spec = family.spec(config)
    vocabulary = spec.decoder.vocab_size or 0
    if family.inside is None:
        begin, rules = read_rules(folder, config, vocabulary, family.begin, family.end)
    else:
        begin, rules = framed(family.inside(config), vocabulary, family.begin, family.end)
    config.finish()
    card, words = read_card(folder, spec.encoder, spec.decoder), read_tokenizer(folder)
    reads, preprocessing = (words, None) if spec.encoder.patches is None else given_pictures(folder, name)
    return Translator(
        name=name,
        provenance=provenance,
        source=str(path),
        spec=spec,
        weights=load_pair(tensors, family.encoder, family.decoder, spec, path),
        source_tokenizer=reads,
        target_tokenizer=read_writer(folder, words),
        begin=begin,
        rules=rules,
        aligner=card.aligner if card else None,
        preprocessing=preprocessing,
    )


def given_pictures(folder: Path, name: str) -> tuple[PatchTokenizer, Preprocessing]:
    """What stands for the tokenizer of a model that sees pictures, and how it is given them."""
    from attnx.checkpoint.preprocessor import read_preprocessing
    from attnx.inputs.patches import PatchTokenizer

    return PatchTokenizer(name), read_preprocessing(folder)


def folder_of(path: Path) -> Path:
    """The directory of a model, given that or its file of weights. Raises CheckpointError for any other file."""
    if not path.is_file():
        return path
    if path.suffix.lower() in PICKLE_ENDINGS:
        raise CheckpointError("pickle", path=path)
    if path.suffix.lower() != ".safetensors":
        raise CheckpointError("not_weights", path=path)
    return path.parent


def read_config(path: Path) -> tuple[Family | PairFamily, Config]:
    """The family that the config.json in this directory asks for, and its other keys."""
    file = path / CONFIG
    if not file.is_file():
        raise CheckpointError("no_config", path=path)
    values = read_json_object(file, "bad_config")
    model_type = values.get("model_type")
    if not isinstance(model_type, str) or model_type not in FAMILIES:
        raise CheckpointError("unsupported", path=file, found=model_type, choices=", ".join(FAMILIES))
    if isinstance(quantised := values.get("quantization_config"), dict):
        method = quantised.get("quant_method", "quantization_config")
        raise CheckpointError("quantised", path=file, method=method)
    return family_of(model_type), Config(values, file, model_type, defaults_of(model_type))


def read_spec(path: Path) -> Spec:
    """What the model in this directory is, by its config.json alone; of an encoder and a decoder, the encoder."""
    spec = read_specs(path)
    return spec.encoder if isinstance(spec, EncoderDecoder) else spec


def read_specs(path: Path) -> Spec | EncoderDecoder:
    """The same, with the decoder; of a decoder that was made to read no other text, that."""
    family, config = read_config(path)
    spec = family.spec(config)
    if isinstance(family, PairFamily):
        for key in (family.begin, family.end):
            config.ids(key)
    if isinstance(spec, EncoderDecoder) and config.take("is_decoder", bool, False):
        spec = replace(spec.decoder, cross=False)
    config.finish()
    return spec


def read_tensors(path: Path) -> dict[str, np.ndarray]:
    """Every tensor of this file, or of the one file or all shards in this directory."""
    from attnx.checkpoint.safetensors import map_tensors

    if path.is_file():
        return map_tensors(path)
    if (path / WEIGHTS).is_file():
        return map_tensors(path / WEIGHTS)
    if (path / INDEX).is_file():
        return read_shards(path)
    raise without_weights(path, (file.relative_to(path).as_posix() for file in (*path.iterdir(), *path.glob("onnx/*"))))


def read_shards(path: Path) -> dict[str, np.ndarray]:
    """The tensors that the index promises, each from the shard it names."""
    from attnx.checkpoint.safetensors import map_tensors

    index, places = path / INDEX, shard_of_each(path)
    tensors: dict[str, np.ndarray] = {}
    beside = {file.name for file in path.iterdir()}
    for shard in dict.fromkeys(places.values()):
        if shard.endswith(PICKLE_ENDINGS):
            raise CheckpointError("pickle", path=path / shard)
        if shard not in beside:
            raise CheckpointError("bad_index", path=index, reason=Phrase("no_shard", shard=shard))
        held = map_tensors(path / shard)
        for name in tensors.keys() & held.keys():
            raise CheckpointError("tensor_twice", path=path, name=name)
        tensors |= held
    for name in places:
        if name not in tensors:
            raise CheckpointError("bad_index", path=index, reason=Phrase("no_shard_holds", name=name))
    return tensors
