"""A model that has a picture before its eyes: from there on it runs as one that reads a text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from attnx.checkpoint.values import Checkpoint
from attnx.errors import InputError, UsageError
from attnx.inputs.image import Picture
from attnx.inputs.patches import PatchTokenizer, patch_tokens
from attnx.inputs.preprocess import prepare
from attnx.model.families import Family, family_of
from attnx.model.patches import PatchEmbedding, interpolated
from attnx.model.places import Learned
from attnx.model.spec import Patches
from attnx.trace import Box, Seen


def see(checkpoint: Checkpoint, picture: Picture) -> Checkpoint:
    """The same model with this picture as its embedding, its places and its tokens.

    Of a model with a tower for pictures and one for texts, the one for pictures. Raises UsageError for a model that
    only reads, and InputError for a picture that cannot be given to it.
    """
    checkpoint = that_sees(checkpoint)
    patches, how, weights = checkpoint.spec.patches, checkpoint.preprocessing, checkpoint.weights
    assert patches is not None and how is not None and isinstance(weights.token_embedding, PatchEmbedding)
    prepared = prepare(picture, how)
    embedding = weights.token_embedding.of(prepared.values)
    rows, columns = embedding.grid
    height, width = prepared.values.shape[1:]
    if not rows or not columns or not (patches.bends or height == width == patches.trained):
        expected = f"{patches.trained} × {patches.trained}"
        raise InputError("picture_size", model=checkpoint.name, expected=expected, found=f"{width} × {height}")
    box = cut_off(prepared.box, columns * patches.size / width, rows * patches.size / height)
    tokens = patch_tokens(patches.first, rows, columns, box)
    assert weights.position_embedding is not None
    return replace(
        checkpoint,
        spec=replace(checkpoint.spec, n_positions=len(tokens), positions=Learned(len(tokens))),
        weights=replace(
            weights,
            token_embedding=embedding,
            position_embedding=places(weights.position_embedding, patches, rows, columns),
        ),
        tokenizer=PatchTokenizer(checkpoint.name, tokens),
        notes=(*checkpoint.notes, *picture.notes),
        picture=Seen(
            picture.width,
            picture.height,
            picture.sha256,
            rows,
            columns,
            box,
            prepared.pixels[: rows * patches.size, : columns * patches.size],
        ),
    )


def that_sees(checkpoint: Checkpoint) -> Checkpoint:
    """The tower for pictures, where the model is not that itself. Raises UsageError where it has none."""
    if checkpoint.spec.patches is not None:
        return checkpoint
    family = family_of(checkpoint.spec.family) if checkpoint.provenance == "given" else None
    if not isinstance(family, Family) or family.sees is None:
        raise UsageError("reads_texts", model=checkpoint.name)
    from attnx.checkpoint.directory import read_directory

    return read_directory(Path(checkpoint.source), checkpoint.name, checkpoint.provenance, sees=True)


def places(table: np.ndarray, patches: Patches, rows: int, columns: int) -> np.ndarray:
    """The position vector of each token, (token, d_model): zeros for those that have no place."""
    placed = len(patches.first) - patches.placeless
    first, grid = table[:placed], table[placed:]
    if patches.bends is not None:
        grid = interpolated(grid, rows, columns, patches.bends)
    return np.concatenate((first, np.zeros((patches.placeless, table.shape[1]), table.dtype), grid))


def cut_off(box: Box, across: float, down: float) -> Box:
    """The part of a box that patches cover: this share of its width and height."""
    return replace(
        box, right=box.left + (box.right - box.left) * across, bottom=box.top + (box.bottom - box.top) * down
    )
