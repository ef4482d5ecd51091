"""A folder of sentence-transformers: modules.json says in which folder inside it the Transformer is."""

from __future__ import annotations

from pathlib import Path

from attnx.checkpoint.files import CONFIG, read_json
from attnx.errors import CheckpointError, Phrase

MODULES = "modules.json"


def transformer_in(path: Path) -> Path:
    """The folder of the Transformer that a folder of modules begins with; any other path as it is.

    Raises CheckpointError where modules.json is not a list of modules, or leads outside.
    """
    file = path / MODULES
    if (path / CONFIG).is_file() or not file.is_file():
        return path
    modules = read_json(file, "bad_modules")
    first = modules[0] if isinstance(modules, list) and modules else None
    said = first if isinstance(first, dict) else {}
    folder = said.get("path")
    if not isinstance(folder, str) or not str(said.get("type")).endswith(".Transformer"):
        raise CheckpointError("bad_modules", path=file, reason=Phrase("no_transformer"))
    inside = path / folder
    if not inside.resolve().is_relative_to(path.resolve()):
        raise CheckpointError("bad_modules", path=file, reason=Phrase("leads_outside", place=folder))
    return inside
