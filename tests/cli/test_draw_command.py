"""attnx draw: a sentence becomes a picture, or it is said what can be drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from attnx.scenes.paint import paint
from attnx.scenes.place import place
from attnx.scenes.read import read
from tests.cli.processes import refused
from tests.conftest import Run

TEXT = "a red circle left of a blue square"


def test_the_file_is_the_picture(quick: Run, tmp_path: Path) -> None:
    done = quick("draw", TEXT, "--out", str(tmp_path / "p.png"), "--seed", "3")
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.startswith(b"wrote ")
    with Image.open(tmp_path / "p.png") as picture:
        assert picture.format == "PNG"
        assert (np.asarray(picture) == paint(place(read(TEXT), np.random.default_rng(3)))).all()


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ((TEXT,), 2, "--out FILE"),
        ((TEXT, "--out", "p.svg"), 2, ".png"),
        (("a red dog", "--out", "p.png"), 1, 'after "a red" comes one of circle, square'),
        (("a red dog", "--out", "p.png", "--lang", "zh"), 1, "而 dog 不在其中"),
        (("a red circle on a blue square", "--out", "p.png"), 1, "left of, right of, above, below, between"),
        (("", "--out", "p.png"), 1, "blank"),
        (("a \x1b[31mred circle", "--out", "p.png"), 1, "␛[31mred"),
    ],
)
def test_what_cannot_be_drawn_is_said(quick: Run, arguments: tuple[str, ...], code: int, says: str) -> None:
    refused(quick("draw", *arguments), code, says)
    assert not Path("p.png").exists()
