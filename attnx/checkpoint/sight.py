"""A model that has a picture before its eyes: from there on it runs as one that reads a text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from attnx.checkpoint.values import Checkpoint
from attnx.errors import InputError, UsageError
from attnx.inputs.image import Picture, open_picture
from attnx.inputs.patches import PatchTokenizer, patch_tokens
from attnx.inputs.preprocess import normalised, prepare
from attnx.model.families import Family, family_of, tower_of
from attnx.model.loading import rename
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
    placed = on_grid(checkpoint, rows, columns)
    shown = prepared.pixels[: rows * patches.size, : columns * patches.size]
    return replace(
        placed,
        weights=replace(placed.weights, token_embedding=embedding),
        tokenizer=PatchTokenizer(checkpoint.name, tokens),
        notes=(*checkpoint.notes, *picture.notes),
        picture=Seen(picture.width, picture.height, picture.sha256, rows, columns, box, shown),
    )


def on_grid(checkpoint: Checkpoint, rows: int, columns: int) -> Checkpoint:
    """A model that sees, with the places of a picture of so many patches, and no picture yet."""
    patches, table = checkpoint.spec.patches, checkpoint.weights.position_embedding
    assert patches is not None and table is not None
    count = len(patches.first) + rows * columns
    return replace(
        checkpoint,
        spec=replace(checkpoint.spec, n_positions=count, positions=Learned(count)),
        weights=replace(checkpoint.weights, position_embedding=places(table, patches, rows, columns)),
    )


def in_sight_of(checkpoint: Checkpoint, seen: Seen, given: Path | Picture | None) -> Checkpoint:
    """A model with the picture of a trace before its eyes: with its places, and its patches where these are known.

    They are where the model sees it already, where the trace holds it, or where it is `given`. Raises UsageError where
    that is another one.
    """
    if checkpoint.picture is not None:
        return checkpoint
    placed = on_grid(that_sees(checkpoint), seen.rows, seen.columns)
    embedding, how = placed.weights.token_embedding, placed.preprocessing
    assert isinstance(embedding, PatchEmbedding) and how is not None
    if given is not None:
        picture = open_picture(given) if isinstance(given, Path) else given
        if picture.sha256 != seen.sha256:
            raise UsageError("other_picture", picture=picture.name)
        embedding = embedding.of(prepare(picture, how).values)
    elif seen.pixels is not None:
        embedding = embedding.of(normalised(seen.pixels, how))
    return replace(placed, weights=replace(placed.weights, token_embedding=embedding))


def that_sees(checkpoint: Checkpoint) -> Checkpoint:
    """The tower for pictures, where the model is not that itself. Raises UsageError where it has none."""
    if checkpoint.spec.patches is not None:
        return checkpoint
    family = family_of(checkpoint.spec.family) if checkpoint.provenance == "given" else None
    if not isinstance(family, Family) or family.sees is None:
        raise UsageError("reads_texts", model=checkpoint.name)
    from attnx.checkpoint.directory import read_directory, read_tensors

    table = tower_of(family.sees).table
    held = {rename(name, table.renames) for name in read_tensors(Path(checkpoint.source))}
    if held.isdisjoint(table.called("patch.weight")):  # the tower for texts was saved alone
        raise UsageError("reads_texts", model=checkpoint.name)
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
