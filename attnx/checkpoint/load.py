"""A model by name, directory or id on the hub: spec, weights and tokenizer, ready to run."""

from __future__ import annotations

from pathlib import Path

from attnx.checkpoint.resolve import Bundled, Directory, Made, OnHub, resolve
from attnx.checkpoint.values import Checkpoint, Translator
from attnx.errors import CheckpointError
from attnx.trace import Provenance


def load(model: str | Path | Checkpoint, *, revision: str | None = None, offline: bool = False) -> Checkpoint:
    """The model of this name (`reader`, `reader-zh`, `writer`, `zh-en`, `sketch`, `toy`, `classic`, `minilm`), a
    directory or an id on the hub.

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
            return read_path(path, name, provenance)
        case OnHub(repository, name, provenance, revision):
            from attnx.checkpoint import hub
            from attnx.checkpoint.installed import or_installed

            with or_installed(name):
                path = hub.fetch(repository, revision, offline)
            return read_directory(path, name, provenance)


def read_path(path: Path, name: str, provenance: Provenance) -> Checkpoint:
    """The model on disk, in whichever layout it is. Raises CheckpointError where it cannot be used."""
    from attnx.checkpoint.layout import Changes, OneFile, Plain, layout_of

    match layout_of(path):
        case Plain(path):
            from attnx.checkpoint.directory import read_directory

            return read_directory(path, name, provenance)
        case Changes(path):
            from attnx.checkpoint.adapter import read_adapted

            return read_adapted(path, name)
        case OneFile(path):
            from attnx.checkpoint.gguf.read import read_gguf

            return read_gguf(path, name)


def load_translator(
    model: str | Path | Checkpoint, *, revision: str | None = None, offline: bool = False
) -> Translator:
    """The translator that `load` finds. Raises as that does, and CheckpointError for a model that is none."""
    checkpoint = load(model, revision=revision, offline=offline)
    if checkpoint.translator is None:
        raise CheckpointError("not_a_pair", path=checkpoint.name, family=checkpoint.spec.family)
    if checkpoint.preprocessing is not None:
        raise CheckpointError("captions", model=checkpoint.name)
    if checkpoint.translator.begin is None:
        family, key = checkpoint.spec.family, "decoder_start_token_id"
        raise CheckpointError("config_missing", path=checkpoint.source, key=key, family=family)
    return checkpoint.translator


def load_captioner(model: str | Path | Checkpoint) -> Translator:
    """The captioner that `load` finds. Raises as that does, and CheckpointError for a model that is none."""
    checkpoint = load(model)
    if checkpoint.translator is None or checkpoint.preprocessing is None:
        raise CheckpointError("not_a_captioner", path=checkpoint.name, family=checkpoint.spec.family)
    if checkpoint.translator.begin is None:
        raise CheckpointError(
            "config_missing", path=checkpoint.source, key="bos_token_id", family=checkpoint.spec.family
        )
    return checkpoint.translator
