"""attnx lookup: who is nearest, and by how much."""

from __future__ import annotations

import numpy as np
import pytest

from tests.cli.processes import document, printed, refused, rows_below
from tests.conftest import Run

HEIGHTS = {"张三": 165.0, "李四": 170.0, "王五": 195.0}
PAIRS = [f"{name}={height:g}" for name, height in HEIGHTS.items()]


def weights_by_hand(query: float, temperature: float) -> np.ndarray:
    similarity = -0.5 * (query - np.array(list(HEIGHTS.values()))) ** 2 / temperature
    exp = np.exp(similarity - similarity.max())
    return np.asarray(exp / exp.sum())


@pytest.mark.parametrize("temperature", [1.0, 10.0, 1000.0])
def test_the_example_of_the_article(run: Run, temperature: float) -> None:
    options = () if temperature == 1 else ("--temperature", f"{temperature:g}")
    text = printed(run("lookup", "172", *PAIRS, *options, "--precision", "4", "--width", "120"))
    weights = weights_by_hand(172, temperature)
    rows = rows_below(text, "172")
    for place, (name, weight) in enumerate(zip(HEIGHTS, weights, strict=True)):
        assert f"{place} {name}" in text
        assert f"{weight:.4f}" in rows[str(place)]
    assert "−24.5000" in rows["0"]
    assert f"李四 (weight {weights[1]:.4f})" in text
    z = float(text.partition("Σ w·v = [")[2].partition("]")[0])
    assert z == pytest.approx(weights @ np.array(list(HEIGHTS.values())), abs=2e-4)


def test_json(quick: Run) -> None:
    done = document(quick("lookup", "172", *PAIRS, "--temperature", "10", "--json"))
    (attention,) = done["layers"][0]["attention"]
    assert attention["similarity"] == "nearness"
    assert (attention["scale"], attention["temperature"]) == (1, 10)
    assert np.array(attention["weights"]["data"][0][0]) == pytest.approx(weights_by_hand(172, 10), rel=1e-5)
    assert [token["text"] for token in done["source"]] == list(HEIGHTS)
    assert done["text"] == "172"
    trace = quick("lookup", "172", *PAIRS, "--json").stdout
    assert "hold" in printed(quick("verify", "-", stdin=trace))
    assert "李四" in printed(quick("show", "-", stdin=trace))


def test_vectors_and_values(quick: Run) -> None:
    done = document(quick("lookup", "1,0", "a=1,0:10,20,30", "b=-1,0:40,50,60", "--json"))
    (attention,) = done["layers"][0]["attention"]
    weight = 1 / (1 + np.exp(-2))
    assert np.array(attention["weights"]["data"][0][0]) == pytest.approx([weight, 1 - weight], abs=1e-6)
    expected = weight * np.array([10, 20, 30]) + (1 - weight) * np.array([40, 50, 60])
    assert np.array(attention["z"]["data"][0][0]) == pytest.approx(expected, rel=1e-6)


def test_numbers_below_zero(quick: Run) -> None:
    for minus in ("-", "−"):  # the second is how attnx prints it
        text = printed(quick("lookup", f"{minus}2", f"near={minus}1.5", "far=3", "--temperature", "0.1"))
        assert "near (weight 1.00)" in text
        assert "[−1.50]" in text
    assert "near (weight" in printed(quick("lookup", "-1,0", "near=-1,0", "far=1,0"))
    assert "-1 (weight" in printed(quick("lookup", "5", "-1=5", "+1=9"))


def test_names(quick: Run) -> None:
    names = ["x = y", "a:b", " ", "名=字", "Ω", "0"]
    pairs = [f"{name}={place}" for place, name in enumerate(names)]
    found = document(quick("lookup", "2", *pairs, "--json"))
    assert [token["text"] for token in found["source"]] == names
    assert "x = y" in printed(quick("lookup", "0", *pairs))


def test_keys_that_are_alike_share_the_first_place(quick: Run) -> None:
    text = printed(quick("lookup", "5", "a=4", "b=6", "c=9"))
    assert "Nearest: a and b" in text
    assert "最接近的是 a、b" in printed(quick("lookup", "5", "a=4", "b=6", "c=9", "--lang", "zh"))


def test_many_keys_are_cut_visibly(quick: Run) -> None:
    pairs = [f"n{i}={i}" for i in range(60)]
    assert "20 largest of 60" in printed(quick("lookup", "30", *pairs))
    assert len(rows_below(printed(quick("lookup", "30", *pairs, "--full")), "30")) == 60


def test_what_does_not_fit(quick: Run) -> None:
    refused(quick("lookup", "172", "a=1,2"), 1, "query", "(1,)", "(2,)")
    refused(quick("lookup", "1,2", "a=1,2", "b=1"), 1, "b", "(1,)", "(2,)")
    refused(quick("lookup", "1", "a=1:1", "b=1:1,2"), 1, "b", "(2,)", "(1,)")
    refused(quick("lookup", "nan", "a=1"), 1, "query", "finite")
    refused(quick("lookup", "1e20", "a=1"), 1, "float32")
