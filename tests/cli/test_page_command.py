"""`--html FILE`: a page with every view, from explain, translate and show."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import attnx
from tests.cli.processes import MODELS, SENTENCE, refused
from tests.conftest import Run


def held(file: Path) -> tuple[dict[str, Any], bytes]:
    """What a page holds: its data and its numbers."""
    html = file.read_text(encoding="utf-8")
    found = {name: re.search(rf'id="{name}">(.*?)</script>', html, re.DOTALL) for name in ("data", "numbers")}
    data, numbers = (match[1] for match in found.values() if match)
    digits = np.frombuffer(numbers.replace("~", "<").encode(), np.uint8).reshape(-1, 5).astype(np.int64) - 40
    return json.loads(data), (digits @ 85 ** np.arange(5)).astype("<u4").tobytes()


def stored(page: tuple[dict[str, Any], bytes], attention: int, head: int, name: str) -> np.ndarray:
    at, kind, *shape = page[0]["attentions"][attention]["heads"][head]["arrays"][name]
    dtype = {"f4": "<f4", "u2": "<u2"}[kind]
    return np.frombuffer(page[1], dtype, int(np.prod(shape)), at).reshape(shape)


def written(run: Run, file: Path, *arguments: str, **environment: str) -> tuple[dict[str, Any], bytes]:
    done = run(*arguments, "--html", str(file), **environment)
    assert (done.returncode, done.stdout) == (0, b""), done.stderr
    assert str(file) in done.stderr.decode()
    return held(file)


def test_explain_keeps_every_layer_and_head(quick: Run, tmp_path: Path) -> None:
    page = written(quick, tmp_path / "page.html", "explain", SENTENCE)
    trace = attnx.explain(SENTENCE, "reader")
    for layer in range(4):
        for head in range(8):
            for name in ("q", "k", "v", "scores", "weights", "z"):
                expected = trace.array(name, layer=layer, head=head)
                assert np.allclose(stored(page, layer, head, name), expected, atol=1e-4), name
    data = page[0]
    assert data["begin"] == {"attention": 3, "head": 0}  # the head that finds what a pronoun stands for
    assert data["tokens"][data["query"]]["name"] == "it"
    assert data["language"] == "en"
    assert not data["thinned"]


@pytest.mark.parametrize(
    ("options", "begin", "query"),
    [
        (["--layer", "2", "--head", "5", "--focus", "hope"], {"attention": 2, "head": 5}, 8),
        (["--layer", "1"], {"attention": 1, "head": 0}, None),
        (["--focus", "it", "--lang", "zh"], {"attention": 3, "head": 0}, 5),
        (["--merge", "words", "--skip-first"], {"attention": 3, "head": 0}, None),
        (["--layer", "mean"], {"attention": 0, "head": 0}, None),
        (["--layer", "2", "--head", "mean"], {"attention": 0, "head": 0}, None),
        (["--untrained", "--causal"], {"attention": 3, "head": 0}, None),
    ],
)
def test_what_was_chosen_is_opened(
    options: list[str], begin: dict[str, int], query: int | None, quick: Run, tmp_path: Path
) -> None:
    data, _ = written(quick, tmp_path / "page.html", "explain", SENTENCE, *options)
    assert data["begin"] == begin
    assert query in (None, data["query"])
    assert data["language"] == ("zh" if "zh" in options else "en")


def test_translate_and_show(quick: Run, tmp_path: Path) -> None:
    saved, first, second = (tmp_path / name for name in ("t.json", "1.html", "2.html"))
    data, _ = written(quick, first, "translate", "我爱你。")
    assert data["writing"]["output"] == "I love you."
    assert len(data["attentions"]) == 9  # three layers, three kinds
    assert quick("translate", "我爱你。", "--out", str(saved)).returncode == 0
    written(quick, second, "show", str(saved))
    assert first.read_bytes() == second.read_bytes()
    data, _ = written(quick, second, "show", str(saved), "--layer", "1", "--head", "2")
    assert [one["layer"] for one in data["attentions"]] == [1, 1, 1]


def test_predict_and_compare(quick: Run, tmp_path: Path) -> None:
    data, _ = written(quick, tmp_path / "1.html", "predict", "Once upon a time", "--lens", "logit")
    assert len(data["attentions"]) == 6
    assert len(data["guesses"]["places"][0]["layers"]) == 7
    data, _ = written(quick, tmp_path / "2.html", "predict", "Once", "--generate", "2", "--layer", "1")
    assert data["writing"]["kind"] == "writing"
    texts = "Hope is here, and it lives.", "Love is here, and it lives."
    data, _ = written(quick, tmp_path / "3.html", "compare", *texts, "--focus", "it")
    assert [side["text"] for side in data["comparison"]["sides"]] == list(texts)
    (part,) = data["comparison"]["parts"]
    assert part["rows"][part["row"]]["name"] == "it"
    for command in (["predict", "Once"], ["compare", *texts]):
        refused(quick(*command, "--html", str(tmp_path / "x.html"), "--json"), 2, "--html and --json")


def test_heads_opens_on_all_of_them(quick: Run, tmp_path: Path) -> None:
    data, _ = written(quick, tmp_path / "page.html", "heads", SENTENCE, "--layer", "2")
    assert data["view"] == "heads"
    assert data["begin"] == {"attention": 2, "head": 0}
    assert [len(one["heads"]) for one in data["attentions"]] == [8] * 4
    for other in (["--json"], ["--from", "it", "--to", "Love"], ["--over", "x.txt"]):
        refused(quick("heads", SENTENCE, "--html", str(tmp_path / "x.html"), *other), 2, "--html and " + other[0])


@pytest.mark.parametrize("other", [["--json"], ["--cell", "it,Love"], ["--steps", "z"], ["--top-k", "3"]])
def test_one_view_at_a_time(other: list[str], quick: Run, tmp_path: Path) -> None:
    line = refused(quick("explain", SENTENCE, "--html", str(tmp_path / "x.html"), *other), 2, "--html", other[0])
    assert "each is a view of its own" in line
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_meant(quick: Run, tmp_path: Path) -> None:
    file = str(tmp_path / "x.html")
    explain = ("explain", SENTENCE, "--html")
    refused(quick(*explain, file, "--out", str(tmp_path / "x.txt")), 2, "--html and --out")
    refused(quick(*explain, file, "--focus", "it", "--before-after"), 2, "--html and --before-after")
    refused(quick(*explain, file, "--layer", "9"), 2, "there is no layer 9 in reader: choose from 0, 1, 2, 3")
    refused(quick(*explain, file, "--focus", "hate"), 2, "hate is not one of the words here")
    refused(quick(*explain, str(tmp_path / "x.pdf")), 2, "use one of .html")
    refused(quick("translate", "我爱你。", "--html", file, "--step", "2"), 2, "--html and --step")
    refused(quick("translate", "我爱你。", "--html", file, "--attention", "self"), 2, "--html and --attention")
    refused(quick(*explain, str(tmp_path / "no" / "x.html")), 1, "cannot be written")
    assert not list(tmp_path.iterdir())


def test_a_text_too_long_for_a_page(quick: Run, tmp_path: Path) -> None:
    text = " ".join(["love"] * 513)
    command = ("explain", text, "--model", str(MODELS / "t5-a"), "--html", str(tmp_path / "x.html"))
    refused(quick(*command), 2, "tokens long and a page holds at most 512")
    refused(quick(*command, "--lang", "zh"), 2, "最多放 512 个")


def test_a_live_page_holds_its_model(quick: Run, tmp_path: Path) -> None:
    file = tmp_path / "live.html"
    refused(quick("explain", SENTENCE, "--live"), 2, "--html")
    refused(quick("explain", SENTENCE, "--live", "--html", str(file), "--causal"), 2, "--live", "--causal")
    refused(quick("explain", SENTENCE, "--live", "--html", str(file), "--model", "writer"), 2, "writer")
    data, _ = written(quick, file, "explain", SENTENCE, "--live")
    assert data["live"]["config"]["n_layers"] == 4
    assert 'id="model">' in file.read_text(encoding="utf-8")
