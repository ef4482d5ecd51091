"""Every family against the reference implementation: each array on the way, in float32 and in float64."""

from __future__ import annotations

from functools import cache

import pytest

import attnx
from attnx.checkpoint import load_translator
from attnx.errors import CheckpointError
from attnx.model.decode import decode, everything
from attnx.model.families import FAMILIES
from attnx.model.transformer import forward
from tests.families.parity import MODELS, Difference, differences, golden, names, stem, text_of

LIMIT = 2e-5  # in float32
EXACT = 1e-6  # above it, float64 must bring the difference down by ROUNDING, or it is not rounding
ROUNDING = 1e-6


@cache
def found(name: str) -> tuple[Difference, ...]:
    return tuple(differences(name))


@pytest.mark.parametrize("name", names())
def test_every_array_is_that_of_the_reference(name: str) -> None:
    assert {one.step.partition(".")[2].partition(".")[2] for one in found(name)} >= {"q", "k", "v", "scores", "weights"}
    assert [one for one in found(name) if one.single > LIMIT] == []


@pytest.mark.parametrize("name", names())
def test_what_differs_is_rounding(name: str) -> None:
    assert [one for one in found(name) if one.double > ROUNDING * max(one.single, EXACT)] == []


@pytest.mark.parametrize("name", names())
def test_a_text_is_explained(name: str) -> None:
    trace = attnx.explain(text_of(name), MODELS / name)
    assert [token.id for token in trace.tokens] == golden(name)["ids"].tolist()
    assert stem(trace.model.family) == name.rpartition("-")[0]


PAIRS = [name for name in names() if "written" in golden(name)]


@pytest.mark.parametrize("name", PAIRS)
def test_what_is_written_is_what_the_reference_writes(name: str) -> None:
    """Greedily, as far as the reference was let write."""
    pair, expected = load_translator(MODELS / name), golden(name)["written"].tolist()
    spec, weights = pair.spec, pair.weights
    source = forward(golden(name)["ids"], weights.encoder, spec.encoder, everything(spec.encoder))
    assert pair.begin is not None
    found = decode(source, weights.decoder, spec.decoder, pair.begin, pair.rules, beam=1, longest=12)
    assert list(found.ids) == expected
    assert len(PAIRS) >= 12 and len(expected) > 2


# What sees pictures has tiny models of its own, in test_vision.
SEEING = ("vit", "deit", "dinov2", "dinov2_with_registers", "clip_vision_model", "siglip", "siglip_vision_model")
# Their text part is that of another family, which has two.
WITH_IMAGES = ("gemma3", "mistral3", "qwen2_vl")


def test_every_family_has_two_models() -> None:
    # bert and blip have goldens of their own, and the other two share a file with others.
    known = {"bert", "blip", "camembert", "vaswani"}
    for model_type in FAMILIES.keys() - known - set(SEEING):
        beside = {f"{stem(model_type)}-b"} if model_type not in WITH_IMAGES else set()
        assert {f"{stem(model_type)}-a"} | beside <= set(names()), model_type


def test_a_missing_head_is_not_an_error_but_has_no_logits() -> None:
    assert "logits" in attnx.explain("Love.", MODELS / "distilbert-a", arrays=["logits"]).arrays
    with pytest.raises(attnx.AttnxError, match="no head"):
        attnx.explain("Love.", MODELS / "distilbert-b", arrays=["logits"])


@pytest.mark.parametrize("name", ["gemma3-bidirectional", "mistral-bidirectional"])
def test_a_decoder_that_reads_both_ways_does_not_say_what_comes_next(name: str) -> None:
    with pytest.raises(attnx.AttnxError, match=r"sees what comes after|no head"):
        attnx.predict("Love.", MODELS / name)


def test_an_encoder_is_not_a_translator() -> None:
    with pytest.raises(CheckpointError, match="encoder and decoder"):
        attnx.translate("爱", str(MODELS / "bert-plain"))
