"""attnx show prints what explain printed; attnx verify recomputes a trace, and finds a single changed number."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import attnx
from attnx import saved
from attnx.measures.verify import verify
from attnx.reduce.mean import mean_of_heads
from attnx.trace import Array, Trace
from tests.cli.processes import ATTNX, MODELS, SENTENCE, Done, printed, refused, under_shell
from tests.conftest import Run

BERT = str(MODELS / "bert-plain")
ODD = str(MODELS / "bert-odd")
GPT2 = str(MODELS / "gpt2-a")


# Show.


@pytest.mark.parametrize(
    ("chosen", "views", "text"),
    [
        ("", "", SENTENCE),
        ("", "--focus it --precision 4", SENTENCE),
        ("", "--cell it,Love --full", SENTENCE),
        ("--head mean", "--full", SENTENCE),
        ("--head mean", "--focus it", SENTENCE),
        ("--causal --head all", "", SENTENCE),
        ("--causal", "--focus 3 --width 60", SENTENCE),
        ("--causal", "--steps weights,summary --width 40", SENTENCE),
        (f"--model {ODD} --layer all --head 0,2", "", "Love gives hope."),
        ("--model classic", "--full --lang zh", "Thinking Machines"),
        ("", "--lang zh", "我爱 attention 👩‍💻, naïve café"),
        pytest.param("--model minilm --layer 3 --head 1", "--focus it", SENTENCE, marks=pytest.mark.minilm),
    ],
)
def test_show_prints_what_explain_prints(quick: Run, chosen: str, views: str, text: str) -> None:
    assert printed(pipe(text, chosen, views)) == printed(
        quick("explain", "--model", "toy", text, *chosen.split(), *views.split())
    )


def pipe(text: str, chosen: str, views: str) -> Done:
    """explain TEXT … --json | show - …"""
    program = " ".join(f"'{part}'" for part in ATTNX)
    return under_shell(f'shift 3; {program} explain --model toy "$1" {chosen} --json | {program} show - {views}', text)


def test_show_a_part_of_a_trace(quick: Run, tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    quick(
        "explain",
        "--model",
        "toy",
        "Love gives hope.",
        "--model",
        ODD,
        "--layer",
        "all",
        "--head",
        "all",
        "--out",
        str(file),
    )
    for options in (
        ("--layer", "1", "--head", "2"),
        ("--layer", "0,2", "--head", "mean"),
        ("--layer", "2", "--head", "0", "--focus", "hope"),
        ("--layer", "1", "--head", "1", "--cell", "1,2"),
        ("--layer", "all", "--head", "0", "--steps", "qkv,weights"),
        ("--layer", "0", "--head", "1", "--json"),
    ):
        explained = quick("explain", "--model", "toy", "Love gives hope.", "--model", ODD, *options)
        assert printed(quick("show", str(file), *options)) == printed(explained), options


def test_show_safetensors(quick: Run, tmp_path: Path) -> None:
    file = tmp_path / "love.safetensors"
    for options in (("--causal",), ("--head", "mean"), ("--head", "all")):
        quick("explain", "--model", "toy", SENTENCE, *options, "--out", str(file))
        assert printed(quick("show", str(file))) == printed(quick("explain", "--model", "toy", SENTENCE, *options))
    assert printed(quick("show", "-", stdin=file.read_bytes())) == printed(quick("show", str(file)))


def test_show_json_is_the_same_document(quick: Run, tmp_path: Path) -> None:
    for trace in every_kind():
        data = saved.to_json(trace)
        file = tmp_path / "t.safetensors"
        file.write_bytes(saved.to_safetensors(trace))
        if trace.model.name == "toy":  # a process each would be long
            assert quick("show", "-", "--json", stdin=data).stdout == data
            assert quick("show", str(file), "--json").stdout == data
        assert saved.to_json(saved.from_bytes(data, "it")) == data
        assert saved.to_json(saved.from_bytes(file.read_bytes(), "it")) == data


def test_show_what_a_trace_does_not_hold(quick: Run) -> None:
    def show(trace: Trace, *options: str) -> Done:
        return quick("show", "-", *options, stdin=saved.to_json(trace))

    some = attnx.explain("Love is", ODD, layers=[1], heads=[0, 2], arrays=["weights"])
    refused(show(some, "--layer", "0"), 2, "layer 0", "1")
    refused(show(some, "--head", "1"), 2, "head 1", "0, 2")
    refused(show(some, "--cell", "0,1"), 2, "q", "weights")
    refused(show(some, "--focus", "hate"), 2, "hate", "1 Love")
    assert "Love" in printed(show(some, "--focus", "Love"))
    without = attnx.explain("Love is", "toy", arrays=["q", "k"])
    refused(show(without, "--focus", "0"), 2, "weights", "q, k")
    nothing = attnx.explain("Love is", "toy", layers=[])
    for option in ("--focus=0", "--cell=0,0"):
        refused(show(nothing, option), 2, "weights")
    mean = mean_of_heads(attnx.explain("Love is", "toy"))
    refused(show(mean, "--head", "0"), 2, "head 0", "mean")
    refused(show(mean, "--cell", "0,0"), 2, "--cell")
    rows = attnx.explain("Love is", "toy", queries=[1])
    refused(show(rows, "--focus", "Love"), 2, "token 0", "holds 1")
    assert "is" in printed(show(rows, "--focus", "is"))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"{", "JSON"),
        (b"[]", "attnx.trace/1"),
        (b"7", "attnx.trace/1"),
        (b'{"text": "Love"}', "attnx.trace/1"),
        (b'{"schema": "attnx.trace/2"}', "attnx.trace/2"),
        (b'{"schema": "attnx.trace/1"}', "missing"),
        (b"Love is powerful", "JSON"),
        (b"\xff\xfe\x00\x00", ""),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), ""),
        (b"[" * 100_000, "JSON"),
    ],
)
def test_not_a_trace(quick: Run, data: bytes, words: str) -> None:
    refused(quick("show", "-", stdin=data), 1, "standard input", "not a saved trace", words)


def change(trace: Trace, path: str, value: object) -> bytes:
    """The document of a trace with one part of it replaced: "layers.0.attention.0.heads"."""
    document = json.loads(saved.to_json(trace))
    *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
    part: Any = document
    for step in way:
        part = part[step]
    part[last] = value
    return json.dumps(document).encode()


FIRST = "layers.0.attention.0"
LYING: list[tuple[str, object]] = [
    ("attnx", 1),
    ("block.norm", [[]]),
    ("block.eps", -1),
    ("parameters", {"layers.0.mlp.b_up": {"axes": [False], "dtype": "float32", "shape": [1], "data": [1.0]}}),
    ("tokens.0.start", -1),
    ("model.n_kv_heads", 0),
    ("model.n_heads", -1),
    ("model.d_head", "\x1b[31m"),
    ("model.provenance", "stolen"),
    ("model.embedding", ["soul"]),
    ("notes", ["unheard_of"]),
    ("notes", "causal_added"),
    ("tokens.0.index", 99),
    ("tokens.0.text", 5),
    ("tokens", []),
    ("layers.0.layer", 7),
    (f"{FIRST}.heads", [7]),
    (f"{FIRST}.kind", "cross"),
    (f"{FIRST}.pattern", "random"),
    (f"{FIRST}.scale", None),
    (f"{FIRST}.soft_cap", 0),
    (f"{FIRST}.weights.axes", ["key", "query"]),
    (f"{FIRST}.weights.data", 5),
    (f"{FIRST}.weights.data", [[[None, None], [None, None]]]),
    (f"{FIRST}.weights.data", [[["0.5", 0.5], [0.5, 0.5]]]),
    (f"{FIRST}.weights.data", [[[0.5, 0.5], [0.5]]]),
    (f"{FIRST}.q.data", [[[None] * 4] * 2]),
    (f"{FIRST}.scores.data", [[[1e300, 1.0], [1.0, 1.0]]]),
    (f"{FIRST}.x.data", {"a": 1}),
]


@pytest.mark.parametrize(("path", "value"), LYING, ids=lambda value: str(value)[:30])
def test_a_trace_that_lies(quick: Run, path: str, value: object) -> None:
    data = change(attnx.explain("Love is", "toy", heads=[0]), path, value)
    command = "verify" if path.startswith("model") else "show"
    refused(quick(command, "-", stdin=data), 1, "standard input", "not a saved trace")


def test_numbers_that_are_odd_but_possible_are_shown(quick: Run) -> None:
    odd: list[tuple[str, object]] = [
        (f"{FIRST}.scale", 0.0),
        (f"{FIRST}.scale", -1e-300),
        (f"{FIRST}.weights.data", [[[0.0, 0.0], [-5.0, 1e38]]]),
        (f"{FIRST}.z.data", [[[0.0] * 4] * 2]),
        (f"{FIRST}.scores.data", [[[-3e38, 3e38], [0.0, 1e-45]]]),
        (f"{FIRST}.scaled.data", [[[-3e38, 3e38], [0.0, 1e-45]]]),
    ]
    for path, value in odd:
        data = change(attnx.explain("Love is", "toy", heads=[0]), path, value)
        for options in ((), ("--focus", "1"), ("--cell", "1,0")):
            printed(quick("show", "-", *options, stdin=data))
        done = quick("verify", "-", stdin=data)
        assert done.stderr.count(b"\n") == done.returncode  # no warning beside the verdict


# Verify.


def every_kind() -> Iterator[Trace]:
    """A trace from every door."""
    yield attnx.explain(SENTENCE, "toy")
    yield attnx.explain(SENTENCE, "toy", causal=True)
    yield mean_of_heads(attnx.explain(SENTENCE, "toy", causal=True))
    yield attnx.explain(SENTENCE, "toy", arrays=["weights"])
    yield attnx.explain("Thinking Machines", "classic")
    yield attnx.explain("Love gives hope.", ODD)
    random = np.random.default_rng(5)
    q, k, v = random.normal(size=(4, 3, 5)), random.normal(size=(2, 6, 5)), random.normal(size=(2, 6, 7))
    yield attnx.attend(q, k, v)
    yield attnx.attend(q, k, v, mask=random.random((3, 6)) < 0.5, scale=3.0)
    yield attnx.attend(q, k, v, mask=np.where(random.random((4, 3, 6)) < 0.5, -np.inf, random.normal(size=(4, 3, 6))))
    yield attnx.attend(q, k, v, mask=np.zeros((3, 6), dtype=bool))
    x, w = random.normal(size=(6, 4)) * 30, random.normal(size=(3, 4, 4))
    yield attnx.attend(x=x, wq=w[0], wk=w[1], wv=w[2], heads=2, causal=True, labels=list("abcdef"))
    yield attnx.lookup(172, {"张三": 165, "李四": 170, "王五": 195}, temperature=10)
    yield attnx.lookup([1, 0], {"a": [1, 0], "b": [0, 1]}, {"a": [1, 2, 3], "b": [4, 5, 6]})


def test_every_trace_holds(quick: Run, tmp_path: Path) -> None:
    for place, trace in enumerate(every_kind()):
        form = (saved.to_json, saved.to_safetensors)[place % 2]
        text = printed(quick("verify", "-", stdin=form(trace)))
        assert "each row sums to 1" in text
        assert " no " not in text
        assert "hold; the largest difference is" in text or "The one check holds" in text
        if "z" in next(trace.attentions())[1].arrays:
            assert "z = weights·v" in text
            assert "scores = similarity of q and k" in text


@pytest.mark.minilm
def test_all_of_minilm_holds(quick: Run) -> None:
    trace = quick(
        "explain", "--model", "toy", SENTENCE, "--model", "minilm", "--layer", "all", "--head", "all", "--json"
    ).stdout
    text = printed(quick("verify", "-", stdin=trace))
    assert "All 37 checks hold" in text  # six steps of six layers, and the stream that enters the first


def changed(trace: Trace, name: str, place: tuple[int, ...], value: float | None) -> bytes:
    document = json.loads(saved.to_json(trace))
    data = document["layers"][-1]["attention"][0][name]["data"]
    for step in place[:-1]:
        data = data[step]
    data[place[-1]] = value
    return json.dumps(document).encode()


@pytest.mark.parametrize("name", ["scores", "scaled", "masked", "weights", "z"])
def test_one_changed_number_is_found(run: Run, name: str) -> None:
    trace = attnx.explain("Love gives hope.", ODD, causal=True)
    before = float(trace.array(name, layer=2)[1, 3, 1])
    done = run("verify", "-", stdin=changed(trace, name, (1, 3, 1), before + 0.001))
    assert done.returncode == 1
    assert "no (layer 2)" in done.stdout.decode()  # the table is printed all the same
    assert done.stderr.decode().startswith("attnx: standard input does not hold: ")
    assert name in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("name", ["q", "k", "v", "scores", "scaled", "masked", "weights", "z"])
def test_any_changed_number_is_found(name: str) -> None:
    random = np.random.default_rng(5)
    grouped = random.normal(size=(2, 3, 2)), random.normal(size=(1, 3, 2)), random.normal(size=(1, 3, 2))
    for trace in (
        attnx.explain("Love gives hope", "toy", causal=True),
        attnx.explain("Love gives hope", BERT, layers=[1]),
        attnx.attend(*grouped, mask=np.array([[0.5, -np.inf, 1], [0, 0, 0], [1, 2, -1]])),
        attnx.lookup(172, {"a": 171.5, "b": 170, "c": 174}, temperature=3),
    ):
        assert all(check.holds for check in verify(trace))
        attention = trace.layers[-1].attention[0]
        for place in np.ndindex(attention.arrays[name].data.shape) if name in attention.arrays else ():
            number = float(attention.arrays[name].data[place])
            values = [1.0] if np.isneginf(number) else [number + 0.002, number - 0.002]
            if name in ("q", "k", "v") and (attention.pattern == "causal" or trace.model.family == "lookup"):
                continue  # a hidden value, or one that weighs nothing, changes nothing
            for value in [*values, *([-np.inf] if name == "masked" and np.isfinite(number) else [])]:
                wrong = attention.arrays[name].data.copy()
                wrong[place] = value
                arrays = {**attention.arrays, name: Array(attention.arrays[name].axes, wrong)}
                layer = replace(trace.layers[-1], attention=(replace(attention, arrays=arrays),))
                again = replace(trace, layers=(layer,))
                assert not all(check.holds for check in verify(again)), (name, place, value)


def test_weights_that_still_sum_to_one_are_found(quick: Run) -> None:
    document = json.loads(saved.to_json(attnx.explain(SENTENCE, "toy")))
    row = document["layers"][0]["attention"][0]["weights"]["data"][0][3]
    row[0], row[1] = row[1], row[0]
    done = quick("verify", "-", stdin=json.dumps(document).encode())
    assert done.returncode == 1
    assert "weights" in done.stderr.decode()
    assert done.stdout.decode().count(" yes") == 6  # embedded, x, scores, scaled, the sums, and the stream


def test_nothing_to_verify(quick: Run) -> None:
    trace = attnx.explain("Love", "toy", arrays=["q", "k", "v"])
    refused(quick("verify", "-", stdin=saved.to_json(trace)), 1, "standard input", "too few steps", "q, k and v")
    assert "The one check holds" in printed(
        quick("verify", "-", stdin=saved.to_json(attnx.explain("Love", "toy", layers=[])))
    )


def test_the_weights_of_a_model_check_the_whole_chain(quick: Run) -> None:
    trace = saved.to_json(attnx.explain("Love gives hope.", GPT2, layers=[0]))
    assert "for want of the weights: token_embedding, position_embedding, x, q, k, v, out" in printed(
        quick("verify", "-", stdin=trace)
    ).replace("\n", " ")
    text = printed(quick("verify", "-", "--model", GPT2, stdin=trace))
    assert "q = x·W_Q" in text and "Taken" not in text
    document = json.loads(trace)
    document["layers"][0]["attention"][0]["out"]["data"][1][0] += 0.01
    done = quick("verify", "-", "--model", GPT2, stdin=json.dumps(document).encode())
    assert (done.returncode, done.stderr) == (
        1,
        b"attnx: standard input does not hold: out differ from what its own numbers give\n",
    )
    refused(quick("verify", "-", "--model", "toy", stdin=trace), 2, "not the model of this trace")
    refused(quick("verify", "-", stdin=b"{}"), 1, "not a saved trace")


def test_the_verdict_in_chinese(quick: Run) -> None:
    trace = attnx.explain("爱 是 希望", "toy")
    assert "全部" in printed(quick("verify", "-", "--lang", "zh", stdin=saved.to_json(trace)))
    done = quick("verify", "-", "--lang", "zh", stdin=changed(trace, "z", (0, 0, 0), 9.0))
    assert "否" in done.stdout.decode()
    assert "不成立" in done.stderr.decode()
    assert done.returncode == 1
