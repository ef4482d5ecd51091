"""A picture goes in, a sentence about it and everything that was looked at comes out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np

from attnx.checkpoint import Checkpoint
from attnx.checkpoint.load import load_captioner
from attnx.checkpoint.sight import see
from attnx.doors.pair import write_about
from attnx.inputs.image import Picture, open_picture, picture_of
from attnx.measures.paper import is_drawing
from attnx.trace import Trace

LONGEST = 50  # tokens of a caption


def caption(
    picture: str | Path | np.ndarray | Picture,
    model: str | Path | Checkpoint = "sketch",
    *,
    beam: int = 1,
    candidates: int = 5,
    layers: Iterable[int] | Literal["all"] = "all",
    heads: Iterable[int] | Literal["all"] = "all",
    arrays: Iterable[str] | Literal["all"] = "all",
) -> Trace:
    """Says what is on a picture, a word at a time, and returns every number of its attention.

    The trace is that of a translation (`translate`), whose `source` are the patches of the `picture`: a file, or an
    array (height, width, 3) of whole numbers from 0 to 255.

    `model` is a name, a directory, an id on the hub, or what `attnx.load` returned. Raises InputError for a picture
    that cannot be read, UsageError for a layer, head or array that does not exist, and CheckpointError for a model
    that says nothing of pictures or cannot be used.
    """
    if isinstance(picture, np.ndarray):
        picture = picture_of(picture)
    elif not isinstance(picture, Picture):
        picture = open_picture(picture)
    captioner = load_captioner(model)
    eyes = see(captioner.encoder, picture)
    seen = eyes.picture
    assert seen is not None and seen.pixels is not None
    source = eyes.tokenizer(picture.name)
    trace = write_about(
        source, picture.name, captioner, eyes, captioner.rules, LONGEST, beam, candidates, layers, heads, arrays
    )
    photograph = captioner.provenance == "trained" and not is_drawing(seen.pixels)
    notes = (*picture.notes, *(("not_drawn",) if photograph else ()), *trace.notes)
    return replace(trace, notes=notes, picture=seen)
