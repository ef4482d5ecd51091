"""What is seen, for the goldens of views and figures: a picture of two shapes, and the tiny models that look at it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np

import attnx
from attnx.change import Ablate, Change, Hide
from attnx.inputs.image import Picture, picture_of
from attnx.trace import ARRAYS, STEPS, Trace
from attnx.views.explained import explained, only_head
from attnx.views.look import Look
from attnx.views.parts import Part
from tests.families.parity import MODELS

VIT, BLIP = MODELS / "vit-a", MODELS / "blip-a"


def shapes(side: int) -> Picture:
    """A red square and a blue one on white, as large as a model sees them, so that nothing has to be resized."""
    pixels = np.full((side, side, 3), 255, dtype=np.uint8)
    third = side // 3
    pixels[third : 2 * third, third : 2 * third] = (200, 30, 30)
    pixels[2 * third :, : third - 2] = (30, 60, 200)
    return picture_of(pixels, "shapes.png")


@cache
def seen(change: tuple[Change, ...] = (), arrays: tuple[str, ...] = ARRAYS) -> Trace:
    """One head of a model that says what it sees."""
    return attnx.explain(shapes(24), VIT, layers=[1], heads=[1], arrays=arrays, change=change)


@cache
def whole() -> Trace:
    """Every layer and head of it."""
    return attnx.explain(shapes(24), VIT)


@cache
def captioned() -> Trace:
    """One layer and head behind a caption that means nothing."""
    return attnx.caption(shapes(32), BLIP, layers=[1], heads=[0])


def ablated() -> tuple[Trace, Trace]:
    """The same head with nothing left of it."""
    arrays = (*ARRAYS, "final", "label_logits")
    return seen((), arrays), seen((Ablate(1, 1),), arrays)


def masked() -> tuple[Trace, Trace]:
    """The same without a patch before the eyes of the token that stands for the whole."""
    arrays = (*ARRAYS, "final", "label_logits")
    return seen((), arrays), seen((Hide(0, 5),), arrays)


def told(how: Look, brief: bool = False) -> Iterable[Part]:
    """What `attnx explain PICTURE` prints of it."""
    return explained(seen(), [step for step in STEPS if step != "summary"], how, only_head(seen()), brief)
