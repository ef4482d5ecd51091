"""Tokenizers: the library's, as the files of a model directory describe them."""

from __future__ import annotations

from pathlib import Path

from attnx.checkpoint.tokenizer.pieces import Pieces


def read_tokenizer(path: Path) -> Pieces:
    """The tokenizer that reads a text: tokenizer.json where it is there, and otherwise what older files make.

    Raises CheckpointError where there is none, or it cannot be used.
    """
    if (path / "source_tokenizer.json").is_file():
        return Pieces.read(path / "source_tokenizer.json")
    if (path / "tokenizer.json").is_file():
        from attnx.checkpoint.tokenizer.beside import settle

        return Pieces.read(path / "tokenizer.json", settle)
    from attnx.checkpoint.tokenizer.older import read_older

    return read_older(path)


def read_writer(path: Path, reads: Pieces) -> Pieces:
    """The tokenizer of what is written; where there is only one, it is the one that reads."""
    if (path / "target_tokenizer.json").is_file():
        return Pieces.read(path / "target_tokenizer.json")
    return reads
