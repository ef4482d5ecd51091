"""Several texts of one length go through the model together, and each is read as if it were alone."""

from __future__ import annotations

import numpy as np
import pytest

import attnx
from attnx.model.record import Recorder
from attnx.model.transformer import forward, forward_to_attention
from tests.families.parity import MODELS

# Learned, rotary and stretched positions, biases by distance and by content, shared kv heads, norms of q and k, sinks,
# windows, experts, and a feed-forward network beside the attention.
KINDS = (
    *("bert-plain", "gpt2-a", "llama-yarn", "bloom-a", "deberta_v2-a", "qwen3-a", "olmo2-a", "gpt_oss-a", "gemma3-a"),
    *("mixtral-a", "phi-a", "t5-a", "mpnet-a"),
)
TEXTS = 3


@pytest.mark.parametrize("name", KINDS)
def test_each_text_is_read_as_if_it_were_alone(name: str) -> None:
    model = attnx.load(MODELS / name)
    spec = model.spec
    texts = np.random.default_rng(0).integers(5, 20, (TEXTS, 7))

    def weights(ids: np.ndarray, count: int) -> tuple[np.ndarray, list[np.ndarray], list[np.ndarray]]:
        heads = count * spec.n_heads
        layers, kv_heads = tuple(range(spec.n_layers)), count * spec.n_kv_heads
        record = Recorder(("weights", "v_out"), layers, tuple(range(heads)), heads, kv_heads)
        read = forward_to_attention(ids, model.weights, spec, record, count)
        kept = [layer.attention[0].arrays for layer in record.finish()[1]]
        return read, [arrays["weights"].data for arrays in kept], [arrays["v_out"].data for arrays in kept]

    read, *together = weights(texts.ravel(), TEXTS)
    for number, ids in enumerate(texts):
        alone, *apart = weights(ids, 1)
        np.testing.assert_allclose(read[7 * number : 7 * (number + 1)], alone, rtol=1e-4, atol=1e-5)
        own = slice(number * spec.n_heads, (number + 1) * spec.n_heads)
        for many, one in zip(together, apart, strict=True):
            for layer, expected in zip(many, one, strict=True):
                np.testing.assert_allclose(layer[own], expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", KINDS)
def test_what_is_left_out_after_the_last_attention_changes_nothing_before_it(name: str) -> None:
    model = attnx.load(MODELS / name)
    spec, ids = model.spec, np.arange(5, 12)
    for last in range(spec.n_layers):
        whole, short = (
            Recorder(("weights", "v_out", "out"), tuple(range(last + 1)), (0, 1), spec.n_heads, spec.n_kv_heads)
            for _ in range(2)
        )
        forward(ids, model.weights, spec, whole)
        read = forward_to_attention(ids, model.weights, spec, short)
        for layer, expected in zip(short.finish()[1], whole.finish()[1], strict=True):
            arrays = layer.attention[0].arrays
            assert arrays.keys() == expected.attention[0].arrays.keys()
            for kind, array in arrays.items():
                assert np.array_equal(array.data, expected.attention[0].arrays[kind].data)
        assert np.array_equal(read, arrays["out"].data)
