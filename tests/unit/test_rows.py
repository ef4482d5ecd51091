"""A text worked through some rows at a time gives the numbers of the whole, and rows can be chosen."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

import attnx
from attnx.errors import UsageError
from attnx.measures.verify import verify
from attnx.model import rows
from attnx.model.masks import in_question, may_look
from attnx.model.spec import Bidirectional, Causal, Neighbourhood, Pattern, SlidingWindow
from attnx.trace.sight import may_look as may_see
from tests.families.parity import MODELS

MODEL_NAMES = (
    "bert-plain",
    "llama-a",
    "gemma2-a",
    "modernbert-a",
    "mistral-a",
    "gpt_neox-a",
    "qwen3-b",
    "olmo2-a",
    "t5-a",
)
TEXT = "Love gives hope, so we live. The cat sat on the mat because it was tired."


def arrays(trace: attnx.Trace) -> dict[str, np.ndarray]:
    return {
        f"{layer}.{name}": array.data for layer, one in trace.attentions() for name, array in one.arrays.items()
    } | {name: array.data for name, array in trace.arrays.items()}


@pytest.mark.parametrize("name", MODEL_NAMES)
@pytest.mark.parametrize("kept", ["all", "weights"])
def test_some_rows_at_a_time(name: str, kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = "all" if kept == "all" else ("weights", "z", "out")
    whole = arrays(attnx.explain(TEXT, MODELS / name, arrays=chosen))
    monkeypatch.setattr(rows, "ROWS", 4)
    monkeypatch.setattr(rows, "CELLS", 64)  # and one head at a time
    parts = arrays(attnx.explain(TEXT, MODELS / name, arrays=chosen))
    assert whole.keys() == parts.keys()
    for step in whole:
        np.testing.assert_allclose(parts[step], whole[step], rtol=1e-5, atol=2e-5, err_msg=step)


@pytest.mark.parametrize("name", MODEL_NAMES)
def test_rows_that_were_chosen_are_those_of_the_whole(name: str) -> None:
    whole = attnx.explain(TEXT, MODELS / name)
    some = attnx.explain(TEXT, MODELS / name, queries=[2, 9], layers=[1], heads=[1])
    found = some.layers[0].attention[0]
    assert found.queries == (2, 9)
    assert [token.index for token in some.queries_of(found)] == [2, 9]
    for step in ("q", "scores", "weights", "z"):
        expected = whole.array(step, layer=1, head=1)[[2, 9]]
        np.testing.assert_allclose(some.array(step, layer=1, head=1), expected, rtol=1e-5, atol=2e-5)
    assert some.array("k", layer=1, head=1).shape == whole.array("k", layer=1, head=1).shape
    assert all(check.holds for check in verify(some))
    assert verify(some)


def parts(whole: attnx.Trace, some: attnx.Trace) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Each array of some heads of one layer, and the same part of the whole's."""
    (layer,) = some.layers
    own, all_heads = layer.attention[0], whole.layers[layer.layer].attention[0]
    for name, array in own.arrays.items():
        chosen = {"head": own.heads, "kv_head": own.kv_heads}.get(array.axes[0])
        of_all = all_heads.arrays[name].data
        yield array.data, of_all if chosen is None else of_all[list(chosen)]


@pytest.mark.parametrize("name", MODEL_NAMES)
def test_a_slice_is_that_of_the_whole_to_the_last_bit(name: str) -> None:
    whole = attnx.explain(TEXT, MODELS / name)
    last = whole.layers[-1].attention[0].heads[-1]
    for some in (
        attnx.explain(TEXT, MODELS / name, layers=[0], heads=[last]),
        attnx.explain(TEXT, MODELS / name, layers=[1], heads=[last], arrays=["weights", "z"]),
    ):
        for part, of_whole in parts(whole, some):
            assert part.tobytes() == of_whole.tobytes()


def test_a_row_by_itself_sees_what_came_before_it() -> None:
    some = attnx.explain(TEXT, MODELS / "llama-a", queries=[2, 9], layers=[1], heads=[1], arrays=["weights"])
    seen = may_see(some.layers[0].attention[0], 1)
    assert seen is not None
    assert seen.sum(axis=1).tolist() == [3, 10]


def test_a_row_that_is_not_there() -> None:
    with pytest.raises(UsageError, match="99"):
        attnx.explain(TEXT, MODELS / "llama-a", queries=[99])


@pytest.mark.parametrize("pattern", [Bidirectional(), Causal(), SlidingWindow(3), Neighbourhood(2)])
def test_keys_that_are_left_out_are_seen_by_nobody(pattern: Pattern) -> None:
    whole = may_look(pattern, 12)
    whole = np.ones((12, 12), dtype=bool) if whole is None else whole
    for part in (slice(0, 5), slice(5, 9), slice(9, 12)):
        keys = in_question(pattern, part, 0, 12)
        seen = may_look(pattern, part.stop - part.start, part.start, keys)
        assert whole[part, keys].tolist() == (whole[part, keys] if seen is None else seen).tolist()
        assert whole[part].sum() == whole[part, keys].sum()


def test_windows_by_hand() -> None:
    sliding, near = may_look(SlidingWindow(2), 3), may_look(Neighbourhood(1), 3)
    assert sliding is not None and near is not None
    assert sliding.tolist() == [[True, False, False], [True, True, False], [False, True, True]]
    assert near.tolist() == [[True, True, False], [True, True, True], [False, True, True]]


def test_a_part_that_fails_fails_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "ROWS", 2)

    def fail(part: slice) -> None:
        if part.start == 4:
            raise ValueError("the third part")

    with pytest.raises(ValueError, match="third"):
        rows.by_rows(fail, 7)
    seen: list[slice] = []
    rows.by_rows(seen.append, 5)
    assert sorted((part.start, part.stop) for part in seen) == [(0, 2), (2, 4), (4, 5)]
