"""What-ifs: each changes what it says, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import attnx
from attnx import saved
from attnx.change import CHANGES, Ablate, Change, Hide, ScaleHead, Swap, Temperature, WithoutPosition, WithoutScale
from attnx.errors import UsageError
from attnx.inputs.swap import swap
from attnx.lessons.what_if import WORDS
from attnx.measures.compare import compare
from attnx.measures.outcome import outcome
from attnx.measures.verify import verify
from attnx.model import rows
from attnx.model.change import EFFECTS
from attnx.model.record import AttentionRecord
from attnx.model.touch import Touch
from attnx.trace import Trace
from tests.families.parity import MODELS

TEXT = "hope it gives us hope to live"
FAMILIES = ("toy", "bert-plain", "gpt2-a", "llama-a", "t5-a", "gemma2-a", "modernbert-a")


def explained(name: str, change: Change | Iterable[Change] = (), text: str = TEXT, final: bool = False) -> Trace:
    model = name if name == "toy" else MODELS / name
    return attnx.explain(text, model, change=change, arrays=["weights", "z", "final"] if final else "all")


# ── every family ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", FAMILIES)
def test_a_changed_trace_holds_comes_back_and_says_what_was_changed(name: str) -> None:
    heads = (Ablate(0, 1), ScaleHead(0, 0, -0.7), ScaleHead(0, 0, 3.0))
    changes = (WithoutScale(), Temperature(2.0), Hide(3, 1), *heads, Swap("gives", "lives"))
    trace = explained(name, changes)
    assert trace.text == TEXT.replace("gives", "lives")
    assert [type(change) for change in trace.changes] == [type(change) for change in changes]
    hidden = trace.changes[2]
    assert isinstance(hidden, Hide)
    assert (hidden.query_name, hidden.key_name) == (trace.tokens[3].name, trace.tokens[1].name)
    assert [one for one in verify(trace) if not one.holds] == []
    for data in (saved.to_json(trace), saved.to_safetensors(trace)):
        back = saved.from_bytes(data, name)
        assert back.changes == trace.changes
        assert saved.to_json(back) == saved.to_json(trace)


@pytest.mark.parametrize("name", FAMILIES)
def test_without_a_change_nothing_is_changed(name: str) -> None:
    assert saved.to_json(explained(name, ())) == saved.to_json(explained(name))
    assert explained(name).changes == ()
    same = explained(name, Temperature(1.0))
    assert np.array_equal(same.array("weights"), explained(name).array("weights"))


# ── each change ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["toy", "gpt2-a", "llama-a"])
def test_without_scale_scaled_is_scores(name: str) -> None:
    trace = explained(name, WithoutScale())
    assert np.array_equal(trace.array("scaled"), trace.array("scores"))


@pytest.mark.parametrize("name", FAMILIES)
@settings(max_examples=4, deadline=None)
@given(value=st.floats(0.25, 8.0))
def test_temperature_is_that_of_the_softmax(name: str, value: float) -> None:
    before, after = explained(name), explained(name, Temperature(value))
    seen = next(before.array(step) for step in ("masked", "scaled") if step in before.layers[0].attention[0].arrays)
    exp = np.exp((seen - seen.max(axis=-1, keepdims=True)).astype(np.float64) / value)
    assert after.array("weights") == pytest.approx(exp / exp.sum(axis=-1, keepdims=True), abs=1e-5)


@pytest.mark.parametrize("name", ["toy", "bert-plain", "t5-a"])
def test_a_large_temperature_looks_at_all_alike(name: str) -> None:
    weights = explained(name, Temperature(1e9)).array("weights")
    assert weights == pytest.approx(np.full(weights.shape, 1 / weights.shape[-1]), abs=1e-5)


@pytest.mark.parametrize("name", FAMILIES)
@settings(max_examples=4, deadline=None)
@given(cell=st.tuples(st.integers(0, 6), st.integers(0, 6)).map(lambda pair: (max(pair), min(pair))))
def test_what_is_hidden_has_no_weight_and_other_rows_of_the_first_layer_stay(name: str, cell: tuple[int, int]) -> None:
    query, key = cell
    before, after = explained(name), explained(name, Hide(query, key))
    for _, attention in after.attentions():
        assert not attention.arrays["weights"].data[:, query, key].any()
    old, new = before.array("weights", layer=0), after.array("weights", layer=0)
    others = [row for row in range(old.shape[1]) if row != query]
    assert np.array_equal(old[:, others], new[:, others])
    left = np.delete(old[:, query], key, axis=-1).astype(np.float64)
    total = left.sum(axis=-1, keepdims=True)
    expected = np.divide(left, total, out=np.zeros_like(left), where=total > 0)
    assert np.delete(new[:, query], key, axis=-1) == pytest.approx(expected, abs=1e-5)  # the rest, scaled up


def test_a_row_of_which_everything_is_hidden_is_zero() -> None:
    trace = explained("gpt2-a", Hide(0, 0))
    assert not trace.array("weights")[:, 0].any()
    assert np.isfinite(trace.array("z")).all()


@pytest.mark.parametrize("name", ["bert-plain", "gpt2-a", "llama-a"])
def test_of_heads_that_are_all_silent_the_bias_is_left(name: str) -> None:
    heads = explained(name).model.n_heads
    trace = explained(name, [Ablate(1, head) for head in range(heads)])
    assert not trace.array("z", layer=1).any()
    out = trace.array("out", layer=1)
    assert np.array_equal(out, np.broadcast_to(out[0], out.shape))
    assert out.any() == trace.model.out_bias
    assert np.array_equal(trace.array("weights", layer=1), explained(name).array("weights", layer=1))


def test_a_silent_head_is_the_part_that_is_missing() -> None:
    before, after = explained("llama-a"), explained("llama-a", Ablate(0, 2))
    assert not after.array("z", layer=0, head=2).any()
    for head in (0, 1, 3):
        assert np.array_equal(before.array("z", layer=0, head=head), after.array("z", layer=0, head=head))
    assert not np.array_equal(before.array("out", layer=0), after.array("out", layer=0))


@pytest.mark.parametrize("name", [name for name in FAMILIES if name != "gemma2-a"])
def test_without_positions_equal_words_are_equal(name: str) -> None:
    trace = explained(name, WithoutPosition())
    assert trace.model.positions == "none"
    hopes = [token.index for token in trace.tokens if token.name.strip() == "hope"]
    if len(hopes) == 2:
        one, other = (trace.array("q", layer=0)[:, hope] for hope in hopes)
        assert one == pytest.approx(other, abs=1e-5)
    arrays = {array for _, attention in trace.attentions() for array in attention.arrays}
    assert not {"bias", "q_projected"} & arrays or trace.model.qk_norm


def test_a_swap_there_and_back_is_the_original() -> None:
    there = explained("toy", Swap("gives", "爱"))
    back = explained("toy", Swap("爱", "gives"), text=there.text)
    assert back.text == TEXT
    assert np.array_equal(back.array("weights"), explained("toy").array("weights"))


@pytest.mark.parametrize(
    ("text", "word", "other", "expected"),
    [
        ("The cat sat.", "cat", "dog", "The dog sat."),
        ("concat a cat", "cat", "dog", "concat a dog"),
        ("我爱你。", "爱", "喜欢", "我喜欢你。"),
        ("我喜欢你。", "喜欢", "爱", "我爱你。"),
        ("New York is it", "New York", "Bath", "Bath is it"),
        ("it didn't", "didn't", "did", "it did"),
    ],
)
def test_a_word_is_swapped(text: str, word: str, other: str, expected: str) -> None:
    assert swap(text, word, other) == expected


def test_changes_can_be_combined_in_any_order() -> None:
    changes = (WithoutScale(), Temperature(2.0), Ablate(0, 0))
    one, other = explained("gpt2-a", changes, final=True), explained("gpt2-a", changes[::-1], final=True)
    assert np.array_equal(one.array("final"), other.array("final"))


def test_every_change_has_a_name_an_effect_and_a_sentence() -> None:
    kinds = set(get_args(Change))
    assert set(CHANGES.values()) == set(EFFECTS) == kinds
    assert {f"what_if_{name}" for name in CHANGES} <= WORDS.keys()


@pytest.mark.parametrize("name", ["gpt2-a", "llama-a", "t5-a"])
def test_ablating_a_head_is_a_factor_of_zero(name: str) -> None:
    silent, zero = (explained(name, change) for change in (Ablate(0, 1), ScaleHead(0, 1, 0.0)))
    for step in silent.layers[0].attention[0].arrays:
        assert np.array_equal(silent.array(step), zero.array(step)), step


@pytest.mark.parametrize("name", ["gpt2-a", "llama-a", "t5-a"])
@pytest.mark.parametrize("factor", [0.0, 0.5, 2.0, -4.0])
def test_a_scaled_head_is_that_many_times_as_loud(name: str, factor: float) -> None:
    before, after = (
        attnx.explain(TEXT, MODELS / name, arrays=["z", "head_out", "out"], change=change)
        for change in ((), ScaleHead(0, 1, factor))
    )
    for step in ("z", "head_out"):
        old, new = (trace.array(step, layer=0) for trace in (before, after))
        assert new[1] == pytest.approx(old[1] * factor, rel=1e-5, abs=1e-6)  # powers of two
        assert np.array_equal(np.delete(old, 1, axis=0), np.delete(new, 1, axis=0))
    moved = after.array("out", layer=0) - before.array("out", layer=0)
    assert moved == pytest.approx((factor - 1) * before.array("head_out", layer=0)[1], abs=1e-5)


def test_a_change_knows_its_head_when_a_text_is_read_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "ROWS", 2)
    monkeypatch.setattr(rows, "CELLS", 1)  # one head at a time
    before, after, other = (
        attnx.explain(TEXT, MODELS / "llama-a", arrays=["z"], layers=[0], heads=[1], queries=[1, 6], change=change)
        for change in ((), ScaleHead(0, 1, 2.0), ScaleHead(0, 0, 2.0))
    )
    assert np.array_equal(after.array("z"), 2 * before.array("z"))
    assert np.array_equal(other.array("z"), before.array("z"))


@pytest.mark.parametrize("change", [(), Temperature(2.0), Ablate(0, 1), ScaleHead(0, 1, 2.0)])
def test_nothing_is_kept_twice(change: Change | tuple[()], monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[tuple[str, int]] = []
    part = AttentionRecord.part

    def watched(record: AttentionRecord, rows: slice, heads: slice, keys: slice, n_keys: int) -> Touch:
        touch = part(record, rows, heads, keys, n_keys)

        def seen(name: str, array: np.ndarray) -> np.ndarray:
            kept.extend((name, head) for head in range(heads.start, heads.stop))
            return touch(name, array)

        return seen

    monkeypatch.setattr(AttentionRecord, "part", watched)
    attnx.explain(TEXT, MODELS / "llama-a", layers=[0], change=change)
    assert ("z", 1) in kept
    assert len(kept) == len(set(kept))


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("gpt2-a", Ablate(2, 0), "no head 2.0 in gpt2-a: it has 2 layers and 2 heads"),
        ("gpt2-a", Ablate(0, -1), "no head 0.-1"),
        ("gpt2-a", ScaleHead(0, 2, 2.0), "no head 0.2 in gpt2-a"),
        ("gpt2-a", ScaleHead(0, 0, float("inf")), "a finite number"),
        ("gpt2-a", Hide(0, 1), "hope cannot look at it in gpt2-a as it is"),
        ("gpt2-a", Hide(0, 99), "there is no token 99"),
        ("gpt2-a", Temperature(0.0), "above 0"),
        ("gpt2-a", Temperature(float("nan")), "above 0"),
        ("gpt2-a", Swap("hope", "love"), "hope occurs 2 times"),
        ("gpt2-a", Swap("iv", "love"), "iv is not a word of the text"),
    ],
)
def test_what_cannot_be_changed_is_refused(name: str, change: Change, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        explained(name, change)


def test_a_model_without_positions_has_none_to_leave_out() -> None:
    with pytest.raises(UsageError, match="not told the order"):
        attnx.explain("Thinking Machines", "classic", change=WithoutPosition())


# ── what came of it ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_outcome_of_no_change_is_nothing() -> None:
    trace = attnx.explain(TEXT, MODELS / "gpt2-a", arrays=["weights", "final", "logits"])
    found = outcome(trace, trace)
    assert found.stream.same
    assert found.next is not None
    assert not found.next.bits.any()
    assert all(one.before == one.after for one in found.next.likeliest)


def test_the_outcome_of_a_change_is_measured() -> None:
    model, arrays = MODELS / "gpt2-a", ["weights", "final", "logits"]
    before, after = (
        attnx.explain(TEXT, model, arrays=arrays, change=change) for change in ((), [Ablate(0, 0), Ablate(1, 1)])
    )
    found = outcome(before, after, "#{}".format)
    assert found.next is not None
    p, q = (np.exp(trace.array("logits").astype(np.float64)) for trace in (before, after))
    p, q = p / p.sum(axis=-1, keepdims=True), q / q.sum(axis=-1, keepdims=True)
    assert found.next.bits == pytest.approx((p * np.log2(p / q)).sum(axis=-1), rel=1e-6)
    assert found.next.end == found.next.bits[-1]
    for one in found.next.likeliest:
        assert one.text == f"#{one.id}"
        assert (one.before, one.after) == pytest.approx((p[-1, one.id], q[-1, one.id]))
    assert {int(p[-1].argmax()), int(q[-1].argmax())} <= {one.id for one in found.next.likeliest}
    old, new = (trace.array("final") for trace in (before, after))
    lengths = np.linalg.norm(new - old, axis=-1) / np.linalg.norm(old, axis=-1)
    assert found.stream.relative == pytest.approx(lengths, rel=1e-5)


def test_the_end_of_a_swapped_text_is_the_end_of_both() -> None:
    model, arrays = MODELS / "gpt2-a", ["weights", "final", "logits"]
    before, after = (
        attnx.explain("hope gives love", model, arrays=arrays, change=change) for change in ((), Swap("love", "<b>"))
    )
    found = outcome(before, after).next
    assert found is not None
    assert len(found.bits) == 2  # the last word has no token for each of its own
    assert found.bits[:2] == pytest.approx(0.0, abs=1e-9)
    assert found.end > 0


def test_final_is_what_the_head_reads() -> None:
    trace = attnx.explain(TEXT, MODELS / "gpt2-a", layers=[0], arrays=["weights", "final"])
    assert trace.array("final").shape == (len(trace.tokens), trace.model.d_model)
    back = saved.from_bytes(saved.to_json(trace), "it")
    assert np.array_equal(back.array("final"), trace.array("final"))


@pytest.mark.parametrize(("layer", "head"), list(product((0, 1), (0, 1))))
def test_an_ablated_head_changes_no_layer_before_it(layer: int, head: int) -> None:
    before, after = explained("gpt2-a"), explained("gpt2-a", Ablate(layer, head))
    for part in compare(before, after):
        assert part.before_place is not None
        assert part.same or part.before_place.layer > layer
