"""attnx caption: a picture becomes a sentence, a word at a time; without one attnx draws it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from attnx.cli.commands.caption import drawn
from attnx.scenes.paint import paint
from attnx.scenes.place import place
from attnx.scenes.read import read
from tests.cli.processes import document, printed, refused
from tests.conftest import Run
from tests.fixtures import __file__ as here

MODELS = Path(here).parent / "models"
TEXT = "a large red circle left of a large blue square"


@pytest.fixture
def scene(tmp_path: Path) -> Path:
    path = tmp_path / "scene.png"
    Image.fromarray(paint(place(read(TEXT), np.random.default_rng(1)))).save(path)
    return path


def test_a_picture_is_said(quick: Run, scene: Path) -> None:
    said = printed(quick("caption", str(scene)))
    assert TEXT in said.splitlines()
    assert "sketch · trained weights · cross-attention, layer 1, head 0" in said
    assert "drew this picture" not in said
    assert max(map(len, printed(quick("caption", str(scene), "--width", "60")).splitlines())) <= 60


def test_without_a_picture_attnx_draws_one(quick: Run) -> None:
    said, other = (printed(quick("caption", *seed)) for seed in ((), ("--seed", "1")))
    assert drawn(0)[1] in said.replace("\n", " ")
    assert drawn(1)[1] in other.replace("\n", " ")


def test_the_numbers_and_one_step(quick: Run, scene: Path) -> None:
    trace = document(quick("caption", str(scene), "--json"))
    assert trace["output"] == TEXT
    assert len(trace["source"]) == 65
    assert trace["source"][1]["box"] is not None
    assert (trace["picture"]["width"], trace["picture"]["rows"]) == (64, 8)
    step = printed(quick("caption", str(scene), "--step", "3", "--attention", "cross"))
    assert "7,7" in step


def test_the_other_attentions_are_told_as_what_they_read(quick: Run, scene: Path, tmp_path: Path) -> None:
    """Words of words as a text, patches of patches as a picture; and of one stack alone the architecture."""
    figure = tmp_path / "one.model.svg"
    own = printed(quick("caption", str(scene), "--attention", "self", "--layer", "0", "--head", "0"))
    sees = printed(quick("caption", str(scene), "--attention", "encoder"))
    assert "reads from" in own
    assert "what CLS reads" in sees
    assert "rollout" not in sees
    assert quick("translate", "我爱你", "--attention", "self", "--layer", "0", "--out", str(figure)).returncode == 0
    assert figure.read_text(encoding="utf-8").count("<svg") == 1


def test_one_word_is_opened_where_it_looks(quick: Run, scene: Path, tmp_path: Path) -> None:
    """A row is called by the word that is written from it, also where its number is asked for by that word."""
    row = printed(quick("caption", str(scene), "--focus", "red"))
    assert "“red” (token 2)" in row and "cross-attention, layer 1, head 0" in row and "what red reads" in row
    assert "“red” (row 2) weighs “6,1”" in printed(quick("caption", str(scene), "--cell", "red,6,1"))
    figures = [tmp_path / f"{name}.heatmap.svg" for name in ("focus", "mark", "all")]
    for asked, figure in zip((("--focus", "red"), ("--mark", "red,6,1"), ()), figures, strict=True):
        quick("caption", str(scene), *asked, "--out", str(figure))
    one, same, whole = (figure.read_text() for figure in figures)
    assert one == same and len(one) < len(whole)
    file = str(tmp_path / "caption.json")
    quick("caption", str(scene), "--out", file)
    shown = printed(quick("show", file, "--layer", "1", "--head", "0", "--focus", "red"))
    assert shown.count("What “red”") == 2 and "encoder" not in shown
    refused(quick("caption", str(scene), "--focus", "purple"), 2, "purple")


@pytest.mark.parametrize("model", ["sketch", str(MODELS / "blip-a")])
def test_a_saved_caption_is_shown_and_verified(quick: Run, scene: Path, tmp_path: Path, model: str) -> None:
    """Its patches are its source, and an encoder may have more layers than its decoder."""
    file = str(tmp_path / "caption.json")
    quick("caption", str(scene), "--model", model, "--out", file)
    assert "checks hold" in printed(quick("verify", file, "--model", model))
    shown = printed(quick("show", file, "--steps", "tokens"))
    assert "patches of the picture, called row,column" in shown and "the picture in patches" not in shown


def test_a_photograph_is_told_apart(quick: Run, tmp_path: Path) -> None:
    noise = np.random.default_rng(2).integers(0, 256, (60, 90, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "photo.jpg")
    assert "hardly a drawing" in printed(quick("caption", str(tmp_path / "photo.jpg")))
    assert "不像是画出来的" in printed(quick("caption", str(tmp_path / "photo.jpg"), "--lang", "zh"))


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("none.png",), 1, "none.png"),
        (("--seed", "-1"), 2, "--seed"),
        (("p.png", "--seed", "1"), 2, "--seed"),
        (("--step", "99"), 2, "99"),
        (("--model", "reader"), 1, "captioner"),
        (("--model", str(MODELS / "marian-a")), 1, "captioner"),
        (("--attention", "all"), 2, "self, cross, encoder"),
    ],
)
def test_what_cannot_be_done_is_said(quick: Run, arguments: tuple[str, ...], code: int, says: str) -> None:
    refused(quick("caption", *arguments), code, says)


def test_a_translator_is_pointed_to_the_captions(quick: Run) -> None:
    refused(quick("translate", "爱", "--model", "sketch"), 1, "attnx caption")
