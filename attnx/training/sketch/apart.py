"""Pairs of shape and colour that training never shows are not taught to be impossible.

A loss over all shapes says of every green thing that it is no star, if there are no green stars, and what is learned is
"what is green is no star". So a green thing is not asked whether it is a star, nor a star whether it is green: the one
is left out of what the other is chosen from, at the patches and among the words.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from attnx.scenes.scene import COLOURS, SHAPES
from attnx.scenes.sentence import plural
from attnx.training.sketch.held_out import HELD_OUT
from attnx.training.sketch.scenes import PAD, Batch, vocabulary


def apart() -> Tensor:
    """(shape, colour): whether the two are never shown together; the last of each is NOTHING, which is with all."""
    table = torch.zeros(len(SHAPES) + 1, len(COLOURS) + 1, dtype=torch.bool)
    for shape, colour in HELD_OUT:
        table[SHAPES.index(shape), COLOURS.index(colour)] = True
    return table


def apart_in_words() -> Tensor:
    """(word, word): the same of the words of a shape and of a colour."""
    known = vocabulary()
    table = torch.zeros(len(known), len(known), dtype=torch.bool)
    for shape, colour in HELD_OUT:
        for noun in (shape, plural(shape)):
            table[known.index(noun), known.index(colour)] = table[known.index(colour), known.index(noun)] = True
    return table


APART, APART_IN_WORDS = apart(), apart_in_words()


def shapes_and_colours(shapes: Tensor, colours: Tensor, some: Batch) -> tuple[Tensor, Tensor]:
    """The logits (example, patch, …) of both, without those never shown with the other of the two that is there."""
    shape, colour = some.facts[..., 0], some.facts[..., 1]
    return (
        shapes.masked_fill(APART.mT[colour][..., :-1], -torch.inf),
        colours.masked_fill(APART[shape][..., :-1], -torch.inf),
    )


def words(logits: Tensor, some: Batch) -> Tensor:
    """The logits (example, word, vocabulary) without shapes never shown with the colour in the word before, and without
    colours never shown with the shape in the word after.
    """
    following = functional.pad(some.wanted[:, 1:], (0, 1), value=PAD)
    return logits.masked_fill(APART_IN_WORDS[some.read] | APART_IN_WORDS[following], -torch.inf)
