"""Files of every kind, as a user writes them: pictures, text to paste, and numbers for other programs."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

import attnx
from attnx import saved
from tests.cli.processes import SENTENCE, printed, refused
from tests.cli.test_output import wrote
from tests.cli.test_text_is_data import ALL, harmless
from tests.conftest import Run
from tests.environment import environment
from tests.views.test_data import read

KINDS = (".npz", ".csv", ".md", ".tex", ".svg", ".png", ".pdf", ".heatmap.svg", ".heatmap.png", ".heatmap.pdf")
needs_pillow = pytest.mark.skipif(
    None in (find_spec("PIL"), find_spec("reportlab")), reason="pictures as .png and .pdf need the extras png and pdf"
)


def texts(svg: bytes) -> str:
    """The letters of an SVG, without spaces."""
    return "".join(one.text or "" for one in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")).replace(
        " ", ""
    )


@needs_pillow
@pytest.mark.parametrize("ending", KINDS)
def test_every_command_writes_every_kind(quick: Run, tmp_path: Path, ending: str) -> None:
    for name in ("in", "explain", "show", "attend", "translate"):
        (tmp_path / name).mkdir()
    trace, matrices = tmp_path / "in" / "love.json", tmp_path / "in" / "m.json"
    trace.write_bytes(saved.to_json(attnx.explain("Love gives hope", "toy")))
    matrices.write_text('{"q": [[1, 0]], "k": [[1, 0]], "v": [[1, 0]]}')
    for command in (
        ("explain", "Love gives hope", "--model", "toy"),
        ("show", str(trace)),
        ("attend", str(matrices)),
        ("translate", "爱。", "--step", "1"),
    ):
        file = tmp_path / command[0] / f"it{ending}"
        # A bare machine has no font for Chinese, which is said.
        remark = (
            "(no font here has 爱。, .*\n)?" if command[0] == "translate" and ending.endswith((".png", ".pdf")) else ""
        )
        assert len(wrote(quick(*command, "--out", str(file)), file, remark)) > 100


def test_an_svg_shows_what_would_be_printed(quick: Run, tmp_path: Path) -> None:
    views = (("--steps", "weights"), ("--focus", "it"), ("--cell", "it,Love"), ("--focus", "it", "--before-after"))
    for place, options in enumerate(views):
        (tmp_path / str(place)).mkdir()
        file = tmp_path / str(place) / "love.svg"
        arguments = ("explain", SENTENCE, *options)
        shown = texts(wrote(quick(*arguments, "--width", "100", "--out", str(file)), file))
        page = printed(quick(*arguments, "--width", "100"))
        bars = r"[\s▁▂▃▄▅▆▇█▏▎▍▌▋▊▉]"  # drawn as boxes; and as ticks only where there are no colours
        assert re.sub(bars, "", shown) == re.sub(bars, "", page)


def test_translations_are_written_as_they_are_told(quick: Run, tmp_path: Path) -> None:
    file = tmp_path / "love.txt"
    data = wrote(quick("translate", "我爱你。", "--out", str(file)), file)
    assert data.decode() == printed(quick("translate", "我爱你。"))


def test_markdown_has_a_heading_for_each_step_and_the_numbers(quick: Run, tmp_path: Path) -> None:
    file = tmp_path / "t.md"
    page = wrote(quick("explain", "Thinking Machines", "--model", "classic", "--out", str(file)), file).decode()
    assert re.findall(r"^## (\d)", page, re.MULTILINE) == list("12345678")
    assert "| **0 Thinking** | **.88** | .12 |" in page


def test_arrays_and_tables_hold_the_same_numbers(quick: Run, tmp_path: Path) -> None:
    for name in ("npz", "csv"):
        (tmp_path / name).mkdir()
    arguments = ("explain", SENTENCE, "--model", "toy", "--head", "all", "--causal")
    npz, csv = tmp_path / "npz" / "t.npz", tmp_path / "csv" / "t.csv"
    wrote(quick(*arguments, "--out", str(npz)), npz)
    lines = wrote(quick(*arguments, "--out", str(csv)), csv).decode("utf-8-sig").splitlines()
    trace = attnx.explain(SENTENCE, "toy", causal=True)
    with np.load(npz, allow_pickle=False) as held:
        for name in ("q", "masked", "weights"):
            assert np.array_equal(held[f"layer0.self.{name}"], trace.array(name))
            found = [line.split(",") for line in lines if line.split(",")[4] == name]
            assert [read(cells[-1]) for cells in found] == trace.array(name).ravel().tolist()
        assert held["tokens"].tolist() == [token.name for token in trace.tokens]


def test_a_heat_map_is_of_the_weights_or_of_the_steps_named(quick: Run, tmp_path: Path) -> None:
    for place, (options, shown, absent) in enumerate(
        (
            ((), ("weights",), ("scores",)),
            (("--steps", "qkv,scores"), ("q·layer0", "k·layer0", "v·layer0", "scores·"), ("weights·",)),
            (("--head", "mean"), ("weights", "meanof2heads"), ("head0",)),
            (("--layer", "mean", "--skip-first"), ("weights",), ("scores",)),
        )
    ):
        (tmp_path / str(place)).mkdir()
        file = tmp_path / str(place) / "love.heatmap.svg"
        arguments = ("explain", SENTENCE, "--model", "toy", *options, "--out", str(file))
        found = texts(wrote(quick(*arguments), file))
        assert all(word in found for word in shown), found
        assert not any(word in found for word in absent), found
        assert "randomweights" in found  # what has to be known of its numbers


def test_arcs_lead_with_what_they_say_and_have_a_title_a_mark_and_a_width(quick: Run, tmp_path: Path) -> None:
    for name in ("told", "asked", "read"):
        (tmp_path / name).mkdir()
    file, other = tmp_path / "told" / "love.arcs.svg", tmp_path / "asked" / "love.arcs.svg"
    assert "“it”readsfrom“Love”:1.00" in texts(wrote(quick("explain", SENTENCE, "--out", str(file)), file))
    options = ("--title", "Figure 1", "--mark", "is,Love", "--width-mm", "85", "--theme", "dark")
    page = wrote(quick("explain", SENTENCE, *options, "--out", str(other)), other)
    assert "Figure1" in texts(page)
    assert b'width="85mm"' in page
    refused(quick("explain", SENTENCE, "--mark", "is,Hate", "--out", str(other)), 2, "Hate")
    refused(quick("translate", "爱。", "--out", str(tmp_path / "t.arcs.svg")), 2, ".lines.svg")
    lines = tmp_path / "read" / "t.lines.svg"
    assert {"爱", "love"} <= set(
        re.findall(r">([^<>]+)</text>", wrote(quick("translate", "我爱你。", "--out", str(lines)), lines).decode())
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("explain", "Love gives it.", "--lens", "norms"),
        ("explain", "Love gives it.", "--lens", "logit", "--model", "writer"),
        ("explain", "Love gives it.", "--focus", "it", "--before-after"),
        ("explain", "Love gives it.", "--mask", "it,Love"),
        ("explain", "Love gives it.", "--cell", "q:it,3"),
        ("heads", "Love gives it.", "--from", "it", "--to", "Love"),
        ("caption",),
    ],
    ids=lambda arguments: arguments[-1],
)
def test_the_caption_of_a_table_holds_the_sentence(quick: Run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    written = wrote(quick(*arguments, "--out", str(tmp_path / "it.tex")), tmp_path / "it.tex").decode()
    captions = re.findall(r"^\\caption\{.*", written, re.MULTILINE)
    said = "attnx-" if arguments == ("caption",) else "Love gives it."
    assert captions and all(said in caption for caption in captions)


def test_figures_of_all_heads_of_two_texts_and_of_the_model(quick: Run, tmp_path: Path) -> None:
    heads, pair, model = (tmp_path / kind / f"t.{kind}.svg" for kind in ("heads", "compare", "model"))
    for file in (heads, pair, model):
        file.parent.mkdir()
    found = texts(wrote(quick("heads", SENTENCE, "--out", str(heads)), heads))
    assert all(
        word in found for word in ("4of32headsdosomethingclearhere", "layer3,head0", "head7", "“it”readsfrom“Love”")
    )
    whole = heads.read_bytes()
    heads.unlink()
    assert wrote(quick("explain", SENTENCE, "--out", str(heads)), heads).count(b"<rect") == whole.count(b"<rect")
    found = texts(wrote(quick("compare", "Hope lives.", "Love lives.", "--out", str(pair)), pair))
    assert all(word in found for word in ("“Hopelives.”", "“Lovelives.”", "B−A", "Hope→Love"))
    assert "13×128" in texts(wrote(quick("explain", SENTENCE, "--out", str(model)), model))
    refused(quick("heads", "Love", "--from", "a", "--to", "b", "--out", str(heads)), 2, "--from", ".heads.svg")
    refused(quick("compare", "Love", "Love", "--untrained", "--steps", "qkv", "--out", str(pair)), 2, "scores")
    refused(quick("explain", "Love", "--mark", "0,0", "--out", str(model)), 2, "--mark", ".heads.svg")


def test_a_heat_map_of_what_a_trace_does_not_hold(quick: Run, tmp_path: Path) -> None:
    trace = tmp_path / "t.json"
    trace.write_bytes(saved.to_json(attnx.explain("Love", "toy", arrays=["weights"])))
    out = str(tmp_path / "t.heatmap.svg")
    refused(quick("show", str(trace), "--steps", "scores", "--out", out), 2, "no step scores", "it holds weights")
    assert [path.name for path in tmp_path.iterdir()] == ["t.json"]


def test_the_language_of_a_picture(quick: Run, tmp_path: Path) -> None:
    file = tmp_path / "爱.heatmap.svg"
    done = quick("explain", "爱 it", "--model", "toy", "--lang", "zh", "--out", str(file))
    assert "已写入" in done.stderr.decode()
    assert {"查", "询", "键", "权", "重", "爱"} <= set(texts(file.read_bytes()))


def test_hostile_text_in_files(quick: Run, tmp_path: Path) -> None:
    text = rf'{ALL} <b>&amp; "x" | a | \input{{x}} $y$ ``` =1+1'.encode()
    for ending in (".csv", ".md", ".tex", ".svg", ".heatmap.svg"):
        file = tmp_path / f"t{ending}"
        done = quick("explain", "--model", "toy", "-", "--out", str(file), stdin=text)
        assert done.returncode == 0, done.stderr
        page = file.read_bytes().decode("utf-8-sig")
        harmless(page)
        if ending.endswith(".svg"):
            assert "␛" in texts(page.encode())
    assert r"\input" not in (tmp_path / "t.tex").read_text("utf-8")
    assert not re.search(r"(^|,)[=+@]", (tmp_path / "t.csv").read_text("utf-8"), re.MULTILINE)


def test_without_pillow_a_png_is_refused_before_any_work(tmp_path: Path) -> None:
    program = "import sys; sys.modules['PIL'] = None; from attnx.cli import run; sys.exit(run(sys.argv[1:]))"
    for language, words in (("en", ("needs Pillow", "attnx[png]", ".svg")), ("zh", ("需要 Pillow", "attnx[png]"))):
        out = str(tmp_path / "love.png")
        done = subprocess.run(
            [sys.executable, "-c", program, "explain", "Love", "--model", "nowhere", "--lang", language, "--out", out],
            capture_output=True,
            env=environment(),
            timeout=60,
            check=False,
        )
        refused(done, 1, *words)
    assert list(tmp_path.iterdir()) == []


@needs_pillow
def test_signs_that_no_font_has_are_named(quick: Run, tmp_path: Path) -> None:
    file = tmp_path / "t.heatmap.png"
    done = quick("explain", "a \U0001fbf9b", "--model", "toy", "--out", str(file))
    assert done.returncode == 0
    assert done.stderr.decode().splitlines()[0].startswith("wrote ")
    # Whether a font has it depends on the machine; silent it is not.
    assert len(done.stderr.decode().splitlines()) in (1, 2)
    if len(done.stderr.decode().splitlines()) == 2:
        assert "no font here has \U0001fbf9" in done.stderr.decode()
