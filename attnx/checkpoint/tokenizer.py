"""The tokenizer of a model directory."""

from __future__ import annotations

from pathlib import Path

from attnx.inputs.pieces import Pieces


def read_tokenizer(path: Path) -> Pieces:
    """The tokenizer that reads a text: tokenizer.json where it is there, and otherwise what older files make.

    Raises CheckpointError where there is none, or it cannot be used.
    """
    for name in ("source_tokenizer.json", "tokenizer.json"):
        if (path / name).is_file():
            return Pieces.read(path / name)
    from attnx.checkpoint.older_tokenizer import read_older

    return read_older(path)


def read_writer(path: Path, reads: Pieces) -> Pieces:
    """The tokenizer of what is written; where there is only one, it is the one that reads."""
    if (path / "target_tokenizer.json").is_file():
        return Pieces.read(path / "target_tokenizer.json")
    return reads
