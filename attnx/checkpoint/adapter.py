"""A LoRA adapter: what training changed of a model, kept apart from it (Hu et al. 2021).

Its weights are merged into those of its base as the reference merges them: W + scale · B·A.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import sqrt
from pathlib import Path

import numpy as np

from attnx.checkpoint import hub
from attnx.checkpoint.directory import read_directory, read_tensors
from attnx.checkpoint.files import read_json_object
from attnx.checkpoint.layout import ADAPTER
from attnx.checkpoint.resolve import as_text, exists, is_id
from attnx.checkpoint.safetensors import map_tensors
from attnx.checkpoint.values import Checkpoint
from attnx.errors import CheckpointError, Phrase
from attnx.frozen import frozen
from attnx.model.config import Config
from attnx.model.families import PairFamily, family_of
from attnx.model.half import is_float, widen
from attnx.model.loading import load_alone, load_pair, load_weights, rename, stands_in

CHANGES = "adapter_model.safetensors"
BEFORE = "base_model.model."  # what the names of all its tensors begin with
DOWN, UP = ".lora_A.weight", ".lora_B.weight"
FOR_TRAINING = (
    *("task_type", "auto_mapping", "peft_version", "inference_mode", "target_modules", "exclude_modules"),
    *("lora_dropout", "modules_to_save", "layers_to_transform", "layers_pattern", "megatron_core", "bias"),
    *("qalora_group_size", "ensure_weight_tying"),
)


@frozen
class Adapter:
    """The adapter in a folder. `turned` says that its base stores matrices (d_in, d_out)."""

    path: Path
    base: str
    revision: str | None
    scale: float
    turned: bool


def read_adapter(path: Path) -> Adapter:
    """The adapter in this folder. Raises CheckpointError where it does more than LoRA does."""
    file = path / ADAPTER
    said = {key: value for key, value in read_json_object(file, "bad_adapter").items() if value not in (None, {}, [])}
    config = Config({key: value for key, value in said.items() if value is not False}, file, "LoRA")
    config.choice("peft_type", ("LORA",))
    for key in FOR_TRAINING:
        config.ignore(key, "for training")
    config.only("init_lora_weights", True, "gaussian")  # others begin by changing the base
    rank, alpha = config.size("r"), config.strength("lora_alpha")
    rooted = config.take("use_rslora", bool, False)
    adapter = Adapter(
        path,
        config.take("base_model_name_or_path", str),
        config.maybe("revision", str),
        alpha / (sqrt(rank) if rooted else rank),
        config.take("fan_in_fan_out", bool, False),
    )
    config.finish()
    return adapter


def base_of(adapter: Adapter) -> Path:
    """The directory of the base: where its name leads from here or from the adapter, or in the cache of the hub.

    Nobody is asked for it. Raises CheckpointError where it is not at hand.
    """
    for place in (Path(adapter.base), adapter.path / adapter.base):
        if exists(place):
            return place
    try:
        if is_id(adapter.base):
            return hub.fetch(adapter.base, adapter.revision, offline=True)
    except CheckpointError as error:
        if error.key != "hub_offline":
            raise
    raise CheckpointError("no_base", path=as_text(adapter.path), base=adapter.base)


def read_adapted(path: Path, name: str) -> Checkpoint:
    """The base of the adapter in this folder, with its weights merged. Raises CheckpointError as `base_of` does."""
    adapter = read_adapter(path)
    place = base_of(adapter)
    base, tensors = read_directory(place, name), read_tensors(place)
    family = family_of(base.spec.family)
    source = as_text(path)
    if not isinstance(family, PairFamily):
        tensors = merged(tensors, adapter, family.table.renames)
        return replace(base, source=source, weights=load_weights(tensors, family.table, base.spec, path))
    tensors = merged(tensors, adapter, family.encoder.renames)
    if base.translator is None:
        table = family.decoder if stands_in(tensors, family.decoder) else family.encoder
        return replace(base, source=source, weights=load_alone(tensors, table, base.spec, path)[1])
    pair = load_pair(tensors, family.encoder, family.decoder, base.translator.spec, path)
    return replace(base.translator, source=source, weights=pair).encoder


def merged(
    tensors: Mapping[str, np.ndarray], adapter: Adapter, renames: tuple[tuple[str, str], ...]
) -> dict[str, np.ndarray]:
    """The tensors of a base, changed: products added as float32, whatever is whole in its place.

    Raises CheckpointError for a change of what is not there, or of another shape.
    """
    path = adapter.path / CHANGES
    changes = {
        name.removeprefix(BEFORE).replace(".base_layer.", "."): tensor for name, tensor in map_tensors(path).items()
    }
    stored, changed = {rename(name, renames): name for name in tensors}, dict(tensors)
    for name, tensor in changes.items():
        if not is_float(tensor):
            raise CheckpointError("tensor_dtype", name=name, found=tensor.dtype, expected=Phrase("floats"))
        if name.endswith(DOWN):
            part = name.removesuffix(DOWN)
            known, other = stored.get(rename(f"{part}.weight", renames)), part + UP
            if known is None or other not in changes:
                missing = other if known else f"{part}.weight"
                raise CheckpointError("tensor_missing", path=path, name=missing, family="LoRA")
            changed[known] = changed_matrix(known, tensors[known], tensor, changes[other], adapter)
        elif name.endswith(UP) and name.removesuffix(UP) + DOWN in changes:
            continue
        elif ".lora_" in name:
            raise CheckpointError("tensor_extra", path=path, name=name)
        else:
            changed[stored.get(rename(name, renames), name)] = tensor
    return changed


def changed_matrix(name: str, matrix: np.ndarray, down: np.ndarray, up: np.ndarray, adapter: Adapter) -> np.ndarray:
    """W + scale · B·A, with A (rank, d_in) and B (d_out, rank)."""
    expected = matrix.shape[::-1] if adapter.turned else matrix.shape
    found = (*up.shape[:1], *down.shape[1:])
    if not down.ndim == up.ndim == matrix.ndim == 2 or found != expected or up.shape[1] != down.shape[0]:
        raise CheckpointError("tensor_shape", name=name, found=found, expected=expected)
    change = adapter.scale * (widen(up) @ widen(down))
    return np.asarray(widen(matrix) + (change.T if adapter.turned else change), dtype=np.float32)
