"""A model by name, directory or id on the hub: spec, weights and tokenizer, ready to run."""

from __future__ import annotations

from pathlib import Path

from attnx.checkpoint.resolve import Bundled, Directory, Made, OnHub, resolve
from attnx.checkpoint.values import Checkpoint, Translator
from attnx.errors import CheckpointError


def load(model: str | Path | Checkpoint, *, revision: str | None = None, offline: bool = False) -> Checkpoint:
    """The model of this name (`reader`, `writer`, `zh-en`, `toy`, `classic`, `minilm`), directory or id on the hub.

    A Checkpoint is returned as it is. Of a model with an encoder and a decoder it is the encoder, and its `translator`
    is the whole. Of a model on the hub, `revision` is a branch, a tag or a commit, and `offline` takes it from the
    cache and asks nobody. Raises UsageError for a name that is nothing of all this, and CheckpointError for a model
    that cannot be used.
    """
    if isinstance(model, Checkpoint):
        return model
    place = resolve(model, revision)
    # What makes or reads a model is imported where it is needed: a toy has no files, and few models come from the hub.
    if isinstance(place, Made):
        from attnx.checkpoint.made import make

        return make(place.name)
    from attnx.checkpoint.directory import read_directory

    match place:
        case Bundled(name):
            from attnx.checkpoint.bundled import unharmed

            with unharmed(name) as path:
                return read_directory(path, name, "trained")
        case Directory(path, name, provenance):
            from attnx.checkpoint.adapter import is_adapter, read_adapted
            from attnx.checkpoint.modules import transformer_in

            if is_adapter(path):
                return read_adapted(path, name)
            return read_directory(transformer_in(path), name, provenance)
        case OnHub(repository, name, provenance, revision):
            from attnx.checkpoint import hub
            from attnx.checkpoint.installed import or_installed

            with or_installed(name):
                path = hub.fetch(repository, revision, offline)
            return read_directory(path, name, provenance)


def load_translator(
    model: str | Path | Checkpoint, *, revision: str | None = None, offline: bool = False
) -> Translator:
    """The translator that `load` finds. Raises as that does, and CheckpointError for a model that is none."""
    checkpoint = load(model, revision=revision, offline=offline)
    if checkpoint.translator is None:
        raise CheckpointError("not_a_pair", path=checkpoint.name, family=checkpoint.spec.family)
    if checkpoint.translator.begin is None:
        family, key = checkpoint.spec.family, "decoder_start_token_id"
        raise CheckpointError("config_missing", path=checkpoint.source, key=key, family=family)
    return checkpoint.translator
