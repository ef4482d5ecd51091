"""The measures, against traces made by hand whose answers can be worked out on paper."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import ArrayLike

import attnx
from attnx.errors import UsageError
from attnx.measures.cell import cell
from attnx.measures.focus import focus, shares
from attnx.measures.rows import Row, entropy, rows_of
from attnx.reduce.mean import mean_of_heads, mean_of_layers
from attnx.reduce.narrow import narrow
from attnx.trace import ATTENTION_AXES, Array, Attention, Kind, Layer, Model, Similarity, Token, Trace
from attnx.trace.sight import may_look

HIDDEN = -np.inf


def attention(
    heads: tuple[int, ...] = (0,),
    group: int = 1,
    kind: Kind = "self",
    pattern: str = "bidirectional",
    scale: float = 0.5,
    soft_cap: float | None = None,
    similarity: Similarity = "dot",
    **arrays: ArrayLike,
) -> Attention:
    """An attention of these heads that holds these arrays, their axes by name."""
    held = {}
    for name, data in arrays.items():
        array = np.array(data)
        array = array if array.dtype == bool else array.astype(np.float32)
        held[name] = Array(ATTENTION_AXES[name][-array.ndim :], array)
    kv_heads = tuple(dict.fromkeys(head // group for head in heads))
    return Attention(kind, pattern, heads, kv_heads, group, scale, held, soft_cap, similarity)


def trace_of(*attentions: Attention, n_heads: int = 8, n_kv_heads: int = 8, **extra: Array) -> Trace:
    """A trace with these attentions, each the only one of its layer: 0, 1 and so on."""
    model = Model("by hand", "none", "given", len(attentions), n_heads, n_kv_heads, 4, 2)
    tokens = tuple(Token(index, text, text, index, index, index + 1) for index, text in enumerate("abc"))
    layers = tuple(Layer(number, (one,)) for number, one in enumerate(attentions))
    return Trace("abc", model, tokens, layers, arrays=extra)


def only(trace: Trace) -> Attention:
    (found,) = [one for _, one in trace.attentions()]
    return found


# ── a part of a trace ─────────────────────────────────────────────────────────────────────────────────────────────────


def grouped() -> Attention:
    """Heads 0 to 5, three to each of two kv heads; every array says which head it is of."""
    six = [[[float(head)]] for head in range(6)]
    return attention(tuple(range(6)), group=3, q=six, k=[[[10.0]], [[11.0]]], v=[[[20.0]], [[21.0]]], weights=six)


def test_narrow_keeps_everything_where_nothing_is_chosen() -> None:
    trace = trace_of(grouped(), embedded=Array(("token", "d_model"), np.ones((3, 4), np.float32)))
    same = narrow(trace)
    assert same.arrays.keys() == trace.arrays.keys()
    for name, array in only(trace).arrays.items():
        assert np.array_equal(only(same).arrays[name].data, array.data)


def test_narrow_chooses_heads_and_the_kv_heads_that_serve_them() -> None:
    part = only(narrow(trace_of(grouped(), n_heads=6, n_kv_heads=2), heads=[4]))
    assert (part.heads, part.kv_heads, part.group) == ((4,), (1,), 3)
    assert part.arrays["q"].data.tolist() == [[[4.0]]]
    assert part.arrays["k"].data.tolist() == [[[11.0]]]
    assert part.of_head("v", 4).data.tolist() == [[21.0]]


def test_narrow_takes_heads_unevenly_from_their_groups() -> None:
    part = only(narrow(trace_of(grouped(), n_heads=6, n_kv_heads=2), heads=[5, 0, 1]))
    assert (part.heads, part.kv_heads) == ((0, 1, 5), (0, 1))  # in the order of the model
    assert [part.of_head("k", head).data.item() for head in part.heads] == [10.0, 10.0, 11.0]
    assert [part.of_head("q", head).data.item() for head in part.heads] == [0.0, 1.0, 5.0]
    again = only(narrow(trace_of(part, n_heads=6, n_kv_heads=2), heads=[5]))
    assert again.kv_heads == (1,)
    assert again.of_head("k", 5).data.item() == 11.0


def test_narrow_chooses_layers_and_arrays() -> None:
    x = Array(("token", "d_model"), np.ones((3, 4), np.float32))
    trace = trace_of(grouped(), grouped(), grouped(), embedded=x, token_embedding=x, final=x, logits=x)
    trace = replace(trace, layers=tuple(replace(layer, arrays={"residual": x, "mlp_out": x}) for layer in trace.layers))
    part = narrow(trace, layers=[2, 0], arrays=["weights", "embedded"])
    assert [layer.layer for layer in part.layers] == [0, 2]
    assert all(set(one.arrays) == {"weights"} for _, one in part.attentions())
    assert set(part.arrays) == {"embedded"}
    assert [dict(layer.arrays) for layer in part.layers] == [{}, {}]
    assert all(layer.arrays == {"residual": x} for layer in narrow(trace, arrays=["residual"]).layers)


def test_narrow_leaves_a_mask_that_all_heads_share() -> None:
    shared = attention((0, 1), weights=np.ones((2, 3, 3)), mask=np.tri(3).astype(bool))
    assert only(narrow(trace_of(shared), heads=[1])).arrays["mask"].data.shape == (3, 3)
    each = attention((0, 1), weights=np.ones((2, 3, 3)), mask=np.stack([np.tri(3), np.ones((3, 3))]).astype(bool))
    assert only(narrow(trace_of(each), heads=[1])).arrays["mask"].data.all()


@pytest.mark.parametrize(("layers", "heads"), [([1], None), (None, [0, 7])])
def test_narrow_refuses_what_was_not_recorded(layers: list[int] | None, heads: list[int] | None) -> None:
    with pytest.raises(UsageError) as caught:
        narrow(trace_of(grouped()), layers, heads)
    layer, head = "no layer 1 in this trace: it holds 0", "no head 7 in this trace: it holds 0, 1, 2, 3, 4, 5"
    assert caught.value.key == "not_recorded"
    assert (layer if layers else head) in str(caught.value)


def test_an_average_holds_no_single_head() -> None:
    mean = mean_of_heads(trace_of(grouped()))
    with pytest.raises(UsageError, match="no head 0 in this trace: it holds mean"):
        narrow(mean, heads=[0])
    assert only(narrow(mean)).averaged


def test_mean_of_heads() -> None:
    # (0.9 + 0.5) / 2 = 0.7, (0.1 + 0.5) / 2 = 0.3, (0.25 + 0.75) / 2 = 0.5
    two = attention(
        (0, 1),
        q=np.ones((2, 2, 2)),
        scores=np.ones((2, 2, 2)),
        weights=[[[0.9, 0.1], [0.25, 0.75]], [[0.5, 0.5], [0.75, 0.25]]],
        z=np.ones((2, 2, 2)),
        x=np.ones((2, 4)),
        out=np.ones((2, 4)),
    )
    mean = only(mean_of_heads(trace_of(two)))
    assert mean.averaged
    assert mean.arrays["weights"].axes == ("query", "key")
    assert mean.arrays["weights"].data.dtype == np.float32
    assert mean.arrays["weights"].data == pytest.approx(np.array([[0.7, 0.3], [0.5, 0.5]]), abs=1e-7)
    assert list(mean.arrays) == ["x", "weights", "out"]  # what belongs to single heads is left out
    assert mean.heads == (0, 1)


def test_the_mean_of_a_mean_is_the_same() -> None:
    once = mean_of_heads(trace_of(grouped()))
    twice = mean_of_heads(once)
    assert np.array_equal(only(once).arrays["weights"].data, only(twice).arrays["weights"].data)


def test_the_mean_of_heads_sees_what_any_of_them_sees() -> None:
    weights = np.full((2, 2, 2), 0.5)
    each = attention((0, 1), weights=weights, mask=[[[0.0, HIDDEN], [HIDDEN, HIDDEN]], [[HIDDEN] * 2, [1.0, HIDDEN]]])
    mask = only(mean_of_heads(trace_of(each))).arrays["mask"]
    assert mask.axes == ("query", "key")
    assert mask.data.tolist() == [[True, False], [True, False]]
    shared = attention((0, 1), weights=weights, mask=[[0.0, HIDDEN], [2.0, 0.0]])
    assert only(mean_of_heads(trace_of(shared))).arrays["mask"].data.tolist() == [[0.0, HIDDEN], [2.0, 0.0]]


def test_without_weights_there_is_no_mean() -> None:
    assert "weights" not in only(mean_of_heads(trace_of(attention(q=np.ones((1, 2, 2)))))).arrays


def test_mean_of_layers() -> None:
    # Heads first: (0.7, 0.3) and (0.1, 0.9); then layers: (0.4, 0.6)
    one = attention((0, 1), q=np.ones((2, 1, 2)), weights=[[[0.9, 0.1]], [[0.5, 0.5]]], x=np.ones((1, 4)))
    other = attention((0, 1), weights=[[[0.0, 1.0]], [[0.2, 0.8]]], x=np.ones((1, 4)))
    trace = mean_of_layers(trace_of(one, other))
    assert [layer.layer for layer in trace.layers] == [0]
    assert only(trace).layers == (0, 1)
    assert only(trace).arrays["weights"].data == pytest.approx(np.array([[0.4, 0.6]]))
    assert list(only(trace).arrays) == ["weights"]
    assert only(mean_of_layers(trace)).arrays["weights"] is only(trace).arrays["weights"]
    with pytest.raises(UsageError, match="no layer 1 in this trace: it holds mean"):
        narrow(trace, layers=[1])


def test_the_mean_of_layers_sees_what_any_of_them_sees() -> None:
    weights, near = np.full((1, 3, 3), 1 / 3), np.eye(3, dtype=bool)
    window = attention(pattern="sliding", mask=near, weights=weights)
    causal, everywhere = attention(pattern="causal", weights=weights), attention(weights=weights)
    both = only(mean_of_layers(trace_of(window, causal)))
    assert both.pattern == "mask"
    assert both.arrays["mask"].data.tolist() == np.tri(3).astype(bool).tolist()
    assert only(mean_of_layers(trace_of(window, window))).pattern == "sliding"
    assert only(mean_of_layers(trace_of(window, everywhere))).pattern == "bidirectional"
    assert only(mean_of_layers(trace_of(causal, causal))).arrays.keys() == {"weights"}


def test_each_kind_of_attention_has_a_mean_of_its_own() -> None:
    layers = tuple(
        Layer(n, (attention(weights=[[[1.0 - n, n]]]), attention(kind="cross", weights=[[[n, 1.0 - n]]])))
        for n in (0, 1)
    )
    found = mean_of_layers(replace(trace_of(*(one for layer in layers for one in layer.attention)), layers=layers))
    assert [(number, one.kind) for number, one in found.attentions()] == [(0, "self"), (0, "cross")]


# ── where a query may look ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_window_shows_in_what_was_recorded_of_it() -> None:
    near = np.tri(3, dtype=bool) & ~np.tri(3, k=-2, dtype=bool)
    weights = np.where(near, 0.5, 0.0)[None]
    for held in ({"masked": np.where(near, 1.0, HIDDEN)[None]}, {"mask": near}, {}):
        for pattern in ("sliding", "neighbourhood", "mask"):
            found = may_look(attention(pattern=pattern, weights=weights, **held), 0)
            assert found is not None and found.tolist() == near.tolist()
    assert may_look(attention(weights=weights), 0) is None
    causal = may_look(attention(pattern="causal", weights=weights), 0)
    assert causal is not None and causal.tolist() == np.tri(3).astype(bool).tolist()


# ── rows ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("weights", "bits"),
    [
        ([1.0], 0.0),
        ([0.5, 0.5], 1.0),  # 2 · ½ · log₂ 2
        ([0.5, 0.25, 0.25], 1.5),  # ½ · 1 + 2 · ¼ · 2
        ([0.0, 1.0, 0.0], 0.0),
        ([0.0, 0.0], 0.0),  # a row that may look nowhere
        ([0.125] * 8, 3.0),
    ],
)
def test_entropy_in_bits(weights: list[float], bits: float) -> None:
    assert entropy(np.array(weights, np.float32)) == pytest.approx(bits, abs=1e-12)
    assert not np.signbit(entropy(np.array(weights, np.float32)))


@given(hnp.arrays(np.float32, st.integers(1, 40), elements=st.floats(0, 1, width=32)).filter(lambda w: w.sum() > 0.01))
def test_entropy_is_between_none_and_all_alike(weights: np.ndarray) -> None:
    shared = weights.astype(np.float64) / weights.sum(dtype=np.float64)
    bits = float(entropy(shared))
    assert 0 <= bits <= np.log2(len(weights)) + 1e-9
    assert bits == pytest.approx(float(entropy(shared[::-1])), abs=1e-9)


@given(st.integers(1, 200), st.data())
def test_entropy_of_the_extremes(count: int, data: st.DataObject) -> None:
    assert float(entropy(np.full(count, 1 / count))) == pytest.approx(np.log2(count), abs=1e-9)
    one_hot = np.zeros(count)
    one_hot[data.draw(st.integers(0, count - 1))] = 1.0
    assert float(entropy(one_hot)) == 0.0


def test_a_row_names_its_largest() -> None:
    (row,) = rows_of(np.array([[0.25, 0.5, 0.25]], np.float32), None)
    assert row == Row(query=0, tops=(1,), weight=0.5, entropy=1.5, visible=3)
    assert row.most_bits == pytest.approx(np.log2(3))
    assert not row.even


def test_keys_that_share_the_largest_weight_are_all_tops() -> None:
    third = np.float32(1 / 3)
    (row,) = rows_of(np.array([[0.4, 0.2, 0.4]], np.float32), None)
    assert row.tops == (0, 2)
    (row,) = rows_of(np.array([[third, np.nextafter(third, np.float32(1)), third]]), None)
    assert row.tops == (0, 1, 2)  # one bit apart is rounding
    (row,) = rows_of(np.array([[0.3333, 0.3334, 0.3333]], np.float32), None)
    assert row.tops == (1,)


def test_a_uniform_row_is_even_and_so_is_one_close_to_it() -> None:
    # 0.6·log₂(1/0.6) + 0.4·log₂(1/0.4) = 0.971 of 1 bit; 0.55 and 0.45: 0.993
    uniform, close, far = rows_of(np.array([[0.5, 0.5], [0.55, 0.45], [0.6, 0.4]], np.float32), None)
    assert (uniform.even, close.even, far.even) == (True, True, False)
    assert uniform.tops == (0, 1)


def test_a_masked_row_is_measured_by_what_it_may_see() -> None:
    weights = np.array([[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.25, 0.25, 0.5]], np.float32)
    first, second, third = rows_of(weights, np.tri(3, dtype=bool))
    assert [row.visible for row in (first, second, third)] == [1, 2, 3]
    assert (first.most_bits, second.most_bits) == (0.0, 1.0)
    assert not first.even  # one choice is no choice
    assert second.even
    assert not third.even


def test_a_row_that_may_look_nowhere_has_no_largest() -> None:
    (row,) = rows_of(np.zeros((1, 3), np.float32), np.zeros((1, 3), dtype=bool))
    assert row == Row(query=0, tops=(), weight=0.0, entropy=0.0, visible=0)
    assert (row.most_bits, row.even) == (0.0, False)


def test_a_single_key() -> None:
    (row,) = rows_of(np.ones((1, 1), np.float32), None)
    assert row == Row(query=0, tops=(0,), weight=1.0, entropy=0.0, visible=1)
    assert (row.most_bits, row.even) == (0.0, False)


# ── one query ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def small() -> Attention:
    """One query, three keys. Scaled scores 0, ln 2 and −∞: exp 1/2, 1, 0, their sum 1.5, weights 1/3, 2/3, 0.

    v = (3, 0), (0, 3), (9, 9): z = 1/3·(3, 0) + 2/3·(0, 3) = (1, 2), z·z = 5.
    Shares: 1/3·(3, 0)·(1, 2) = 1 → 1/5; 2/3·(0, 3)·(1, 2) = 4 → 4/5; 0.
    """
    return attention(
        q=[[[1.0, 1.0]]],
        k=[[[0.0, 0.0], [np.log(4), 0.0], [5.0, 5.0]]],
        v=[[[3.0, 0.0], [0.0, 3.0], [9.0, 9.0]]],
        scores=[[[0.0, np.log(4), 10.0]]],
        scaled=[[[0.0, np.log(2), 5.0]]],
        masked=[[[0.0, np.log(2), HIDDEN]]],
        weights=[[[1 / 3, 2 / 3, 0.0]]],
        z=[[[1.0, 2.0]]],
    )


def test_focus_tells_the_story_of_a_row() -> None:
    story = focus(small(), 0, 0)
    assert story.exp == pytest.approx(np.array([0.5, 1.0, 0.0]))
    assert story.largest == pytest.approx(np.log(2))
    assert story.total == pytest.approx(1.5)
    assert story.exp is not None
    assert story.exp / story.total == pytest.approx(story.weights, abs=1e-7)
    assert story.share == pytest.approx(np.array([0.2, 0.8, 0.0]), abs=1e-7)
    assert story.z is not None and story.z.tolist() == [1.0, 2.0]


def test_focus_takes_the_scaled_scores_where_nothing_is_masked() -> None:
    without = small()
    without = replace(without, arrays={name: array for name, array in without.arrays.items() if name != "masked"})
    story = focus(without, 0, 0)
    assert story.masked is None
    assert story.largest == 5.0


def test_a_value_that_points_away_has_a_negative_share() -> None:
    # z = ¾·(2, 0) + ¼·(−2, 0) = (1, 0): shares 1.5 and −0.5
    found = shares(np.array([0.75, 0.25]), np.array([[2.0, 0.0], [-2.0, 0.0]]), np.array([1.0, 0.0]))
    assert found is not None and found.tolist() == [1.5, -0.5]


def test_a_z_of_zero_has_no_shares() -> None:
    assert shares(np.array([0.5, 0.5]), np.array([[2.0], [-2.0]]), np.array([0.0])) is None


def test_focus_of_a_query_that_may_look_nowhere() -> None:
    blind = attention(
        scaled=[[[1.0, 2.0]]], masked=[[[HIDDEN, HIDDEN]]], weights=[[[0.0, 0.0]]], v=[[[1.0], [2.0]]], z=[[[0.0]]]
    )
    story = focus(blind, 0, 0)
    assert story.exp is not None and story.exp.tolist() == [0.0, 0.0]
    assert (story.largest, story.total, story.share) == (0.0, 0.0, None)


def test_focus_of_averaged_weights_has_weights_alone() -> None:
    story = focus(only(mean_of_heads(trace_of(small()))), 0, None)
    assert story.weights == pytest.approx(np.array([1 / 3, 2 / 3, 0.0]))
    assert (story.head, story.scores, story.exp, story.share, story.z) == (None, None, None, None, None)


def test_focus_takes_what_belongs_to_the_head() -> None:
    story = focus(
        attention((2, 5), group=3, weights=[[[1.0]], [[0.5]]], v=[[[7.0]], [[8.0]]], z=[[[7.0]], [[4.0]]]), 0, 5
    )
    assert story.weights.tolist() == [0.5]
    assert story.share == pytest.approx(np.array([1.0]))  # ½·8·4 / 16, with the values of kv head 1


def test_focus_needs_weights() -> None:
    with pytest.raises(UsageError, match="no array weights"):
        focus(attention(scores=[[[1.0]]]), 0, 0)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 9), st.integers(1, 5))
def test_shares_sum_to_one(seed: int, keys: int, width: int) -> None:
    rng = np.random.default_rng(seed)
    trace = attnx.attend(rng.normal(size=(1, 3)), rng.normal(size=(keys, 3)), rng.normal(size=(keys, width)) + 3)
    story = focus(only(trace), 0, 0)
    assert story.share is not None
    assert story.share.sum() == pytest.approx(1.0, abs=1e-4)


# ── one cell ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_cell_multiplies_number_by_number() -> None:
    # (1, −2, 3)·(4, 5, 6) = 4 − 10 + 18 = 12
    one = attention(
        q=[[[1.0, -2.0, 3.0]]], k=[[[4.0, 5.0, 6.0]]], scores=[[[12.0]]], scaled=[[[6.0]]], weights=[[[1.0]]]
    )
    found = cell(one, 0, 0, 0)
    assert found.products.tolist() == [4.0, -10.0, 18.0]
    assert found.products.sum() == 12.0
    assert (found.scale, found.row.total) == (0.5, 1.0)


def test_cell_of_nearness_halves_the_squares() -> None:
    # −½(172 − 165)² = −24.5 and −½(1 − 3)² = −2
    one = attention(
        similarity="nearness",
        q=[[[172.0, 1.0]]],
        k=[[[165.0, 3.0]]],
        scores=[[[-26.5]]],
        scaled=[[[-2.65]]],
        weights=[[[1.0]]],
    )
    found = cell(one, 0, 0, 0)
    assert found.products.tolist() == [-24.5, -2.0]
    assert found.products.sum() == -26.5


def test_cell_takes_the_key_of_the_kv_head_that_serves() -> None:
    ones = [[[1.0]], [[1.0]]]
    two = attention(
        (2, 5), group=3, q=[[[2.0]], [[5.0]]], k=[[[10.0]], [[20.0]]], scores=ones, scaled=ones, weights=ones
    )
    assert cell(two, 0, 0, 5).products.tolist() == [100.0]
    assert cell(two, 0, 0, 2).products.tolist() == [20.0]


@pytest.mark.parametrize("missing", ["q", "k", "scores", "scaled", "weights"])
def test_cell_needs_every_step(missing: str) -> None:
    held = {name: array for name, array in small().arrays.items() if name != missing}
    with pytest.raises(UsageError, match=f"no array {missing}"):
        cell(replace(small(), arrays=held), 0, 0, 0)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 64))
def test_products_sum_to_the_score(seed: int, width: int) -> None:
    rng = np.random.default_rng(seed)
    q, k = rng.normal(size=(2, width)), rng.normal(size=(3, width))
    found = cell(only(attnx.attend(q, k, k)), 1, 2, 0)
    assert found.row.scores is not None
    assert found.products.sum() == pytest.approx(
        float(found.row.scores[2]), abs=1e-6 * np.abs(found.products).sum() + 1e-7
    )
