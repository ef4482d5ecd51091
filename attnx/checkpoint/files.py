"""Which files a model is made of, by their names, and how those are read that are small objects of JSON."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path, PurePosixPath, PureWindowsPath

import orjson

from attnx.errors import CheckpointError, Phrase
from attnx.inputs.whole import read_part

CONFIG = "config.json"
WEIGHTS = "model.safetensors"
INDEX = "model.safetensors.index.json"
GENERATION = "generation_config.json"
PREPROCESSORS = ("preprocessor_config.json", "processor_config.json")  # how a model is given pictures
TOKENIZERS = ("tokenizer.json", "source_tokenizer.json", "target_tokenizer.json")
OLDER = re.compile(
    r"vocab\.(json|txt)|merges\.txt|[^/]+\.(model|spm)|(tokenizer_config|special_tokens_map|added_tokens)\.json"
)
BESIDE = ("tokenizer_config.json", "special_tokens_map.json")  # what changes the file of today


def tokenizer_files(names: Collection[str]) -> tuple[str, ...]:
    """Those of the names that a tokenizer is read from: the file of today with its settings, or those of before."""
    whole = tuple(name for name in TOKENIZERS if name in names)
    if whole:
        return whole + tuple(name for name in BESIDE if name in names)
    return tuple(sorted(name for name in names if OLDER.fullmatch(name)))


def weight_files(folder: Path) -> tuple[str, ...]:
    """The names of the files that hold the weights, whether or not they are there: one, or what the index names.

    Raises CheckpointError where the index is not one, or leads outside the folder.
    """
    if (folder / WEIGHTS).is_file() or not (folder / INDEX).is_file():
        return (WEIGHTS,)
    return tuple(dict.fromkeys(shard_of_each(folder).values()))


def shard_of_each(folder: Path) -> dict[str, str]:
    """The shard that the index in this folder names for each tensor. Raises CheckpointError like `weight_files`."""
    index = folder / INDEX
    places = read_json_object(index, "bad_index").get("weight_map")
    if not isinstance(places, dict) or not all(isinstance(shard, str) for shard in places.values()):
        raise CheckpointError("bad_index", path=index, reason=Phrase("no_weight_map"))
    for shard in dict.fromkeys(places.values()):
        if shard in ("", "..") or not PurePosixPath(shard).name == PureWindowsPath(shard).name == shard:
            raise CheckpointError("shard_outside", path=index, shard=shard)
    return places


def is_complete(folder: Path) -> bool:
    """Whether weights are all in this folder, and a tokenizer or what stands where a model sees pictures."""
    names = {file.name for file in folder.iterdir()}
    return bool(tokenizer_files(names) or names & set(PREPROCESSORS)) and names.issuperset(weight_files(folder))


def read_json_object(path: Path, key: str) -> dict[str, object]:
    """A JSON file that must be an object; otherwise CheckpointError with the sentence of `key`."""
    values = read_json(path, key)
    if not isinstance(values, dict):
        raise CheckpointError(key, path=path, reason=Phrase("not_object"))
    return values


def read_json(path: Path, key: str) -> object:
    """What a JSON file holds; CheckpointError with the sentence of `key` where it is none."""
    data = read_part(path)
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        place = Phrase("not_json", line=error.lineno, column=error.colno)
        raise CheckpointError(key, path=path, reason=place) from error
