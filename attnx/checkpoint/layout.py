"""What a path holds: a model in the Hugging Face layout, the changes of one, or one in a single GGUF file."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

from attnx.checkpoint.files import CONFIG, INDEX, WEIGHTS
from attnx.checkpoint.modules import transformer_in
from attnx.errors import CheckpointError
from attnx.frozen import frozen

ENDING = ".gguf"
ADAPTER = "adapter_config.json"


@frozen
class Plain:
    """A directory with config.json, or a file of weights in one."""

    path: Path


@frozen
class Changes:
    """A folder with an adapter, and no model."""

    path: Path


@frozen
class OneFile:
    """A GGUF file."""

    path: Path


Layout: TypeAlias = Plain | Changes | OneFile


def layout_of(path: Path) -> Layout:
    """What this path holds. Raises CheckpointError for modules without a Transformer, and for several GGUF files."""
    if path.is_file():
        return OneFile(path) if path.suffix.lower() == ENDING else Plain(path)
    if (path / ADAPTER).is_file() and not ((path / WEIGHTS).exists() or (path / INDEX).exists()):
        return Changes(path)
    if not (path / CONFIG).is_file() or not ((path / WEIGHTS).exists() or (path / INDEX).exists()):
        found = sorted(path.glob(f"*{ENDING}"))
        if len(found) > 1:
            raise CheckpointError("several_gguf", path=path, count=len(found), first=found[0].name)
        if found:
            return OneFile(found[0])
    return Plain(transformer_in(path))
