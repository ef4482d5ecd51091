"""attnx explain: where the text comes from, and every option that chooses what is shown."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import attnx
from tests.cli.processes import MODELS, SENTENCE, document, numbers, printed, refused, rows_below, story, titles
from tests.conftest import Run

BERT = str(MODELS / "bert-plain")  # 2 layers, 2 heads
ODD = str(MODELS / "bert-odd")  # 3 layers, 3 heads
EVERYTHING = [
    "1 tokens",
    "2 embedding",
    "3 Q, K, V",
    "4 scores",
    "5 scaled",
    "6 weights",
    "7 z",
    "8 joined output",
]


def test_every_step_in_order_with_every_number(run: Run) -> None:
    text = printed(run("explain", "--model", "toy", SENTENCE, "--full", "--width", "200"))
    assert titles(text) == EVERYTHING
    trace = attnx.explain(SENTENCE, "toy")
    parts = [trace.arrays[name].data for name in ("token_embedding", "position_embedding")]
    for title, names in (
        ("2 embedding", "x"),
        ("3 Q, K, V", "qkv"),
        ("6 weights", ("weights",)),
        ("7 z", ("z", "out")),
    ):
        arrays = [
            trace.array(name, layer=0) if name in ("x", "out") else trace.array(name, layer=0, head=0) for name in names
        ]
        expected = np.hstack([*(parts if title == "2 embedding" else []), *arrays])  # what stands side by side
        rows = rows_below(text, title)
        assert len(rows) == 11
        for query, row in enumerate(expected):
            assert numbers(rows[str(query)])[: len(row)] == pytest.approx(row, abs=0.0051)
    for title, name in (("4 scores", "scores"), ("5 scaled", "scaled")):
        alone = rows_below(
            printed(run("explain", "--model", "toy", SENTENCE, "--steps", name, "--width", "120")), title
        )
        assert [numbers(row) for row in alone.values()] == [
            pytest.approx(row, abs=0.0051) for row in trace.array(name, layer=0, head=0)
        ]
    assert "Q = x·W_Q" in text
    assert text.count("each query (row)") == 2  # of scores and of weights
    assert "random" in text


def test_weights_show_sums_and_bars(quick: Run) -> None:
    weights = attnx.explain(SENTENCE, "toy").array("weights", layer=0, head=0)
    text = printed(quick("explain", "--model", "toy", SENTENCE, "--steps", "weights", "--full", "--width", "200"))
    for query, cells in rows_below(text, "5 weights").items():
        assert cells[-2:] == ["=", "1.00"]
        top = cells[int(weights[int(query)].argmax())]
        assert top[-1] in "▁▂▃▄▅▆▇█"


def test_three_ways_to_give_a_text(run: Run, tmp_path: Path) -> None:
    text = printed(run("explain", "--model", "toy", SENTENCE))
    assert printed(run("explain", "--model", "toy", "-", stdin=f"{SENTENCE}\n".encode())) == text
    for place, data in enumerate((f"{SENTENCE}\n", f"{SENTENCE}\r\n", f"\ufeff{SENTENCE}")):
        file = tmp_path / f"{place}.txt"
        file.write_bytes(data.encode())
        assert printed(run("explain", "--model", "toy", "--file", str(file))) == text


def test_line_breaks_inside_a_text_stay(quick: Run) -> None:
    assert (
        document(quick("explain", "--model", "toy", "-", "--json", stdin=b"one\n\n two\t\n"))["text"] == "one\n\n two\t"
    )


def test_a_text_may_begin_with_a_dash(quick: Run) -> None:
    for text in ("-5 degrees", "- yes", "--help me = please"):
        assert document(quick("explain", "--model", "toy", text, "--json"))["text"] == text
    assert document(quick("explain", "--model", "toy", "--json", "--", "--json"))["text"] == "--json"


def test_layers_and_heads(quick: Run) -> None:
    second = document(
        quick("explain", "--model", "toy", "Love", "--model", ODD, "--layer", "2", "--head", "0,2", "--json")
    )
    (layer,) = second["layers"]
    assert layer["layer"] == 2
    assert layer["attention"][0]["heads"] == [0, 2]
    expected = attnx.explain("Love", ODD).array("weights", layer=2)[[0, 2]]
    assert np.array_equal(np.float32(layer["attention"][0]["weights"]["data"]), expected)
    both = document(
        quick("explain", "--model", "toy", "Love", "--model", BERT, "--layer", "1,0,1", "--head", "all", "--json")
    )
    assert [layer["layer"] for layer in both["layers"]] == [0, 1]
    assert [layer["attention"][0]["heads"] for layer in both["layers"]] == [[0, 1], [0, 1]]


def test_each_chosen_layer_and_head_is_shown(quick: Run) -> None:
    text = printed(
        quick(
            "explain",
            "--model",
            "toy",
            "Love",
            "--model",
            BERT,
            "--layer",
            "all",
            "--head",
            "all",
            "--steps",
            "weights",
        )
    )
    places = [f"layer {layer}, head {head}" for layer in (0, 1) for head in (0, 1)]
    assert [text.count(place) for place in places] == [1, 1, 1, 1]
    assert sorted(places, key=text.index) == places


def test_the_default_is_the_first_layer_and_head(quick: Run) -> None:
    assert printed(quick("explain", "--model", "toy", "Love")) == printed(
        quick("explain", "--model", "toy", "Love", "--layer", "0", "--head", "0")
    )


def test_the_mean_of_heads(quick: Run) -> None:
    done = document(quick("explain", "--model", "toy", SENTENCE, "--head", "mean", "--json"))
    (attention,) = done["layers"][0]["attention"]
    assert attention["heads"] == [0, 1]
    assert attention["weights"]["axes"] == ["query", "key"]
    expected = attnx.explain(SENTENCE, "toy").array("weights", layer=0).mean(axis=0, dtype=np.float64)
    assert np.array(attention["weights"]["data"]) == pytest.approx(expected, abs=1e-7)
    assert not {"q", "k", "v", "scores", "scaled", "z"} & attention.keys()
    text = printed(quick("explain", "--model", "toy", SENTENCE, "--head", "mean"))
    assert "mean of 2 heads" in text
    assert titles(text) == ["1 tokens", "2 embedding", "6 weights", "8 joined output"]


def test_focus_by_word_or_index(quick: Run) -> None:
    by_word = printed(
        quick("explain", "--model", "toy", SENTENCE, "--focus", "it", "--precision", "4", "--width", "120")
    )
    for other in ("IT", "4"):
        assert (
            printed(
                quick("explain", "--model", "toy", SENTENCE, "--focus", other, "--precision", "4", "--width", "120")
            )
            == by_word
        )
    trace = attnx.explain(SENTENCE, "toy")
    rows = rows_below(by_word, "▸ ")
    assert len(rows) == 11
    score, scaled, weight = (trace.array(name, layer=0, head=0, query=4) for name in ("scores", "scaled", "weights"))
    for key in range(11):
        exp = np.exp(scaled[key] - scaled.max())
        assert numbers(rows[str(key)]) == pytest.approx([score[key], scaled[key], exp, weight[key]], abs=5.1e-5)
    shares = [float(row[-1].rstrip("%").replace("−", "-")) for row in rows.values()]
    assert sum(shares) == pytest.approx(100, abs=0.6)
    z = trace.array("z", layer=0, head=0, query=4)
    assert f"z = Σ w·v = [{', '.join(f'{value:.4f}'.replace('-', '−') for value in z)}]" in by_word


def test_focus_on_a_word_that_is_there_twice(quick: Run) -> None:
    line = refused(
        quick("explain", "--model", "toy", "the cat and the dog", "--focus", "the"), 2, "0 the", "3 the", "index"
    )
    assert "1 cat" not in line
    assert "token 3" in story(printed(quick("explain", "--model", "toy", "the cat and the dog", "--focus", "3")))
    # As it is written comes before without regard to case.
    assert "token 0" in story(printed(quick("explain", "--model", "toy", "May we may", "--focus", "May")))
    assert "token 2" in story(printed(quick("explain", "--model", "toy", "May we may", "--focus", "may")))
    refused(quick("explain", "--model", "toy", "May we may", "--focus", "MAY"), 2, "0 May", "2 may")


def test_focus_on_a_number_in_the_text(quick: Run) -> None:
    assert "token 1)" in story(printed(quick("explain", "--model", "toy", "In 1984 it was", "--focus", "1984")))
    assert "token 1)" in story(printed(quick("explain", "--model", "toy", "2 0 1", "--focus", "1")))


@pytest.mark.minilm
def test_it_finds_what_it_stands_for(run: Run) -> None:
    claims = {
        SENTENCE: ("Love", "0.911"),
        "The animal didn't cross the street because it was too tired.": ("animal", "0.677"),
    }
    for text, (word, weight) in claims.items():
        options = ("--model", "minilm", "--layer", "3", "--head", "1", "--focus", "it", "--precision", "3")
        shown = printed(run("explain", "--model", "toy", text, *options))
        (row,) = (row for row in rows_below(shown, "▸ ").values() if f"{weight}" in row)
        line = next(line for line in shown.splitlines() if weight in line)
        assert line.split()[1] == word
        assert max(float(row[3]) for row in rows_below(shown, "▸ ").values()) == float(row[3])


def test_cell_shows_the_whole_arithmetic(quick: Run) -> None:
    text = printed(quick("explain", "--model", "toy", SENTENCE, "--cell", "it,Love", "--precision", "3", "--full"))
    assert printed(quick("explain", "--model", "toy", SENTENCE, "--cell", "4,0", "--precision", "3", "--full")) == text
    trace = attnx.explain(SENTENCE, "toy")
    q, k = (trace.array(name, layer=0, head=0)[at] for name, at in (("q", 4), ("k", 0)))
    lines = text.splitlines()
    begin = next(i for i, line in enumerate(lines) if "qᵢ" in line)
    for i, line in enumerate(lines[begin + 1 : begin + 5]):
        expected = [i, q[i], k[i], q[i] * k[i], (q * k)[: i + 1].sum()]
        assert numbers(line.split()) == pytest.approx(expected, abs=5.1e-4)
    score, scaled, weight = (
        float(trace.array(name, layer=0, head=0)[4, 0]) for name in ("scores", "scaled", "weights")
    )
    row = trace.array("scaled", layer=0, head=0)[4].astype(np.float64)
    terms = np.exp(row - row.max())
    flat = " ".join(text.split()).replace("−", "-")
    assert f"Σ = {score:.3f}" in flat
    assert f"{score:.3f} ÷ √4 = {scaled:.3f}" in flat
    assert f"exp({scaled:.3f} - {row.max():.3f}) = {terms[0]:.3f}" in flat
    assert f"{' + '.join(f'{term:.3f}' for term in terms)} = {terms.sum():.3f}" in flat
    assert f"{terms[0]:.3f} ÷ {terms.sum():.3f} = {weight:.3f}" in flat


def test_cell_of_a_comma(quick: Run) -> None:
    text = "yes, no"
    for wanted, row, column in ((",,no", 1, 2), ("no,,", 2, 1), (",,,", 1, 1), ("1,0", 1, 0)):
        title = story(printed(quick("explain", "--model", "toy", text, "--cell", wanted))).partition("\n")[0]
        assert f"row {row}" in title
        assert f"column {column}" in title
    for wanted in ("yes", ",", "yes,", ",no", ""):
        refused(quick("explain", "--model", "toy", text, "--cell", wanted), 2, "--cell", "QUERY,KEY")


def test_steps(quick: Run) -> None:
    chosen = {
        "weights": ["6 weights"],
        "summary,tokens": ["1 tokens", "9 what happened"],
        "qkv": ["3 Q, K, V"],
        "k": ["3 Q, K, V"],
        "scores, scaled": ["4 scores", "5 scaled"],
        "masked": [],
        "embedding,z,out": ["2 embedding", "7 z", "8 joined output"],
    }
    for steps, expected in chosen.items():
        assert titles(printed(quick("explain", "--model", "toy", "Love is", "--steps", steps))) == expected
    (attention,) = document(quick("explain", "--model", "toy", "Love is", "--steps", "k,weights", "--json"))["layers"][
        0
    ]["attention"]
    assert {"k", "weights"} == attention.keys() - {"kind", "pattern", "heads", "kv_heads", "scale"}


def test_a_step_alone_says_what_it_says_among_the_others(quick: Run) -> None:
    for options in ((), ("--causal",), ("--head", "all"), ("--head", "mean", "--causal")):
        whole = printed(quick("explain", "--model", "toy", SENTENCE, *options, "--steps", "all"))
        opening = whole.partition("\n1 tokens")[0]
        for steps in ("summary", "tokens"):
            part = printed(quick("explain", "--model", "toy", SENTENCE, *options, "--steps", steps))
            assert part.startswith(opening)
            for line in part.removeprefix(opening).splitlines():
                assert line in whole or "──" in line, (options, steps)  # where it is stands in the first heading


def test_causal(quick: Run) -> None:
    text = printed(quick("explain", "--model", "toy", SENTENCE, "--causal", "--full", "--width", "200"))
    assert "causal mask" in text
    assert "6 masked" in titles(text)

    def alone(step: str) -> str:
        return printed(quick("explain", "--model", "toy", SENTENCE, "--causal", "--steps", step, "--width", "120"))

    masked = np.array([numbers(row) for row in rows_below(alone("masked"), "6 masked").values()])
    hidden = ~np.tri(11, dtype=bool)
    assert np.array_equal(np.isneginf(masked), hidden)
    assert masked[~hidden] == pytest.approx(
        attnx.explain(SENTENCE, "toy").array("scaled", layer=0, head=0)[~hidden], abs=0.0051
    )
    seen = [len(row) for row in rows_below(alone("weights"), "7 weights").values()]
    assert seen == list(range(1, 12))  # and the others are blank
    done = document(quick("explain", "--model", "toy", SENTENCE, "--causal", "--json"))
    assert done["notes"] == ["causal_added"]
    (attention,) = done["layers"][0]["attention"]
    assert attention["pattern"] == "causal"
    for query in range(11):
        assert attention["masked"]["data"][0][query][query + 1 :] == [None] * (10 - query)
        assert attention["weights"]["data"][0][query][query + 1 :] == [0.0] * (10 - query)
        assert sum(attention["weights"]["data"][0][query]) == pytest.approx(1, abs=1e-6)
    assert "causal" not in printed(quick("explain", "--model", "toy", SENTENCE))


def test_precision(quick: Run) -> None:
    weight = attnx.explain("Love is", "toy").array("weights", layer=0, head=0)[0, 0]
    for digits in (0, 5, 9):
        text = printed(
            quick(
                "explain",
                "--model",
                "toy",
                "Love is",
                "--steps",
                "weights",
                "--precision",
                str(digits),
                "--width",
                "120",
            )
        )
        assert rows_below(text, "6 weights")["0"][0] == (f"{weight:.{digits}f}".removeprefix("0") if digits else "·")


def test_what_is_cut_says_so_and_how_to_see_it(quick: Run) -> None:
    text = " ".join(f"w{i}" for i in range(50))
    short = printed(quick("explain", "--model", "toy", text, "--steps", "tokens,weights,summary"))
    assert "the 20 of 50 rows that matter most" in short
    assert "of 50 keys that are read most" in " ".join(short.split())
    assert "20 of 50 rows. --full" in short
    assert short.count("--full") == 2
    whole = printed(quick("explain", "--model", "toy", text, "--steps", "tokens,weights,summary", "--full"))
    assert "--full" not in whole
    assert all(f" w{i} " in whole for i in range(50))
    assert "20 largest of 50" in printed(quick("explain", "--model", "toy", text, "--focus", "3"))
    assert len(rows_below(printed(quick("explain", "--model", "toy", text, "--focus", "3", "--full")), "▸ ")) == 50


def test_classic_needs_no_text(quick: Run) -> None:
    text = printed(quick("explain", "--model", "classic", "--steps", "scores,scaled,weights"))
    assert text == printed(
        quick(
            "explain", "--model", "toy", "Thinking Machines", "--model", "classic", "--steps", "scores,scaled,weights"
        )
    )
    assert rows_below(text, "4 scores")["0"] == ["112", "96", "14.00", "12.00", ".88", ".12"]
    assert "made by hand" in text


def test_views_that_exclude_each_other(quick: Run, tmp_path: Path) -> None:
    out = str(tmp_path / "t.csv")
    for first, second in (
        (f"--out={out}", "--focus=Love"),
        ("--focus=Love", "--cell=0,0"),
        ("--focus=Love", "--steps=weights"),
        ("--cell=0,0", "--steps=weights"),
    ):
        refused(quick("explain", "--model", "toy", "Love", first, second), 2, "leave one out")
    refused(quick("explain", "--model", "toy", "Love", "--head", "mean", "--cell", "0,0"), 2, "--cell", "one head")
    assert list(tmp_path.iterdir()) == []
