"""The numbers of a trace as .csv and .npz: the same numbers, at their places, and text that does nothing."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import BytesIO, StringIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import attnx
from attnx.reduce.mean import mean_of_heads, mean_of_layers
from attnx.trace import LOGITS, Trace
from attnx.views.data.npz import to_npz
from attnx.views.data.spreadsheet import COLUMNS, FORMULA, harmless, to_csv
from tests.families.parity import MODELS
from tests.views import exhibits
from tests.views.test_paper import FILES


def table(trace: Trace) -> list[dict[str, str]]:
    data = to_csv(trace)
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(data.decode("utf-8-sig"))))


def arrays(trace: Trace) -> dict[str, np.ndarray]:
    with np.load(BytesIO(to_npz(trace)), allow_pickle=False) as file:
        return dict(file)


TRACES: dict[str, Callable[[], Trace]] = {
    "mixed": exhibits.mixed,
    "bert": exhibits.bert,
    "blind": exhibits.blind,
    "rectangular": exhibits.rectangular,
    "translation": exhibits.translation,
    "modern": exhibits.modern,
    "two heads": exhibits.two_heads,
    "mean": lambda: mean_of_heads(exhibits.two_heads()),
    "layers": lambda: mean_of_layers(exhibits.two_layers()),
}


@pytest.mark.parametrize("name", TRACES)
def test_every_number_is_there_once_and_the_same(name: str) -> None:
    trace = TRACES[name]()
    rows, held = table(trace), arrays(trace)
    assert tuple(rows[0]) == COLUMNS
    count = 0
    for layer, attention in trace.attentions():
        place = "mean" if attention.layers else f"layer{layer}"
        for array, one in attention.arrays.items():
            assert np.array_equal(held[f"{place}.{attention.kind}.{array}"], one.data)
            where = (place.removeprefix("layer"), attention.kind, array)
            found = [row for row in rows if (row["layer"], row["attention"], row["array"]) == where]
            assert [read(row["value"]) for row in found] == one.data.ravel().tolist()
            count += one.data.size
        assert tuple(held[f"{place}.{attention.kind}.heads"]) == attention.heads
    for home, held_there in (("", trace.arrays), *((f"layer{one.layer}.", one.arrays) for one in trace.layers)):
        for array, one in held_there.items():
            assert np.array_equal(held[f"{home}{array}"], one.data)
            count += one.data.size
    assert count == len(rows)
    assert list(held["ids"]) == [token.id for token in trace.tokens]


def read(text: str) -> float | bool:
    words = {"": float("-inf"), "true": True, "false": False}
    return words[text] if text in words else float(np.float32(text))


def test_a_number_says_where_it_stands() -> None:
    trace = exhibits.mixed(causal=True)
    row = next(row for row in table(trace) if row["array"] == "weights" and row["query"] == "3" and row["key"] == "2")
    assert row == {
        "layer": "0", "attention": "self", "head": "0", "kv_head": "", "array": "weights", "query": "3",
        "query_token": "爱", "key": "2", "key_token": "我", "dim": "", "value": row["value"],
    }  # fmt: skip
    assert np.float32(row["value"]) == trace.array("weights", head=0)[3, 2]
    hidden = [row for row in table(trace) if row["array"] == "masked" and row["query"] == "0" and row["key"] == "1"]
    assert [row["value"] for row in hidden] == [""]


def test_a_mean_says_so_and_what_is_shared_has_no_head() -> None:
    heads = {row["head"] for row in table(mean_of_heads(exhibits.two_heads()))}
    layers = {row["layer"] for row in table(mean_of_layers(exhibits.two_layers()))}
    assert (heads, layers) == ({"mean"}, {"mean"})
    assert {row["head"] for row in table(exhibits.mixed()) if row["array"] == "out"} == {""}
    assert {row["kv_head"] for row in table(exhibits.modern()) if row["array"] == "k"} == {"1"}


def test_logits_and_the_residual_stream() -> None:
    trace = attnx.explain("Love", MODELS / "gpt2-a", arrays=["residual", LOGITS])
    assert LOGITS in arrays(trace)
    assert sum(row["array"] == LOGITS for row in table(trace)) == trace.array(LOGITS).size


# ── text is data ──────────────────────────────────────────────────────────────────────────────────────────────────────

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", '=cmd|"/c calc"!A0', "＝1", 'a"b', "a,b", "a\nb"]


def test_no_cell_is_a_formula() -> None:
    weights = np.eye(len(FORMULAS), dtype=np.float32)[None].tolist()
    rows = table(exhibits.weighed(weights, FORMULAS))
    names = [row["key_token"] for row in rows[: len(FORMULAS)]]
    assert names == ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "␉=1", "␍=1", "' =1", "'=cmd|\"/c calc\"!A0", "'＝1", 'a"b', "a,b", "a␊b"]  # fmt: skip  # noqa: E501


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=8) | st.text(FORMULA + " \t'a", max_size=4))
def test_no_name_is_a_formula(text: str) -> None:
    found = harmless(text)
    assert found.lstrip()[:1] not in tuple(FORMULA)
    assert found.removeprefix("'") == text or found == text


def test_names_in_arrays_are_not_cut() -> None:
    names = arrays(exhibits.weighed([[[0.5, 0.5], [0.5, 0.5]]], ["a\0", "\x1b[31m"]))["tokens"]
    assert names.tolist() == ["a␀", "␛[31m"]


def test_the_table_is_the_one_that_a_person_has_read(request: pytest.FixtureRequest) -> None:
    from tests.views.test_goldens import compare

    compare(FILES / "blind.csv", to_csv(exhibits.blind()).decode(), request)
