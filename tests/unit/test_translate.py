"""The encoder and the decoder: memory, decoding, what a translation's trace holds."""

from __future__ import annotations

import numpy as np
import pytest

import attnx
from attnx import saved
from attnx.arithmetic import log_softmax
from attnx.checkpoint import Translator, load_translator
from attnx.errors import AttnxError
from attnx.measures.verify import verify
from attnx.model.decode import decode, everything
from attnx.model.transformer import Reading, forward, logits
from attnx.reduce.until import until


@pytest.fixture(scope="module")
def translator() -> Translator:
    return load_translator("zh-en")


def encoded(translator: Translator, text: str) -> np.ndarray:
    ids = np.array([token.id for token in translator.source_tokenizer(text)])
    spec = translator.spec.encoder
    return forward(ids, translator.weights.encoder, spec, everything(spec))


def test_with_memory_and_without_the_numbers_are_the_same(translator: Translator) -> None:
    x, spec, weights = encoded(translator, "请给我一杯水。"), translator.spec.decoder, translator.weights.decoder
    assert translator.begin is not None
    written = decode(x, weights, spec, translator.begin, translator.rules, beam=1, longest=20)
    whole = forward(
        np.array(written.ids[:-1]), weights, spec, everything(spec), reading=Reading.begin(x, spec.n_layers)
    )
    at_once = [log_softmax(row) for row in logits(whole, weights, spec)]
    assert len(at_once) == len(written.log_probabilities) > 3
    np.testing.assert_allclose(np.stack(written.log_probabilities), np.stack(at_once), atol=2e-5)


def test_greedy_takes_the_likeliest_and_a_beam_is_never_less_likely(translator: Translator) -> None:
    x, spec, weights = encoded(translator, "我爱你。"), translator.spec.decoder, translator.weights.decoder
    assert translator.begin is not None
    begin, rules = translator.begin, translator.rules
    greedy, beam = (decode(x, weights, spec, begin, rules, k, longest=20) for k in (1, 4))
    assert [int(row.argmax()) for row in greedy.log_probabilities] == list(greedy.ids[1:])
    assert beam.score >= greedy.score
    total = sum(row[token] for row, token in zip(beam.log_probabilities, beam.ids[1:], strict=True))
    assert beam.total == pytest.approx(float(total), abs=1e-4)


def test_the_trace_of_a_translation(translator: Translator) -> None:
    trace = attnx.translate("我爱你。", translator.encoder)
    assert trace.output == "I love you."
    assert [token.text for token in trace.source][:3] == ["我", "爱", "你"]
    assert len(trace.steps) == len(trace.tokens)
    assert [step.taken.text for step in trace.steps][:-1] == [token.text for token in trace.tokens[1:]]
    for step in trace.steps:
        chances = [candidate.probability for candidate in step.candidates]
        assert chances == sorted(chances, reverse=True)
        assert 0 < sum(chances) <= 1 + 1e-6
    kinds = {one.kind for _, one in trace.attentions()}
    assert kinds == {"encoder", "self", "cross"}
    assert all(check.holds for check in verify(trace))
    for _, one in trace.attentions():
        if one.kind == "self":
            assert (one.arrays["weights"].data[:, 0, 1:] == 0).all()  # nobody looks ahead
    again = saved.from_bytes(saved.to_json(trace), "t")
    assert saved.to_json(again) == saved.to_json(trace)
    assert saved.to_json(saved.from_bytes(saved.to_safetensors(trace), "t")) == saved.to_json(trace)


def test_the_aligner_finds_where_a_word_comes_from(translator: Translator) -> None:
    trace = attnx.translate("我爱你。", translator.encoder)
    assert trace.aligner is not None
    love = next(token for token in trace.tokens if token.text == "love")
    row = love.index - 1 if trace.aligner.ahead else love.index
    weights = trace.array("weights", layer=trace.aligner.layer, kind="cross", head=trace.aligner.head)
    assert trace.source[int(weights[row].argmax())].text == "爱"


def test_a_step_does_not_change_when_more_is_written(translator: Translator) -> None:
    trace = attnx.translate("我爱你。", translator.encoder)
    part = until(trace, 2, ("self", "cross"))
    assert len(part.tokens) == 2
    assert all(check.holds for check in verify(part))
    for _, one in part.attentions():
        assert one.arrays["weights"].data.shape[1:] == (2, 2 if one.kind == "self" else len(trace.source))


@pytest.mark.parametrize(("text", "key"), [(" ", "blank_text"), ("水" * 200, "too_long")], ids=["blank", "too long"])
def test_what_cannot_be_translated(translator: Translator, text: str, key: str) -> None:
    with pytest.raises(AttnxError) as caught:
        attnx.translate(text, translator.encoder)
    assert caught.value.key == key


def test_unknown_characters_are_said(translator: Translator) -> None:
    assert "unknown_pieces" in attnx.translate("我爱🙂。", translator.encoder).notes
