"""From a GGUF file to a model that can be run, and to what it is."""

from __future__ import annotations

from math import prod
from pathlib import Path

from attnx.checkpoint.gguf.file import Gguf
from attnx.checkpoint.gguf.settings import architecture_of, config_of, tensors_of
from attnx.checkpoint.gguf.vocabulary import ends_of, tokenizer_in
from attnx.checkpoint.resolve import as_text
from attnx.checkpoint.values import Checkpoint
from attnx.model.config import Config
from attnx.model.decode import Rules
from attnx.model.families import Family, defaults_of, family_of
from attnx.model.loading import load_weights
from attnx.model.spec import Spec


def read_gguf(path: Path, name: str) -> Checkpoint:
    """The model in this file; quantised weights are widened to float32 now, others stay on disk.

    Raises CheckpointError where it is damaged, or a model that attnx does not open.
    """
    file = Gguf(path)
    spec, family = spec_in_file(file)
    tensors = dict(tensors_of(file, spec.n_heads, spec.n_kv_heads))
    return Checkpoint(
        name=name,
        provenance="given",
        source=as_text(path),
        spec=spec,
        weights=load_weights(tensors, family.table, spec, path),
        tokenizer=tokenizer_in(file),
        rules=Rules(ends_of(file)),
    )


def spec_in_file(file: Gguf) -> tuple[Spec, Family]:
    """What the model is, and its family."""
    _, architecture = architecture_of(file)
    kind = architecture.model_type
    family, config = family_of(kind), Config(config_of(file), file.path, kind, defaults_of(kind))
    assert isinstance(family, Family)
    spec = family.spec(config)
    config.finish()
    return spec, family


def parameters_in(file: Gguf) -> int:
    """The numbers of all tensors."""
    return sum(prod(place.shape) for place in file.places.values())
