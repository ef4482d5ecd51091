"""attnx explain PICTURE: from a file to an answer, its documents, and what is no picture or has no model that sees."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from attnx.schemas import schema
from tests.cli.processes import MODELS, document, printed, refused
from tests.conftest import Run
from tests.environment import environment

pytest.importorskip("PIL", reason="pictures as input need the extra vision")

PICTURES = MODELS.parent / "pictures"
VIT, DINO, SIGLIP = (str(MODELS / name) for name in ("vit-a", "dinov2_with_registers-a", "siglip-b"))
SCENE = str(PICTURES / "scene.png")


def test_the_answer_begins_with_what_the_picture_is_taken_for(quick: Run) -> None:
    text = printed(quick("explain", SCENE, "--model", VIT, "--brief", "--width", "70"))
    first, *_, last = text.strip().splitlines()
    assert first.startswith("“scene.png” is cat: 0.5")
    assert "what CLS reads" in text
    assert last.startswith("try: --focus ")
    assert "scene.png”是 cat" in printed(quick("explain", SCENE, "--model", VIT, "--brief", "--lang", "zh"))


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (["--focus", "cls"], "What “CLS” (token 0) reads"),
        (["--focus", "1,2"], "what 1,2 reads"),
        (["--focus", "REG2"], "What “REG2”"),
        (["--cell", "CLS,1,2"], "weighs “1,2”"),
        (["--lens", "rollout"], "what has come to CLS"),
        (["--ablate", "1.0"], "side by side"),
        (["--mask", "CLS,1,2", "--layer", "1"], "CLS"),
        (["--steps", "tokens"], "3 × 3 patches"),
        (["--steps", "embedding"], "patch + position"),
        (["--steps", "tokens", "--full"], "REG3"),
    ],
)
def test_every_view_of_a_text_is_one_of_a_picture(quick: Run, asked: list[str], says: str) -> None:
    assert says in printed(quick("explain", SCENE, "--model", DINO, *asked))


def test_a_figure_is_of_the_patch_that_was_named(quick: Run, tmp_path: Path) -> None:
    one = tmp_path / "one.heatmap.svg"
    quick("explain", SCENE, "--model", VIT, "--focus", "1,2", "--out", str(one))
    assert "1,2" in one.read_text()
    both = ("--focus", "1,2", "--mark", "1,2,0,0", "--out", str(one))
    refused(quick("explain", SCENE, "--model", VIT, *both), 2, "--focus", "--mark")
    quick("explain", SCENE, "--model", VIT, "--layer", "0", "--head", "all", "--focus", "1,2", "--out", str(one))
    assert "what 1,2 reads" in one.read_text()


def test_who_looks_from_patch_to_patch_is_shown_over_the_picture(quick: Run) -> None:
    text = printed(quick("heads", SCENE, "--model", VIT, "--from", "1,1", "--to", "2,2"))
    assert "what 1,1 reads" in text and "╭" not in text


def test_two_heads_are_compared_over_the_picture(quick: Run) -> None:
    text = printed(quick("compare", SCENE, "--model", VIT, "--layer", "0", "--head", "0", "--with-head", "1"))
    assert "Where 1,1 looks on each side" in text and "A  scene.png" in text and "╭" not in text
    other = printed(quick("compare", SCENE, str(PICTURES / "turned.jpg"), "--model", VIT, "--focus", "cls"))
    assert "B  turned.jpg" in other
    refused(quick("compare", SCENE, "Love.", "--model", VIT), 2, "two of a kind")


def test_a_quiz_of_a_picture_shows_it_and_takes_a_patch(quick: Run) -> None:
    text = printed(quick("quiz", SCENE, "--model", VIT, "--seed", "3", stdin=b"1,1\n"))
    assert "3 × 3 patches" in text and "> 1,1" in text


def test_heads_are_laid_over_the_picture(quick: Run) -> None:
    text = printed(quick("heads", SCENE, "--model", DINO))
    assert "where every head looks" in text
    assert "all patches, on average" in printed(quick("heads", "--image", SCENE, "--model", SIGLIP))


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("trace", ["explain"]),
        ("answer", ["explain", "--brief"]),
        ("focus", ["explain", "--focus", "1,2"]),
        ("cell", ["explain", "--cell", "CLS,1,2"]),
        ("top", ["explain", "--top-k", "2"]),
        ("lens", ["explain", "--lens", "rollout"]),
        ("what_if", ["explain", "--ablate", "0.1"]),
        ("heads", ["heads"]),
    ],
)
def test_every_document_of_a_picture_is_valid(quick: Run, name: str, command: list[str]) -> None:
    written: Any = document(quick(*command, SCENE, "--model", VIT, "--json"))
    jsonschema.validate(written, schema(name))
    whole = written["after"] if name == "what_if" else written
    assert whole["picture"]["width"] == 60
    assert "pixels" not in whole["picture"]


def test_a_saved_trace_is_shown_and_verified_without_the_picture(quick: Run, tmp_path: Path) -> None:
    file = str(tmp_path / "trace.json")
    quick("explain", SCENE, "--model", VIT, "--out", file)
    assert "“scene.png” is cat" in printed(quick("show", file, "--brief"))
    assert "`--image PICTURE` gives it" in printed(quick("verify", file, "--model", VIT))
    assert "patch·W + b" in printed(quick("verify", file, "--model", VIT, "--image", SCENE))
    refused(quick("verify", file, "--image", SCENE), 2, "--model")


@pytest.mark.parametrize(("term", "colour"), [("xterm-256color", "38;5;68;48;5;68m▀"), ("xterm", "94;104m▀")])
def test_a_picture_has_the_colours_that_its_terminal_has(run: Run, term: str, colour: str) -> None:
    text = printed(run("explain", SCENE, "--model", VIT, "--brief", "--color", "always", TERM=term, COLORTERM=""))
    assert colour in text and "38;2;" not in text


def test_a_heat_map_lies_over_the_picture(quick: Run, tmp_path: Path) -> None:
    """Of one head what CLS reads, or a marked patch; of several what each reads; of a caption what one word read."""
    for place, (asked, says) in enumerate(
        {
            ("explain", SCENE, "--model", VIT): "what CLS reads",
            ("explain", SCENE, "--model", VIT, "--mark", "1,1,0,0"): "what 1,1 reads",
            ("explain", SCENE, "--model", VIT, "--head", "all", "--layer", "0"): "layer 0, head 1",
            ("caption", SCENE, "--step", "2"): "cross-attention, layer 1, head 0",
        }.items()
    ):
        file = tmp_path / f"{place}.heatmap.svg"
        quick(*asked, "--out", str(file))
        drawn = file.read_text("utf-8")
        assert says in drawn and drawn.count("<image ") >= 2
    quick("explain", SCENE, "--model", VIT, "--steps", "weights", "--out", str(file))
    assert "<image" not in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("file", "note"),
    [("moving.gif", "only its first frame"), ("alpha.png", "transparent"), ("sixteen.png", "upper eight")],
)
def test_what_is_not_seen_of_a_file_is_said(quick: Run, file: str, note: str) -> None:
    assert note in printed(quick("explain", str(PICTURES / file), "--model", VIT, "--brief"))


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ([SCENE, "--model", "reader"], 2, "sees no pictures"),
        (["Love.", "--model", VIT], 2, "Love. is no file that is one"),
        ([str(PICTURES / "broken.jpg"), "--model", VIT], 1, "breaks off"),
        (["--image", "nowhere.png", "--model", VIT], 1, "nowhere.png"),
        ([SCENE.replace("scene", "scen"), "--model", VIT], 1, "did you mean"),
        (["nowhere.png"], 1, "whose name is that of a picture"),
        (["--image", __file__, "--model", VIT], 1, "not a picture"),
        (["Love.", "--image", SCENE, "--model", VIT], 2, "one of the two"),
        ([SCENE, "--model", VIT, "--swap", "a=b"], 2, "no words"),
        ([SCENE, "--model", VIT, "--merge", "words"], 2, "no words"),
        ([SCENE, "--model", VIT, "--lens", "logit"], 2, "no head"),
        ([SCENE, "--model", VIT, "--focus", "9,9"], 2, "9,9"),
        ([SCENE, "--model", VIT, "--untrained"], 2, "no recipe"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(quick: Run, arguments: list[str], code: int, says: str) -> None:
    refused(quick("explain", *arguments), code, says)
    assert "“" not in refused(quick("explain", *arguments, "--lang", "zh"), code)


def test_a_model_says_how_it_is_given_pictures(quick: Run, tmp_path: Path) -> None:
    shutil.copytree(VIT, tmp_path / "vit")
    (tmp_path / "vit" / "preprocessor_config.json").unlink()
    refused(quick("explain", SCENE, "--model", str(tmp_path / "vit")), 1, "no preprocessor_config.json")


def test_without_pillow_the_extra_is_named() -> None:
    program = "import sys; sys.modules['PIL'] = None; from attnx.cli import run; sys.exit(run(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", program, "explain", SCENE, "--model", VIT],
        capture_output=True,
        env=environment(),
        timeout=60,
        check=False,
    )
    refused(done, 1, "attnx[vision]")
