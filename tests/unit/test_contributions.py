"""What keys add beside how much weight they get: norms, rollout, flow, and what is said of them."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import numpy as np
import orjson
import pytest

import attnx
from attnx import saved
from attnx.errors import TraceError, UsageError
from attnx.measures.contributions import as_weights, disagreement, norms, sink
from attnx.measures.flow import flow
from attnx.measures.heads import heads
from attnx.measures.logit_parts import logit_parts
from attnx.measures.rollout import rollout
from attnx.reduce.first import skip_first
from attnx.reduce.mean import mean_of_heads
from attnx.reduce.narrow import narrow
from attnx.reduce.words import merge_words
from attnx.schemas import schema as schema_of
from attnx.trace import Trace
from tests.families.parity import MODELS
from tests.views import exhibits
from tests.views.exhibits import layered, valued

HALF = [[[0.5, 0.5], [0.25, 0.75]]]


def refused(key: str, measure: object, *arguments: object) -> None:
    assert callable(measure)
    with pytest.raises(UsageError) as caught:
        measure(*arguments)
    assert caught.value.key == key


def test_a_long_value_adds_more_than_its_weight() -> None:
    (part,) = norms(valued([[0.5, 0.5], [0.9, 0.1]], [1.0, 3.0], "ab")).parts
    assert part.amounts == pytest.approx(np.array([[0.5, 1.5], [0.9, 0.3]]))
    assert part.shares == pytest.approx(np.array([[0.25, 0.75], [0.75, 0.25]]))
    assert part.lengths == pytest.approx([1.0, 3.0])
    furthest = disagreement(part)
    assert furthest is not None
    assert (furthest.query, furthest.key) == (0, 0)
    assert (furthest.weight, furthest.share) == pytest.approx((0.5, 0.25))


def test_values_of_equal_length_add_what_their_weights_say() -> None:
    (part,) = norms(valued([[0.5, 0.5], [0.9, 0.1]], [2.0, 2.0], "ab")).parts
    assert part.shares == pytest.approx(part.weights)
    assert disagreement(part) is None


def test_where_nothing_is_added_nothing_is_said() -> None:
    (part,) = norms(valued([[0.0, 0.0], [1.0, 0.0]], [0.0, 0.0], "ab")).parts
    assert part.shares.tolist() == [[0.0, 0.0], [0.0, 0.0]]
    assert disagreement(part) is None


def test_a_sink_is_a_first_key_with_weight_and_without_length() -> None:
    (part,) = norms(exhibits.resting()).parts
    rest = sink(part)
    assert rest is not None
    assert rest.key == 0
    assert (rest.weight, rest.length, rest.others) == pytest.approx((0.6, 0.15, 1.0))
    assert rest.share == pytest.approx(0.09 / 0.49)


def test_a_sink_may_stand_at_the_end() -> None:
    (part,) = norms(valued([[0.2, 0.2, 0.6]] * 3, [1.0, 1.0, 0.1], "abc")).parts
    assert getattr(sink(part), "key", None) == 2


@pytest.mark.parametrize(
    ("rows", "lengths"),
    [
        ([[0.6, 0.2, 0.2]] * 3, [1.0, 1.0, 1.0]),  # it is read from
        ([[0.2, 0.6, 0.2]] * 3, [0.1, 1.0, 1.0]),  # another key has more weight, and is read from
        ([[0.28, 0.26, 0.24, 0.22]] * 4, [0.1, 1.0, 1.0, 1.0]),  # it has not much weight
        ([[0.9, 0.1, 0.0]] * 3, [0.45, 1.0, 1.0]),  # it is short, and still most of what is read
        ([[0.6, 0.4]] * 2, [0.1, 1.0]),  # two keys have no median to speak of
    ],
)
def test_what_is_no_sink(rows: list[list[float]], lengths: list[float]) -> None:
    (part,) = norms(valued(rows, lengths, "abcd")).parts
    assert sink(part) is None


def test_only_some_rows() -> None:
    whole, some = norms(exhibits.resting()).parts[0], norms(exhibits.resting(), [1, 3]).parts[0]
    assert some.queries == (1, 3)
    assert some.amounts == pytest.approx(whole.amounts[[1, 3]])
    kept = attnx.explain("Love gives hope.", "toy", arrays=["weights", "v_out"], queries=[2])
    assert norms(kept).parts[0].queries == (2,)
    assert norms(kept, [0]).parts[0].amounts.shape == (0, 4)


def test_rollout_by_hand() -> None:
    # half of (0.5, 0.5) and (0.25, 0.75), half of the token itself; and then the same again
    one, two = rollout(layered(np.array([HALF, HALF]))).parts
    step = np.array([[0.75, 0.25], [0.125, 0.875]])
    assert one.amounts == pytest.approx(step)
    assert two.amounts == pytest.approx(step @ step)
    assert two.weights == pytest.approx(np.array(HALF[0]))
    assert (one.layer, two.layer, two.head) == (0, 1, None)


def test_flow_by_hand() -> None:
    # From a to a there is 0.75 · and 0.25 of it by b, of whose pipe 0.125 fits; to b 0.25 by a and 0.25 by b.
    one, two = flow(layered(np.array([HALF, HALF]))).parts
    step = np.array([[0.75, 0.25], [0.125, 0.875]])
    assert one.amounts == pytest.approx(step)
    assert two.amounts == pytest.approx(np.array([[0.75 + 0.125, 0.25 + 0.25], [0.125 + 0.125, 0.125 + 0.875]]))


def test_flow_finds_its_way_back() -> None:
    """The first way taken is in the way of the second, and has to be pushed back."""
    rng = np.random.default_rng(7)
    weights = rng.exponential(size=(6, 1, 5, 5)) ** 4
    trace = layered(weights / weights.sum(axis=-1, keepdims=True))
    last, turned = flow(trace, [5]).parts[0].amounts, np.empty((5, 5))
    order = [4, 2, 0, 1, 3]  # the order of the tokens changes the ways that are tried, and not the flows
    found = flow(layered((weights / weights.sum(axis=-1, keepdims=True))[:, :, order][:, :, :, order]), [5])
    turned[np.ix_(order, order)] = found.parts[0].amounts
    assert turned == pytest.approx(last, abs=1e-9)


def test_flow_is_at_least_rollout_and_at_most_the_row() -> None:
    rolled, flowed = rollout(exhibits.three_layers()), flow(exhibits.three_layers())
    for one, other in zip(rolled.parts, flowed.parts, strict=True):
        assert (other.amounts >= one.amounts - 1e-9).all()
        assert (other.amounts <= 1 + 1e-9).all()
        assert (np.triu(other.amounts, 1) == 0).all()  # a decoder's token cannot come from later ones


def test_layers_and_rows_of_choice() -> None:
    for lens in (rollout, flow):
        whole, part = lens(exhibits.three_layers()), lens(exhibits.three_layers(), [1], [2])
        assert [one.layer for one in part.parts] == [1]
        assert part.parts[0].amounts == pytest.approx(whole.parts[1].amounts[[2]])


def test_the_mean_of_heads_is_enough() -> None:
    trace = exhibits.three_layers()
    assert rollout(mean_of_heads(trace)).parts[2].amounts == pytest.approx(rollout(trace).parts[2].amounts, abs=1e-6)


def test_what_is_not_whole_is_refused() -> None:
    trace = exhibits.three_layers()
    for lens in (rollout, flow):
        refused("lens_whole", lens, narrow(trace, layers=[1, 2]))
        refused("lens_whole", lens, narrow(trace, heads=[0]))
        refused("lens_whole", lens, narrow(trace, arrays=["v"]))
        refused("lens_whole", lens, attnx.explain("Love gives hope.", "toy", queries=[1]))
        refused("lens_cross", lens, exhibits.translation())
    refused("not_recorded", norms, trace)
    refused("not_recorded", norms, mean_of_heads(exhibits.resting()))
    refused("lens_readout", logit_parts, trace)


def test_a_flow_that_would_take_minutes_is_refused() -> None:
    even = np.full((6, 1, 70, 70), 1 / 70)
    trace = layered(even, [str(number) for number in range(70)])
    refused("lens_flow_long", flow, trace, [5])
    assert len(flow(trace, [0]).parts[0].amounts) == 70


# One logit.


def readout() -> Trace:
    return attnx.attribute("Love gives hope.", MODELS / "gpt2-a", token=11)


def test_a_readout_is_saved_and_read_back() -> None:
    trace = readout()
    for data in (saved.to_json(trace), saved.to_safetensors(trace)):
        again = saved.from_bytes(data, "a test")
        assert logit_parts(again).document()["total"] == pytest.approx(logit_parts(trace).total, rel=1e-6)
        assert again.readout is not None and trace.readout is not None
        assert again.readout.token == trace.readout.token
    schema = schema_of("trace")
    jsonschema.validate(json.loads(saved.to_json(trace)), schema)


def test_a_readout_that_does_not_fit_is_refused() -> None:
    made = json.loads(saved.to_json(readout()))
    for change in ({"query": 4}, {"query": -1}, {"direction": {"axes": ["d_model"], "data": [1.0]}}, {"logit": "much"}):
        with pytest.raises(TraceError):
            saved.from_bytes(json.dumps(made | {"readout": made["readout"] | change}).encode(), "a test")


def test_words_and_rows_without_their_first_key_have_no_readout() -> None:
    assert merge_words(readout()).readout is None
    assert skip_first(readout()).readout is None


def test_a_part_of_it_cannot_be_taken_apart() -> None:
    refused("lens_whole", logit_parts, narrow(readout(), heads=[0]))
    refused("lens_whole", logit_parts, narrow(readout(), layers=[1]))
    refused("lens_readout", logit_parts, narrow(readout(), arrays=["out", "mlp_out", "embedded"]))
    refused("lens_whole", logit_parts, replace(readout(), arrays={}))


def test_a_token_or_entry_that_does_not_exist_is_refused() -> None:
    for query, token, key in ((4, None, "focus_index"), (-5, None, "focus_index"), (-1, 90, "not_there")):
        with pytest.raises(UsageError) as caught:
            attnx.attribute("Love gives hope.", MODELS / "gpt2-a", query=query, token=token)
        assert caught.value.key == key


def test_documents_are_plain() -> None:
    for found in (norms(exhibits.resting()), flow(exhibits.three_layers()), logit_parts(readout())):
        document = orjson.loads(orjson.dumps(found.document(), option=orjson.OPT_SERIALIZE_NUMPY))
        assert document["lens"] in ("norms", "flow", "logit")


def test_shares_in_place_of_weights_are_read_as_weights() -> None:
    trace = attnx.explain("Hope gives us it.", "reader", arrays=["weights", "mask", "v_out"])
    seen = as_weights(trace, norms(trace))
    for part in norms(trace).parts:
        assert np.allclose(seen.array("weights", layer=part.layer, head=part.head or 0), part.shares, atol=1e-6)
    assert "lens_norms" in seen.notes
    assert heads(seen).scores.shape == heads(trace).scores.shape
    assert not np.allclose(heads(seen).scores, heads(trace).scores, equal_nan=True)
    through = as_weights(trace, rollout(trace, [1, 3]))
    assert [(layer, one.heads) for layer, one in through.attentions()] == [(1, (0,)), (3, (0,))]
    assert through.model.heads_known == ()  # what was measured of single heads is not true of all together
    assert np.allclose(through.array("weights", layer=3).sum(axis=-1), 1.0)
    assert orjson.loads(saved.to_json(through))["notes"] == list(through.notes)
    assert saved.from_json(saved.to_json(through), "here").notes == through.notes
