"""What a model is asked for by: a name, a directory, a file of weights or an id on the hub, and what stands there."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from attnx.checkpoint.installed import REPOSITORY, find_minilm
from attnx.errors import UsageError
from attnx.frozen import frozen
from attnx.inputs.script import Script, script_of
from attnx.trace import Provenance

MADE = ("toy", "classic")
TRAINED = ("reader", "reader-zh", "writer", "zh-en", "sketch")
NAMES = (*TRAINED, *MADE, "minilm")
READS: Mapping[str, Script] = MappingProxyType(  # what the trained ones have learned to read
    {"reader": "latin", "reader-zh": "chinese", "writer": "latin", "zh-en": "chinese", "minilm": "latin"}
)
ID = re.compile(r"[A-Za-z0-9_][\w.-]{0,95}/[A-Za-z0-9_][\w.-]{0,95}", re.ASCII)


@frozen
class Made:
    """A model that attnx makes itself: it has no files."""

    name: str


@frozen
class Bundled:
    """A trained model inside the package."""

    name: str


@frozen
class Directory:
    """A directory of a model, or the file of weights in one."""

    path: Path
    name: str
    provenance: Provenance


@frozen
class OnHub:
    """A model of the hub; of a `revision`, or the newest."""

    repository: str
    name: str
    provenance: Provenance
    revision: str | None


Place: TypeAlias = Made | Bundled | Directory | OnHub


def resolve(model: str | Path, revision: str | None = None) -> Place:
    """Where the model is that is asked for. Nothing of it is opened, and nobody is asked.

    Raises UsageError for a name that is nothing of all this, and for a revision of a model that has none.
    """
    place = place_of(model, revision)
    if revision is not None and (not isinstance(place, OnHub) or model in NAMES):
        raise UsageError("revision_of", model=model)
    return place


def place_of(model: str | Path, revision: str | None) -> Place:
    if model in MADE:
        return Made(str(model))
    if model in TRAINED:
        return Bundled(str(model))
    if model == "minilm":
        path = find_minilm()
        return OnHub(REPOSITORY, model, "trained", None) if path is None else Directory(path, model, "trained")
    if isinstance(model, str | Path) and exists(Path(model)):
        return Directory(Path(model), name_of(Path(model)), "given")
    if not is_id(str(model)):
        raise UsageError("unknown_model", name=model, choices=", ".join(NAMES))
    return OnHub(str(model), str(model), "given", revision)


def is_id(name: str) -> bool:
    """Whether a name looks like owner/name."""
    return ID.fullmatch(name) is not None


def exists(path: Path) -> bool:
    """Whether there is something; what cannot even be asked, such as an endless name, is not there."""
    try:
        return path.exists()
    except OSError:
        return False


def name_of(path: Path) -> str:
    """What a model is called: its directory, and the file where that was given."""
    names = path.resolve().parts[-2:] if path.is_file() else path.resolve().parts[-1:]
    return as_text("/".join(names))


def as_text(path: str | Path) -> str:
    """A path as text, even where its bytes are not UTF-8."""
    return os.fsencode(path).decode(errors="replace")


def default_model(text: str) -> str:
    """The bundled model that can read a text: reader-zh for Chinese, reader for what else has Latin letters, or toy."""
    script = script_of(text)
    return "toy" if script is None else "reader-zh" if script == "chinese" else "reader"
