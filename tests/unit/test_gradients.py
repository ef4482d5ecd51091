"""The backward pass: against the reference implementation, and against what finite differences say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnx.arithmetic import causal, softmax
from attnx.checkpoint.safetensors import map_tensors
from attnx.checkpoint.writing import tensors_of
from attnx.learning.backward.attention import attention_backward, softmax_backward
from attnx.learning.backward.embedding import embedding_backward
from attnx.learning.backward.feed_forward import feed_forward_backward
from attnx.learning.backward.loss import cross_entropy
from attnx.learning.backward.norm import layer_norm_backward
from attnx.learning.backward.transformer import backward
from attnx.learning.forward import Kept, forward, norm, think
from attnx.learning.parameters import parameters
from attnx.model.attention import attention
from attnx.model.record import Recorder
from attnx.model.spec import MLP, Spec
from attnx.model.transformer import forward as forward_of_one
from attnx.model.transformer import logits
from attnx.model.weights import Linear, MLPWeights, Norm, Rows, Weights
from tests.fixtures.gradients import SCALE, attention_arrays, model, rows

GOLDENS = map_tensors(Path(__file__).parents[1] / "fixtures" / "goldens" / "gradients.safetensors")
seeds = st.integers(0, 2**32 - 1)
few = settings(max_examples=8, deadline=None)


def loss_and_gradient(spec: Spec, weights: Weights) -> tuple[float, Weights]:
    batch = rows()
    passed = forward(batch.ids, weights, spec)
    loss, dlogits = cross_entropy(passed.x[batch.asked] @ weights.output_table.T, batch.answers)
    return loss, backward(dlogits, batch.asked, passed, weights, spec)


def test_every_weight_is_asked_for_what_autograd_says() -> None:
    loss, gradient = loss_and_gradient(*model())
    assert loss == pytest.approx(GOLDENS["model/loss"].item(), abs=1e-5)
    found = tensors_of(parameters(gradient))
    assert {f"model/{name}" for name in found} == {name for name in GOLDENS if name.startswith("model/")} - {
        "model/loss"
    }
    for name, array in found.items():
        np.testing.assert_allclose(array, GOLDENS[f"model/{name}"], atol=1e-5, err_msg=name)


def test_every_array_of_attention_is_asked_for_what_autograd_says() -> None:
    q, k, v, dz = attention_arrays()
    places, kept = np.arange(q.shape[2]), Kept()
    heads = tuple(array.reshape(-1, *array.shape[2:]) for array in (q, k, v))
    attention(*heads, scale=SCALE, mask=causal(places, places), touch=kept)
    weights = kept["weights"].reshape(*q.shape[:3], -1)
    attention_backward(dz, q, k, v, weights, scale=SCALE, touch=kept)
    for name in ("dweights", "dv", "dscaled", "dscores", "dq", "dk"):
        np.testing.assert_allclose(kept[name], GOLDENS[f"attention/{name}"], atol=1e-5)


def test_the_learner_reads_as_the_model_does() -> None:
    spec, weights = model()
    passed = forward(rows().ids, weights, spec)
    alone = replace(weights, token_embedding=Rows(np.asarray(weights.token_embedding)))
    for text, read in zip(rows().ids, passed.x.reshape(3, 6, -1), strict=True):
        record = Recorder((), (), (), spec.n_heads, spec.n_kv_heads, run=spec.n_layers)
        x = forward_of_one(text, weights, spec, record)
        np.testing.assert_allclose(read, x, atol=1e-5)
        np.testing.assert_allclose(read @ weights.output_table.T, logits(x, alone, spec), atol=1e-5)


def differences(f: Callable[[np.ndarray], np.ndarray], x: np.ndarray, dy: np.ndarray) -> np.ndarray:
    """∂(Σ dy · f(x))/∂x by central differences, in float64."""
    out = np.zeros_like(x)
    for at in np.ndindex(*x.shape):
        step = np.zeros_like(x)
        step[at] = 1e-6
        out[at] = (dy * (f(x + step) - f(x - step))).sum() / 2e-6
    return out


def numbers(seed: int, *shapes: tuple[int, ...]) -> Iterator[np.ndarray]:
    chance = np.random.default_rng(seed)
    return (chance.standard_normal(shape) for shape in shapes)


@few
@given(seeds)
def test_a_softmax_backwards(seed: int) -> None:
    scores, dweights = numbers(seed, (2, 4), (2, 4))
    found = softmax_backward(dweights, softmax(scores.copy()))
    np.testing.assert_allclose(found, differences(lambda s: softmax(s.copy()), scores, dweights), atol=1e-7)
    np.testing.assert_allclose(found.sum(axis=-1), 0.0, atol=1e-12)  # what all keys gain alike changes nothing


@few
@given(seeds)
def test_attention_backwards(seed: int) -> None:
    q, k, v, dz = numbers(seed, *[(1, 2, 3, 2)] * 4)
    mask, kept = causal(np.arange(3), np.arange(3)), Kept()

    def read(q: np.ndarray, k: np.ndarray, v: np.ndarray) -> np.ndarray:
        return attention(q[0], k[0], v[0], scale=SCALE, mask=mask, touch=kept)[None]

    read(q, k, v)
    found = attention_backward(dz, q, k, v, kept["weights"][None], scale=SCALE)
    for place, gradient in enumerate(found):
        others = [q, k, v]

        def moved(x: np.ndarray, place: int = place, others: list[np.ndarray] = others) -> np.ndarray:
            return read(*[*others[:place], x, *others[place + 1 :]])

        np.testing.assert_allclose(gradient, differences(moved, others[place], dz), atol=1e-7)


@few
@given(seeds)
def test_a_norm_backwards(seed: int) -> None:
    spec, _ = model()
    x, dy, gain, shift = numbers(seed, (3, 4), (3, 4), (4,), (4,))
    found, asked = layer_norm_backward(dy, norm(x, Norm(gain, shift), spec)[1], Norm(gain, shift))
    np.testing.assert_allclose(found, differences(lambda x: norm(x, Norm(gain, shift), spec)[0], x, dy), atol=1e-6)
    of_gain = differences(lambda g: norm(x, Norm(g, shift), spec)[0], gain, dy)
    np.testing.assert_allclose(asked.weight, of_gain, atol=1e-6)
    assert asked.bias is not None
    np.testing.assert_allclose(asked.bias, dy.sum(axis=0))


@few
@given(seeds)
def test_a_feed_forward_network_backwards(seed: int) -> None:
    spec = replace(model()[0], mlp=MLP(5, "relu"))
    x, dy, up, over, down, shift = numbers(seed, (3, 4), (3, 4), (4, 5), (5,), (5, 4), (4,))
    w = MLPWeights(Linear(up, over), Linear(down, shift))
    found, asked = feed_forward_backward(dy, think(x, w, spec)[1], w)
    np.testing.assert_allclose(found, differences(lambda x: think(x, w, spec)[0], x, dy), atol=1e-6)
    hidden = think(x, w, spec)[1].hidden
    np.testing.assert_allclose(asked.down.weight, differences(lambda down: hidden @ down, down, dy), atol=1e-6)


@few
@given(seeds)
def test_a_loss_and_an_embedding_backwards(seed: int) -> None:
    scores, table, dx = numbers(seed, (3, 5), (4, 2), (6, 2))
    targets = np.array([0, 4, 2])
    _, dlogits = cross_entropy(scores, targets)

    def loss(scores: np.ndarray) -> np.ndarray:
        return np.asarray(cross_entropy(scores, targets)[0])

    np.testing.assert_allclose(dlogits, differences(loss, scores, np.ones(())), atol=1e-7)
    ids = np.array([3, 0, 3, 3, 1, 0])
    found = embedding_backward(dx, ids, table)
    np.testing.assert_allclose(found, differences(lambda table: table[ids], table, dx), atol=1e-6)
