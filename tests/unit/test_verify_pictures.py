"""What is made of a picture verifies where the picture is known: its patches as vectors, and its labels."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import attnx
from attnx.doors.weights import with_weights
from attnx.errors import UsageError
from attnx.measures.verify import unchecked, verify
from attnx.trace import ARRAYS, Array, Attention, Trace
from tests.families.parity import MODELS

pytest.importorskip("PIL", reason="pictures as input need the extra vision")

PICTURES = Path(__file__).parent.parent / "fixtures" / "pictures"
SCENE = PICTURES / "scene.png"


def broken(trace: Trace) -> list[str]:
    return [check.step for check in verify(trace) if not check.holds]


@pytest.mark.parametrize("name", ["vit-a", "deit-b", "dinov2-b", "siglip-b"])  # one for each way to read a label
def test_patches_and_labels_are_recomputed(name: str) -> None:
    trace = attnx.explain(SCENE, MODELS / name, arrays=[*ARRAYS, "final", "label_logits"])
    weighed = with_weights(trace, MODELS / name)
    assert broken(weighed) == []
    for array in ("token_embedding", "label_logits"):
        held = trace.arrays[array]
        data = held.data.copy()
        data.flat[-1] += 0.1
        damaged = replace(weighed, arrays={**trace.arrays, array: Array(held.axes, data)})
        assert array in broken(damaged), array


def test_without_the_picture_its_patches_are_taken_as_they_are() -> None:
    trace = attnx.explain(SCENE, MODELS / "vit-a")
    assert trace.picture is not None
    saved = replace(trace, picture=replace(trace.picture, pixels=None))
    alone, given = with_weights(saved, MODELS / "vit-a"), with_weights(saved, MODELS / "vit-a", picture=SCENE)
    taken = [{name for _, name in unchecked(one, verify(one))} for one in (alone, given)]
    assert "token_embedding" in taken[0] - taken[1]
    assert np.array_equal(
        given.parameters["patches"].data, with_weights(trace, MODELS / "vit-a").parameters["patches"].data
    )
    with pytest.raises(UsageError, match="not the picture of this trace"):
        with_weights(saved, MODELS / "vit-a", picture=PICTURES / "scene.jpg")
    with pytest.raises(UsageError, match="of a text"):
        with_weights(attnx.explain("Love.", "toy"), "toy", picture=SCENE)


def moved(attention: Attention) -> Attention:
    """Cross-attention whose keys are all moved by the same vector, with the scores that they then have."""
    q, k = attention.arrays["q"].data, attention.arrays["k"].data + np.float32(0.25)
    scores = q @ k.mT
    made = {"k": k, "scores": scores, "scaled": scores * np.float32(attention.scale)}
    return replace(
        attention, arrays={**attention.arrays, **{n: Array(attention.arrays[n].axes, made[n]) for n in made}}
    )


@pytest.mark.parametrize("name", ["blip-a", "blip-b"])
def test_of_a_caption_nothing_is_taken_as_it_is(name: str) -> None:
    trace = with_weights(attnx.caption(SCENE, MODELS / name), MODELS / name)
    checks = verify(trace)
    assert broken(trace) == [] and unchecked(trace, checks) == ()
    layers = tuple(
        replace(layer, attention=tuple(moved(one) if one.kind == "cross" else one for one in layer.attention))
        for layer in trace.layers
    )
    elsewhere = replace(trace, layers=layers)
    # Each step follows from the one before it, but the keys do not follow from the picture.
    assert "k" in broken(elsewhere) and "k" not in broken(replace(elsewhere, parameters={}))
