"""The chain is whole: from the embedding to the logits each array follows from the ones before it and the weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import attnx
from attnx.change import Ablate, Change, Hide, Temperature, WithoutPosition, WithoutScale
from attnx.doors.weights import with_weights
from attnx.errors import UsageError
from attnx.measures.verify import Check, unchecked, verify
from attnx.trace import ARRAYS, BY_NAME, OF_HEAD, Array, Place, Trace

MODELS = Path(__file__).parent.parent / "fixtures" / "models"
WHOLE = ("reader", "writer", "zh-en", "gpt2-a", "llama-a", "gemma2-a", "t5-a", "modernbert-a")
# Beside them: two sublayers of one stream, experts, a narrow embedding, a bias by distance, an encoder alone, no MLP.
OTHERS = (
    "gptj-a",
    "qwen3_moe-b",
    "albert-b",
    "bloom-a",
    "bert-plain",
    "olmo2-a",
    "granite-a",
    "bart-b",
    "gpt_oss-a",
    "toy",
)


def named(name: str) -> str | Path:
    return MODELS / name if (MODELS / name).exists() else name


@cache
def recorded(name: str, everything: bool = True) -> Trace:
    """A short text with every array that there is of it, or those that are recorded where nothing is said."""
    checkpoint = attnx.load(named(name))
    head = checkpoint.weights.head is not None or checkpoint.translator is not None
    more = [array for array in BY_NAME if head or array not in OF_HEAD] if everything else []
    if checkpoint.translator is not None:
        return attnx.translate("我爱你。" if name == "zh-en" else "Love is", checkpoint, arrays=[*ARRAYS, *more])
    return attnx.explain("Love is here", checkpoint, arrays=[*ARRAYS, *more])


@cache
def weighed(name: str, everything: bool = True) -> Trace:
    return with_weights(recorded(name, everything), named(name))


def broken(trace: Trace) -> list[Check]:
    return [check for check in verify(trace) if not check.holds]


@pytest.mark.parametrize("name", [*WHOLE, *OTHERS])
def test_nothing_is_found_that_cannot_be_recomputed(name: str) -> None:
    trace = weighed(name)
    checks = verify(trace)
    assert [check for check in checks if not check.holds] == []
    assert unchecked(trace, checks) == ()
    steps = {check.step for check in checks}
    assert {"token_embedding", "embedded", "residual", "x", "q", "k", "v", "weights", "z", "out"} <= steps
    if name in WHOLE and trace.arrays.keys() & {"logits"}:
        assert {"final", "logits", "probabilities", "mlp_up", "mlp_hidden", "mlp_down", "mlp_add"} <= steps


def test_what_of_the_whole_has_logits() -> None:
    assert [name for name in WHOLE if "logits" not in recorded(name).arrays] == ["reader"]


@pytest.mark.parametrize("name", ["gpt2-a", "bert-plain", "t5-a"])
def test_without_weights_it_is_said_what_was_not_recomputed(name: str) -> None:
    checks = verify(recorded(name))
    assert [check for check in checks if not check.holds] == []
    left = {array for _, array in unchecked(recorded(name), checks)}
    assert {"token_embedding", "q", "k", "v", "out", "mlp_up", "mlp_down", "final"} <= left
    assert not left & {"weights", "z", "residual", "x", "attention_out", "attention_add", "mlp_hidden", "mlp_add"}
    assert ("embedded" in left) == (name == "bert-plain")  # behind a norm, whose gain nobody knows


def places(count: int, trace: Trace, seed: int) -> Iterator[tuple[Place, str, tuple[int, ...]]]:
    """So many places of single numbers, every array in turn."""
    random, arrays = np.random.default_rng(seed), [*trace.walk()]
    for turn in range(count):
        place, name, array = arrays[turn % len(arrays)]
        yield place, name, tuple(int(random.integers(size)) for size in array.data.shape)


def changed(arrays: Mapping[str, Array], name: str, at: tuple[int, ...]) -> dict[str, Array]:
    """The same arrays, one number of one of them a hundredth of the largest away from what it was."""
    data = arrays[name].data.copy()
    if data.dtype == bool:
        data[at] = not data[at]
    else:
        largest = float(np.abs(data[np.isfinite(data)]).max(initial=1e-3))
        data[at] = data[at] + np.float32(0.01 * largest) if np.isfinite(data[at]) else np.float32(0.0)
    return {**arrays, name: Array(arrays[name].axes, data)}


def damaged(trace: Trace, place: Place, name: str, at: tuple[int, ...]) -> Trace:
    if place.layer is None:
        if place.kind is None:
            return replace(trace, arrays=changed(trace.arrays, name, at))
        return replace(trace, encoder=changed(trace.encoder, name, at))
    layers = []
    for layer in trace.layers:
        if layer.layer == place.layer and place.kind is None:
            layer = replace(layer, arrays=changed(layer.arrays, name, at))
        elif layer.layer == place.layer and name in layer.encoder and place.kind == "encoder":
            layer = replace(layer, encoder=changed(layer.encoder, name, at))
        elif layer.layer == place.layer:
            layer = replace(
                layer,
                attention=tuple(
                    replace(one, arrays=changed(one.arrays, name, at)) if one.kind == place.kind else one
                    for one in layer.attention
                ),
            )
        layers.append(layer)
    return replace(trace, layers=tuple(layers))


@pytest.mark.parametrize("name", ["gpt2-a", "gemma2-a", "t5-a", "albert-a", "qwen3_moe-a"])
def test_one_number_changed_is_found_wherever_it_is(name: str) -> None:
    trace = weighed(name)
    missed = [place for place in places(100, trace, seed=5) if not broken(damaged(trace, *place))]
    assert missed == []


@pytest.mark.parametrize("name", ["gpt2-a", "bert-plain", "t5-a", "gptj-a"])
def test_one_number_changed_is_found_in_what_is_recorded_where_nothing_is_said(name: str) -> None:
    trace = weighed(name, everything=False)
    arrays = [*trace.walk()]
    assert unchecked(trace, verify(trace)) == ()
    assert [place for place in places(len(arrays), trace, seed=6) if not broken(damaged(trace, *place))] == []


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("gpt2-a", ("token_embedding", "position_embedding", "embedded", "residual")),
        ("bert-plain", ("embedded", "residual", "x")),
        ("llama-a", ("token_embedding", "embedded", "residual")),
    ],
)
def test_what_needs_no_weights_is_checked_without_them(name: str, found: tuple[str, ...]) -> None:
    trace = recorded(name, everything=False)
    for place, array, held in trace.walk():
        if array in found and place.layer in (None, 0):
            assert broken(damaged(trace, place, array, (1,) * held.data.ndim)), array


def test_weights_of_another_model_are_refused() -> None:
    for model in ("gpt2-b", "t5-a", "reader"):
        with pytest.raises(UsageError, match="not the model of this trace"):
            with_weights(recorded("gpt2-a"), named(model))


def test_too_many_weights_are_refused_with_their_number() -> None:
    with pytest.raises(UsageError, match=r"the weights are 0\.0 million numbers where this holds 0\.001"):
        with_weights(recorded("gpt2-a"), named("gpt2-a"), most=1000)


def test_a_model_that_learned_nothing_is_weighed_with_what_it_began_with() -> None:
    trace = attnx.explain("Love is here", attnx.load("reader").untrained())
    assert broken(with_weights(trace, "reader")) == []


@pytest.mark.parametrize(
    "made",
    [Ablate(0, 1), Temperature(2.0), WithoutScale(), WithoutPosition(), Hide(2, 0)],
    ids=lambda made: type(made).__name__,
)
def test_what_was_changed_is_recomputed_as_it_was_changed(made: Change) -> None:
    trace = attnx.explain("Love is here", MODELS / "gpt2-a", arrays=[*ARRAYS, *BY_NAME], change=made)
    assert broken(with_weights(trace, MODELS / "gpt2-a")) == []


def test_some_rows_and_heads_are_recomputed_as_far_as_they_go() -> None:
    trace = attnx.explain("Love is here", MODELS / "llama-a", heads=[1], queries=[1, 2], arrays=[*ARRAYS, *BY_NAME])
    weighed = with_weights(trace, MODELS / "llama-a")
    checks = verify(weighed)
    assert [check for check in checks if not check.holds] == []
    assert {array for _, array in unchecked(weighed, checks)} == {"out"}  # for which all heads are needed
